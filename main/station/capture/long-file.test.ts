import { describe, expect, test } from 'vitest';
import { FIRST_BLOCKS, LongFile } from './long-file.ts';

const OURS = 40_069;
const UNIT = 1024;

function data(block: number, length = 512): Buffer {
  const bytes = Buffer.alloc(4 + length);
  bytes.writeUInt16BE(3, 0);
  bytes.writeUInt16BE(block & 0xffff, 2);
  return bytes;
}

function ack(block: number): Buffer {
  const bytes = Buffer.from([0, 4, 0, 0]);
  bytes.writeUInt16BE(block & 0xffff, 2);
  return bytes;
}

/** What is kept of a transfer, as `D5` and `A5`. */
function keptOf(packets: readonly Buffer[], ports = [OURS, UNIT] as const): string[] {
  const file = new LongFile();
  return packets.flatMap((bytes) => {
    const isData = bytes[1] === 3;
    const [from, to] = isData ? ports : ([ports[1], ports[0]] as const);
    const name = `${isData ? 'D' : 'A'}${bytes.readUInt16BE(2)}`;
    return file.isOneOfMany(from, to, bytes) ? [] : [name];
  });
}

const lockstep = (count: number, last = 100) => [
  ...Array.from({ length: count }, (_, at) => [data(at + 1), ack(at + 1)]).flat(),
  ...[data(count + 1, last), ack(count + 1)],
];

describe('a long file', () => {
  test('a short one is kept whole', () => {
    expect(keptOf(lockstep(FIRST_BLOCKS - 1))).toHaveLength(FIRST_BLOCKS * 2);
  });

  test('of a long one its first blocks and its end are', () => {
    const kept = keptOf(lockstep(500));
    expect(kept.slice(0, 2)).toEqual(['D1', 'A1']);
    expect(kept).toContain('A100');
    expect(kept).not.toContain('D101');
    expect(kept.slice(-2)).toEqual(['D501', 'A501']);
    expect(kept.length).toBeLessThan(2 * FIRST_BLOCKS + 5);
  });

  test('what was sent again is, of either side', () => {
    const packets = lockstep(500);
    // The acknowledgement of 300 came twice, so 301 was sent twice.
    const at = packets.findIndex((bytes) => bytes.equals(ack(300)));
    packets.splice(at, 0, ack(300));
    packets.splice(at + 3, 0, data(301));
    const kept = keptOf(packets);
    expect(kept.filter((name) => name === 'A300')).toHaveLength(1);
    expect(kept.filter((name) => name === 'D301')).toHaveLength(1);
  });

  test('windows are passed over as well, and a window sent again is kept', () => {
    const windows = Array.from({ length: 60 }, (_, window) => [
      ...Array.from({ length: 8 }, (_, at) => data(window * 8 + at + 1)),
      ack(window * 8 + 8),
    ]);
    const again = windows[40] ?? [];
    const kept = keptOf([...windows.slice(0, 41), again.slice(0, 8), ...windows.slice(41)].flat());
    expect(kept.slice(-8)).toEqual(again.slice(0, 8).map((bytes) => `D${bytes.readUInt16BE(2)}`));
  });

  test('block numbers run over, to 0 or to 1', () => {
    for (const next of [0, 1]) {
      const file = new LongFile();
      for (let block = 1; block <= 0xffff; block += 1) file.isOneOfMany(OURS, UNIT, data(block));
      expect(file.isOneOfMany(OURS, UNIT, data(next))).toBe(true);
      expect(file.isOneOfMany(OURS, UNIT, data(next + 1))).toBe(true);
    }
  });

  test('another transfer begins anew, and one met in its middle is followed from there', () => {
    const file = new LongFile();
    for (let block = 1; block < 400; block += 1) file.isOneOfMany(OURS, UNIT, data(block));
    expect(file.isLong).toBe(true);
    expect(file.isOneOfMany(UNIT, 69, Buffer.from('\0\u0001/spa962.cfg\0octet\0'))).toBe(false);
    expect(file.isLong).toBe(false);
    for (let block = 400; block < 600; block += 1) file.isOneOfMany(OURS, UNIT, data(block));
    expect(file.isOneOfMany(OURS, UNIT, data(600))).toBe(true);
  });

  test('what is no TFTP is never passed over', () => {
    const file = new LongFile();
    for (let block = 1; block < 400; block += 1) file.isOneOfMany(OURS, UNIT, data(block));
    for (const bytes of [[], [0], [0, 3, 1], [0, 5, 0, 1, 0], [3, 3, 3, 3], [0, 6, 0, 0]]) {
      expect(file.isOneOfMany(OURS, UNIT, Buffer.from(bytes))).toBe(false);
    }
  });
});
