import { describe, expect, it } from 'vitest';
import { moveActive, nextSort, rangeOf } from './table-keys.ts';

describe('the keys of a table', () => {
  it.each([
    ['ArrowDown', 3, 4],
    ['ArrowUp', 3, 2],
    ['ArrowUp', 0, 0],
    ['PageDown', 3, 13],
    ['PageDown', 95, 99],
    ['PageUp', 3, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
  ])('%s goes from row %d to row %d', (key, active, to) => {
    expect(moveActive(key, active, 100, 10)).toBe(to);
  });

  it('moves nowhere in an empty table, nor by another key', () => {
    expect(moveActive('ArrowDown', 0, 0, 10)).toBeNull();
    expect(moveActive('a', 0, 100, 10)).toBeNull();
  });

  it('takes a range either way round', () => {
    expect(rangeOf(2, 4)).toEqual([2, 3, 4]);
    expect(rangeOf(4, 2)).toEqual([2, 3, 4]);
    expect(rangeOf(3, 3)).toEqual([3]);
  });

  it('turns the order of the same heading, and starts a new one rising', () => {
    expect(nextSort({ id: 'a', isDescending: false }, 'a').isDescending).toBe(true);
    expect(nextSort({ id: 'a', isDescending: true }, 'a').isDescending).toBe(false);
    expect(nextSort({ id: 'a', isDescending: true }, 'b')).toEqual({
      id: 'b',
      isDescending: false,
    });
  });
});
