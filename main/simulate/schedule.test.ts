import { expect, it } from 'vitest';
import { seededRandom } from './pace.ts';
import { delaySeconds } from './schedule.ts';

const low = () => 0;
const high = () => 0.999999;

it('waits what a schedule says, the last element repeating', () => {
  expect([0, 1, 2, 9].map((attempt) => delaySeconds('10, 20,30', attempt, low))).toEqual([
    10, 20, 30, 30,
  ]);
  expect(delaySeconds('3600+600', 0, low)).toBe(3600);
  expect(delaySeconds('3600+600', 0, high)).toBe(4200);
});

it.each(['', '0', 'soon', '-5', '5+'])('has no timer with "%s"', (schedule) => {
  expect(delaySeconds(schedule, 0, low)).toBeNull();
});

it('draws the same numbers from the same seed', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  for (const value of draw(7)) expect(value >= 0 && value < 1).toBe(true);
});
