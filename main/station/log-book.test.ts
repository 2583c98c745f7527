import { describe, expect, it } from 'vitest';
import type { LogLine } from '../contract/model.ts';
import { LogBook, type LogBookParts } from './log-book.ts';

function book(over: Partial<LogBookParts> = {}) {
  const parts: string[][] = [];
  const announced: LogLine[] = [];
  let id = 0;
  const log = new LogBook({
    hide: (text) => text,
    clock: { now: () => 5, monotonicMs: () => 0 },
    keep: async (lines) => {
      parts.push(lines.map(({ msg }) => msg));
      return lines.map((line) => {
        id += 1;
        const none = { mac: null, address: null, facility: null, raw: null };
        return { ...none, ...line, id } as LogLine;
      });
    },
    announce: (lines) => announced.push(...lines),
    leaseHolder: () => null,
    prune: async () => false,
    onFault: () => undefined,
    ...over,
  });
  const write = (msg: string) => log.write({ source: 'syslog', severity: 5, msg });
  return { log, write, parts, announced };
}

describe('the log', () => {
  it('stores a flood in parts of a bearable size, in order, and none is missing', async () => {
    const { log, write, parts, announced } = book();
    const texts = Array.from({ length: 3500 }, (_, n) => `${n}`);
    for (const text of texts) write(text);
    await log.settled();
    expect(parts.map((part) => part.length)).toEqual([1000, 1000, 1000, 500]);
    expect(announced.map(({ msg }) => msg)).toEqual(texts);
  });

  it('gives a message to the unit whose lease its address is, whomever it names', async () => {
    const leases: Record<string, string> = { '192.168.76.20': '000e08000001' };
    const { log, announced } = book({ leaseHolder: (address) => leases[address] ?? null });
    const text = {
      type: 'syslog',
      at: 1,
      facility: 1,
      severity: 5,
      msg: 'a',
      raw: '<13>a',
    } as const;
    const named = { ...text, mac: '000e08000002', report: null };
    log.writeSyslog({ ...named, address: '192.168.76.20' });
    log.writeSyslog({ ...named, address: '192.168.76.21' });
    log.writeSyslog({ ...named, address: '192.168.76.20', mac: null });
    await log.settled();
    const [own, other] = ['000e08000001', '000e08000002'];
    expect(announced.map(({ mac }) => mac)).toEqual([own, other, own]);
  });

  it('waits with storing while it floods, and at the end for nothing', async () => {
    const { log, write, parts } = book({ isFlooded: () => true });
    for (let n = 0; n < 2500; n += 1) write(`${n}`);
    await log.finish();
    expect(parts.map((part) => part.length)).toEqual([1000, 1000, 500]);
  });

  it('waits at the end for no store that refuses', async () => {
    let asked = 0;
    const keep = async () => {
      asked += 1;
      throw new Error('disk full');
    };
    const { log, write } = book({ keep });
    write('a line');
    await log.finish();
    expect([asked, log.heldLines]).toEqual([1, 0]);
    await log.settled();
  });

  it('counts long lines by their text', async () => {
    const { log, write, parts } = book();
    for (let n = 0; n < 5; n += 1) write('x'.repeat(600_000));
    await log.settled();
    expect(parts.map((part) => part.length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('waits for what was written so far, not for what follows', async () => {
    const { log, write, announced } = book();
    await log.settled();
    write('first');
    const settled = log.settled();
    write('second');
    await settled;
    expect(announced[0]?.msg).toBe('first');
  });

  it('keeps its lines in order while the store refuses, and says so', async () => {
    let isRefusing = true;
    const faults: unknown[] = [];
    const kept: string[] = [];
    const { log, write } = book({
      keep: async (lines) => {
        if (isRefusing) throw new Error('disk full');
        kept.push(...lines.map(({ msg }) => msg));
        return [];
      },
      onFault: (error) => {
        faults.push(error);
        isRefusing = false;
      },
    });
    write('one');
    write('two');
    await log.settled();
    write('three');
    await log.settled();
    expect(faults).toHaveLength(1);
    expect(kept).toEqual(['one', 'two', 'three']);
  });

  it('lets the oldest go when too much is held, and a line says how many', async () => {
    const { log, write, announced } = book();
    const long = 'x'.repeat(1_000_000);
    for (let n = 0; n < 80; n += 1) write(`${n} ${long}`);
    await log.settled();
    const [first, second] = announced;
    const gone = Number(/^(\d+) lines were let go here/.exec(first?.msg ?? '')?.[1]);
    expect(gone).toBeGreaterThan(10);
    expect(second?.msg).toMatch(new RegExp(`^${gone} x`));
    expect(announced).toHaveLength(80 - gone + 1);
  });

  it('drops old lines in one go after the other until it is within its bounds', async () => {
    let left = 3;
    const { log } = book({
      prune: async () => {
        left -= 1;
        return left > 0;
      },
    });
    await Promise.all([log.prune(), log.prune()]);
    expect(left).toBe(0);
    await log.prune();
    expect(left).toBe(0);
  });
});
