import { expect, test } from 'vitest';
import { nextCell } from './grid-keys.ts';

/** Ten places, three in a row; the fifth and the last are gaps. */
const cells = [true, true, true, true, false, true, true, true, true, false];

test.each<[string, number, number | null]>([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 3, 5],
  ['ArrowLeft', 5, 3],
  ['ArrowLeft', 0, null],
  ['ArrowDown', 0, 3],
  ['ArrowDown', 1, 7],
  ['ArrowUp', 7, 1],
  ['ArrowUp', 1, null],
  ['ArrowDown', 8, null],
  ['Home', 7, 0],
  ['End', 0, 8],
  ['PageDown', 0, 6],
  ['PageUp', 8, 2],
  ['PageDown', 2, 8],
  ['Enter', 0, null],
])('%s at place %i goes to %s', (key, at, to) => {
  expect(nextCell(key, at, cells, 3, 2)).toBe(to);
});

test('one column moves by one', () => {
  expect(nextCell('ArrowDown', 0, [true, true], 1, 5)).toBe(1);
  expect(nextCell('PageDown', 0, [true, true, true], 1, 5)).toBe(2);
});
