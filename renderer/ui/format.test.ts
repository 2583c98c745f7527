import { describe, expect, it } from 'vitest';
import { ago, bytes, clockTime, count, countOf, day, dayAndTime, shortTime } from './format.ts';

const at = new Date(2026, 10, 22, 14, 2, 11).getTime();

describe('numbers and times on the page', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1250, '1\u202f250'],
    [100_000, '100\u202f000'],
    [1_234_567, '1\u202f234\u202f567'],
  ])('%d is written %s', (value, text) => expect(count(value)).toBe(text));

  it('counts things in words', () => {
    expect(countOf(1, 'unit')).toBe('1 unit');
    expect(countOf(0, 'unit')).toBe('0 units');
    expect(countOf(2, 'batch', 'batches')).toBe('2 batches');
  });

  it.each([
    [0, '0 B'],
    [2816, '2\u202f816 B'],
    [41_230, '41.2 kB'],
    [4_100_000, '4.1 MB'],
    [41_000_000_000, '41.0 GB'],
  ])('%d bytes are %s', (value, text) => expect(bytes(value)).toBe(text));

  it('writes days with their year only when it is another one', () => {
    expect(day(at, at)).toBe('22 Nov');
    expect(day(at, new Date(2027, 0, 1).getTime())).toBe('22 Nov 2026');
    expect(dayAndTime(at, at)).toBe('22 Nov 14:02');
    expect(clockTime(at)).toBe('14:02');
    expect(shortTime(at, at)).toBe('14:02');
    expect(shortTime(at, at + 86_400_000)).toBe('22 Nov');
  });

  it.each([
    [0, 'just now'],
    [8000, '8 s ago'],
    [12 * 60_000, '12 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [-5000, 'just now'],
  ])('%d ms ago is %s', (ms, text) => expect(ago(at, at + ms)).toBe(text));
});
