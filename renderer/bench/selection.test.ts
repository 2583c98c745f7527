import { expect, test } from 'vitest';
import { nothingSelected, toggled, withRange } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];

test('one click takes a unit in, another takes it out', () => {
  const one = toggled(nothingSelected, 'b');
  expect([...one]).toEqual(['b']);
  expect([...toggled(one, 'b')]).toEqual([]);
  expect(nothingSelected.size).toBe(0);
});

test.each([
  ['b', 'd', 'b c d'],
  ['d', 'b', 'b c d'],
  [null, 'c', 'c'],
  ['gone', 'c', 'c'],
  ['c', 'gone', ''],
])('a range from %s to %s is %s', (anchor, to, expected) => {
  expect([...withRange(nothingSelected, order, anchor, to)].join(' ')).toBe(expected);
});

test('a range joins what is selected', () => {
  expect([...withRange(new Set(['e']), order, 'a', 'b')]).toEqual(['e', 'a', 'b']);
});
