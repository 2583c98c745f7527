import { expect, test } from 'vitest';
import { elapsedShort, elapsedSpoken, elapsedText } from './elapsed.ts';

test.each([
  [0, '0:00'],
  [7_900, '0:07'],
  [23 * 60_000 + 32_000, '23:32'],
  [65 * 60_000, '1 h 05'],
  [51 * 3_600_000, '2 d 3 h'],
  [-5_000, '0:00'],
])('%i ms shows as %s', (ms, text) => expect(elapsedText(1_000_000, 1_000_000 + ms)).toBe(text));

test.each([
  [7_900, '7s', 'less than a minute'],
  [60_000, '1m', '1 minute'],
  [8 * 60_000, '8m', '8 minutes'],
  [65 * 60_000, '1h', '1 hour'],
  [25 * 3_600_000, '1d', '1 day'],
  [51 * 3_600_000, '2d', '2 days'],
])('%i ms is %s for short, %s when read aloud', (ms, short, spoken) => {
  expect(elapsedShort(0, ms)).toBe(short);
  expect(elapsedSpoken(0, ms)).toBe(spoken);
});
