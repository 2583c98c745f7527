import { describe, expect, it, test } from 'vitest';
import type { LogLine, Transfer } from '../../main/contract/model.ts';
import { aLine } from '../mirror/sample.test-kit.ts';
import { exportLines } from './export-lines.ts';
import { fits, isFiltering, marksIn, noFilter, readPattern } from './filter.ts';
import { live, pause, scrolled } from './follow.ts';
import { BIN_MS, BINS, binsOf, rangeOf } from './histogram.ts';
import { exactTime, fullTime } from './log-times.ts';
import { matchAll } from './match.ts';
import { recentOf } from './recent.ts';
import { FURTHER_PX, placeOf, ROW_PX, rowAt, topsOf } from './rows.ts';
import { inOrder, percentOf, toneOf, transferDetails, transferWords } from './transfer-words.ts';

const line = (id: number, about: Partial<LogLine> = {}): LogLine => ({ ...aLine(id), ...about });

describe('a filter', () => {
  const error = line(5, { source: 'tftp', severity: 3, mac: '000e084f1a92', at: 5000 });

  it.each([
    [{}, true],
    [{ source: 'tftp' as const }, true],
    [{ source: 'dhcp' as const }, false],
    [{ mac: '000e084f1a92' }, true],
    [{ mac: '000e08000001' }, false],
    [{ severity: 'error' as const }, true],
    [{ severity: 'warning' as const }, true],
    [{ range: { from: 5000, to: 5000 } }, true],
    [{ range: { from: 5001, to: 9000 } }, false],
  ])('%j lets the error through: %s', (about, isThrough) => {
    expect(fits(error, { ...noFilter, ...about })).toBe(isThrough);
    expect(isFiltering({ ...noFilter, ...about })).toBe(Object.keys(about).length > 0);
  });

  it('of warnings leaves notices out', () => {
    expect(fits(line(1, { severity: 5 }), { ...noFilter, severity: 'warning' })).toBe(false);
    expect(fits(line(1, { severity: 5 }), { ...noFilter, severity: 'notice' })).toBe(true);
  });
});

describe('a pattern', () => {
  const found = (typed: string, text: string) => {
    const pattern = readPattern(typed);
    return pattern === null || pattern === 'bad'
      ? pattern
      : marksIn(text, pattern).map(([from, to]) => text.slice(from, to));
  };

  it.each([
    ['', 'any', null],
    ['resync', 'Resync failed, resync', ['Resync', 'resync']],
    ['/spa962.cfg', 'RRQ /spa962.cfg', ['/spa962.cfg']],
    ['/p/000e', 'RRQ /p/000e084f1a92.cfg', ['/p/000e']],
    ['a.c', 'abc a.c', ['a.c']],
    ['(x)[y]{1}+*?^$|\\-/', '(x)[y]{1}+*?^$|\\-/', ['(x)[y]{1}+*?^$|\\-/']],
    ['/re.ync/', 'Resync resync', ['resync']],
    ['/RE.YNC/i', 'Resync resync', ['Resync', 'resync']],
    ['/x*/', 'axxb', ['xx']],
    ['/(/', 'x', 'bad'],
    ['/[/', 'x', 'bad'],
  ])('%s in %s', (typed, text, marks) => expect(found(typed, text)).toEqual(marks));

  it('marks no more of one line than a person can see', () => {
    expect(marksIn('a'.repeat(5000), { source: 'a', flags: '' })).toHaveLength(40);
  });

  it('is looked for in many texts at once', () => {
    const texts = ['resync', 'no', 'a RESYNC'];
    const { hits, isSlow } = matchAll({ id: 1, pattern: { source: 'resync', flags: 'i' }, texts });
    expect([...hits]).toEqual([0, 2]);
    expect(isSlow).toBe(false);
  });
});

describe('rows', () => {
  const rows = [line(3), line(5, { msg: 'x'.repeat(25) }), line(9)];

  it('stand below each other, wrapped ones higher', () => {
    expect([...topsOf(rows, 0)]).toEqual([0, ROW_PX, 2 * ROW_PX, 3 * ROW_PX]);
    expect([...topsOf(rows, 10)]).toEqual([
      ...[0, ROW_PX, 2 * ROW_PX + 2 * FURTHER_PX, 3 * ROW_PX + 2 * FURTHER_PX],
    ]);
    expect([...topsOf([], 10)]).toEqual([0]);
  });

  it('are found by height and by number', () => {
    const tops = topsOf(rows, 0);
    const ys = [-5, 0, ROW_PX - 1, ROW_PX, 2 * ROW_PX, 999];
    expect(ys.map((y) => rowAt(tops, y))).toEqual([0, 0, 0, 1, 2, 2]);
    expect(rowAt(topsOf([], 0), 50)).toBe(0);
    expect([0, 3, 4, 5, 9, 10].map((id) => placeOf(rows, id))).toEqual([0, 0, 1, 1, 2, 3]);
  });
});

test('only the first act of reading sets since when, and the end of the list ends it', () => {
  const paused = pause(live, 1000, 7);
  expect(paused).toEqual({ kind: 'paused', since: 1000, lastId: 7 });
  expect(pause(paused, 2000, 9)).toBe(paused);
  expect(scrolled(live, { isAtEnd: false }, 3000, 8)).toEqual({
    ...{ kind: 'paused', since: 3000, lastId: 8 },
  });
  expect(scrolled(paused, { isAtEnd: true }, 3000, 8)).toEqual(live);
});

describe('the last ten minutes', () => {
  const now = 1_000_000 * BIN_MS + 10;
  const lines = [
    line(1, { at: now - 700_000 }),
    line(2, { at: now - 12_000, severity: 3, source: 'tftp', mac: '000e08000001' }),
    line(3, { at: now - 6000, severity: 4, source: 'dhcp', mac: '000e08000001' }),
    line(4, { at: now, source: 'http', mac: '000e08000002' }),
    line(5, { at: now }),
  ];

  it('are a hundred bars, each as bad as its worst line', () => {
    const bins = binsOf(lines, now, () => true);
    expect(bins).toHaveLength(BINS);
    expect(bins.slice(-3).map(({ count, tone }) => [count, tone])).toEqual([
      [1, 'fail'],
      [1, 'warn'],
      [2, 'plain'],
    ]);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    const wanted = binsOf(lines, now, ({ source }) => source === 'dhcp');
    expect(wanted.reduce((sum, { count }) => sum + count, 0)).toBe(1);
  });

  it('give a time from either end', () => {
    const [a, b] = binsOf(lines, now, () => true).slice(-2);
    if (a === undefined || b === undefined) throw new Error('no bins');
    const range = { from: a.from, to: b.from + BIN_MS - 1 };
    expect([rangeOf(a, b), rangeOf(b, a)]).toEqual([range, range]);
  });

  it('are counted', () => {
    expect(recentOf(lines, now, false)).toEqual({
      ...{ lines: 4, errors: 1, warnings: 1, units: 2, isCut: false },
      ...{ syslog: 1, dhcp: 1, tftp: 1, http: 1, https: 0, dns: 0, ntp: 0, station: 0 },
    });
    expect(recentOf(lines.slice(1), now, false).isCut).toBe(true);
    expect(recentOf(lines.slice(1), now, true).isCut).toBe(false);
    expect(recentOf([], now, false).isCut).toBe(false);
  });
});

describe('an export', () => {
  const at = Date.UTC(2026, 10, 22, 13, 2, 19, 902);
  const one = line(1, {
    ...{ at, severity: 3, source: 'tftp', mac: '000e084f1a92', address: '192.168.76.44' },
    msg: '=HYPERLINK("x"), sent; ERROR 1',
  });
  const bare = line(2, { at, source: 'station', msg: 'The station is running.' });

  it('as text has a line per line', () => {
    expect(exportLines([one, bare], 'text').split('\n')).toEqual([
      '2026-11-22T13:02:19.902Z  Error  tftp  00:0E:08:4F:1A:92  192.168.76.44  =HYPERLINK("x"), sent; ERROR 1',
      '2026-11-22T13:02:19.902Z  Info  station  -  -  The station is running.',
      '',
    ]);
  });

  it('as CSV is quoted, and no formula for a spreadsheet', () => {
    expect(exportLines([one], 'csv').split('\r\n')).toEqual([
      'time,severity,source,unit,address,message',
      `2026-11-22T13:02:19.902Z,Error,tftp,00:0E:08:4F:1A:92,192.168.76.44,"'=HYPERLINK(""x""), sent; ERROR 1"`,
      '',
    ]);
  });

  it('as JSON lines can be read back', () => {
    const [first] = exportLines([one], 'json').split('\n');
    expect(JSON.parse(first ?? '')).toEqual({
      ...{ time: '2026-11-22T13:02:19.902Z', severity: 3, source: 'tftp', msg: one.msg },
      ...{ mac: '000e084f1a92', address: '192.168.76.44' },
    });
  });
});

describe('a transfer', () => {
  const running: Transfer = {
    ...{ id: 1, mac: null, address: '192.168.76.44', file: '/spa962.bin', protocol: 'tftp' },
    ...{ sentBytes: 2_900_000, totalBytes: 4_100_000, resends: 0 },
    ...{ startedAt: 10_000, at: 12_000, state: 'running' },
    ...{ blocks: 0, options: [], reason: null },
  };
  const words = (about: Partial<Transfer>) => {
    const transfer = { ...running, ...about };
    return [percentOf(transfer), toneOf(transfer), transferWords(transfer)];
  };

  it.each([
    [{}, 70, 'prog', 'TFTP · 2.9 MB of 4.1 MB · 1.4 MB/s'],
    [{ resends: 1 }, 70, 'warn', 'TFTP · 2.9 MB of 4.1 MB · 1.4 MB/s · 1 block sent again'],
    [{ sentBytes: 0, at: 10_000 }, 0, 'prog', 'TFTP · 0 B of 4.1 MB'],
    [{ state: 'failed' }, 70, 'fail', 'TFTP · stopped at 70 %'],
    [{ totalBytes: 0, sentBytes: 0, at: 10_000 }, 0, 'prog', 'TFTP · 0 B of 0 B'],
    [{ state: 'complete', protocol: 'http', at: 10_022 }, 100, 'ok', 'HTTP · 2.9 MB in 22 ms'],
  ] as const)('%j says %i %%, %s', (about, percent, tone, said) => {
    expect(words(about)).toEqual([percent, tone, said]);
  });

  it('says blocks, options and why it ended, where there is something to say', () => {
    const about = { ...running, blocks: 8, options: ['blksize 1428', 'windowsize 8'] };
    expect(transferDetails(running)).toBe('');
    expect(transferDetails(about)).toBe('8 blocks · blksize 1428 · windowsize 8');
    expect(transferDetails({ ...running, reason: 'the unit fell silent' })).toBe(
      'the unit fell silent',
    );
  });

  it('that runs stands before one that ended, the newest first', () => {
    const ids = inOrder([
      { ...running, id: 1, state: 'complete', startedAt: 5 },
      { ...running, id: 2, startedAt: 1 },
      { ...running, id: 3, startedAt: 3 },
    ]).map(({ id }) => id);
    expect(ids).toEqual([3, 2, 1]);
  });
});

test('times have milliseconds, and in full the date and the zone', () => {
  const at = new Date(2026, 10, 22, 14, 2, 19, 7).getTime();
  expect(exactTime(at)).toBe('14:02:19.007');
  expect(fullTime(at)).toMatch(/^22 Nov 2026 14:02:19\.007 UTC[+-]\d\d:\d\d$/);
});
