import { describe, expect, test } from 'vitest';
import { exportStateOf, fieldWord, shortHash, sinceOf, spanOf } from './words.ts';

const at = (day: number, hour: number, minute = 0) =>
  new Date(2026, 10, day, hour, minute).getTime();
const now = at(22, 14, 5);

describe('a time range', () => {
  test('begins at local midnight of its first day', () => {
    expect(sinceOf('any', now)).toBeNull();
    expect(sinceOf('today', now)).toBe(at(22, 0));
    expect(sinceOf('week', now)).toBe(at(16, 0));
    expect(sinceOf('month', now)).toBe(new Date(2026, 9, 24).getTime());
  });
});

describe('the span of the next batch', () => {
  test.each([
    [at(22, 7, 40), at(22, 14, 2), '07:40 – 14:02 today'],
    [at(22, 14, 2), at(22, 14, 2), '14:02 today'],
    [at(21, 7, 40), at(21, 8), '07:40 – 08:00 on 21 Nov'],
    [at(21, 16, 35), at(22, 14, 2), '21 Nov 16:35 – 22 Nov 14:02'],
  ])('%d to %d is %s', (firstBoundAt, lastBoundAt, says) => {
    expect(spanOf({ firstBoundAt, lastBoundAt }, now)).toBe(says);
  });

  test('is nothing when nothing is open', () => {
    expect(spanOf({ firstBoundAt: null, lastBoundAt: null }, now)).toBeNull();
  });
});

test.each([
  ['bound', false, null, 'open', 'Not exported'],
  ['bound', true, null, 'voided', 'Not exported, voided'],
  ['exported', false, 142, 'exported', 'Batch 142'],
  ['undone', false, null, 'undone', 'Undone'],
  ['released', true, 142, 'released', 'Released'],
] as const)(
  'a %s binding (voided before: %s, batch %s) is %s',
  (state, wasVoided, batch, is, word) => {
    expect(exportStateOf({ state, wasVoided, batch })).toEqual({ state: is, word });
  },
);

test('a hash is told by its ends, a field by its word', () => {
  expect(shortHash(`91ab${'0'.repeat(58)}07`)).toBe('91ab…07');
  expect(shortHash('aa')).toBe('aa');
  expect([fieldWord('bound_at'), fieldWord('else')]).toEqual(['Bound at, UTC', 'else']);
});
