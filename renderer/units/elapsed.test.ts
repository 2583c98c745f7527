import { expect, test } from 'vitest';
import { elapsedText } from './elapsed.ts';

test.each([
  [0, '0:00'],
  [7_900, '0:07'],
  [23 * 60_000 + 32_000, '23:32'],
  [65 * 60_000, '1 h 05'],
  [51 * 3_600_000, '2 d 3 h'],
  [-5_000, '0:00'],
])('%i ms shows as %s', (ms, text) => expect(elapsedText(1_000_000, 1_000_000 + ms)).toBe(text));
