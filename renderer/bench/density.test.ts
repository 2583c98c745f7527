import { expect, test } from 'vitest';
import { boardLayout, type Density, shapes } from './density.ts';

/** The screen's room in a window of 1440 × 900, of 1180 × 720, and at 200 % zoom. */
const usual = { width: 1304, height: 752 };
const smallest = { width: 1044, height: 572 };
const zoomed = { width: 640, height: 334 };

test.each<[number, Density, number]>([
  [0, 'large', 5],
  [1, 'large', 5],
  [30, 'large', 5],
  [31, 'medium', 6],
  [48, 'medium', 6],
  [49, 'small', 16],
  [250, 'small', 16],
  [600, 'small', 16],
])('%i units in a usual window are %s, %i in a row', (places, density, columns) => {
  expect(boardLayout(places, usual, 'auto')).toMatchObject({ density, columns });
});

test('250 small tiles fit a usual window without scrolling', () => {
  const { columns } = boardLayout(250, usual, 'auto');
  const rows = Math.ceil(250 / columns);
  const board = usual.height + 12 - 60 - 40 - 2 * 10;
  expect(rows * (shapes.small.height + shapes.small.gap) - shapes.small.gap).toBeLessThan(board);
});

test('a small window chooses smaller tiles sooner', () => {
  expect(boardLayout(30, smallest, 'auto').density).toBe('medium');
  expect(boardLayout(48, smallest, 'auto').density).toBe('small');
});

test('a density fixed by hand stands whatever the count is', () => {
  expect(boardLayout(200, usual, 'large').density).toBe('large');
  expect(boardLayout(1, usual, 'small').density).toBe('small');
});

test('the attention list is a drawer with small tiles and in a narrow window', () => {
  expect(boardLayout(20, usual, 'auto').hasPanel).toBe(true);
  expect(boardLayout(200, usual, 'auto').hasPanel).toBe(false);
  expect(boardLayout(20, smallest, 'auto').hasPanel).toBe(false);
});

test('at 200 % everything stands under each other, by count alone', () => {
  expect(boardLayout(30, zoomed, 'auto')).toMatchObject({ density: 'large', isStacked: true });
  expect(boardLayout(48, zoomed, 'auto')).toMatchObject({ density: 'medium', isStacked: true });
});
