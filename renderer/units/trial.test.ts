import { expect, test } from 'vitest';
import { trialLeft } from './trial.ts';

test.each([
  [600_000, '10:00'],
  [581_000, '9:41'],
  [1, '0:01'],
  [0, 'ending'],
  [-5000, 'ending'],
])('%i ms before its end: %s', (ms, text) =>
  expect(trialLeft(1_000_000 + ms, 1_000_000)).toBe(text),
);
