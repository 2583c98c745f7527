import { expect, test } from 'vitest';
import type { StagedFinding } from '../../../main/contract/profiles.ts';
import {
  allFixes,
  countProblems,
  inReadingOrder,
  nextProblem,
  problemWords,
  sameFinding,
} from './problems.ts';

const at = (stage: StagedFinding['stage'], start: number, about: Partial<StagedFinding> = {}) => ({
  ...{ code: 'L04', severity: 'error' as const, message: 'm', file: '', line: 1, column: 1 },
  ...{ stage, start, end: start + 2, fix: null },
  ...about,
});
const list = [at('sp-cust', 5), at('sec-prv-2', 1), at('sec-prv-2', 9)];

test.each<[StagedFinding['stage'], number, 1 | -1, string]>([
  ['sec-prv-2', 0, 1, 'sec-prv-2 1'],
  ['sec-prv-2', 1, 1, 'sec-prv-2 9'],
  ['sec-prv-2', 9, 1, 'sp-cust 5'],
  ['sec-prv-2', 9, -1, 'sec-prv-2 1'],
  ['sec-prv-2', 1, -1, 'sp-cust 5'],
  ['sp-cust', 5, 1, 'sec-prv-2 1'],
  ['sp-cust', 0, -1, 'sec-prv-2 9'],
  ['sec-prv-1', 0, 1, 'sec-prv-2 1'],
])('from %s %i, %i, it is %s', (stage, place, direction, expected) => {
  const next = nextProblem(list, { stage, at: place }, direction);
  expect(`${next?.stage} ${next?.start}`).toBe(expected);
});

test('without problems there is no next one', () => {
  expect(nextProblem([], { stage: 'sp-cust', at: 0 }, 1)).toBeNull();
});

test('the shown text’s problems come first', () => {
  expect(inReadingOrder(list, 'sec-prv-2').map(({ stage }) => stage)).toEqual([
    'sec-prv-2',
    'sec-prv-2',
    'sp-cust',
  ]);
});

test('counts in words', () => {
  expect(
    problemWords(
      countProblems([{ severity: 'error' }, { severity: 'warning' }, { severity: 'error' }]),
    ),
  ).toBe('2 errors, 1 warning');
  expect(problemWords(countProblems([]))).toBe('No problems');
});

test('all fixes at once: in order, and none that touches another', () => {
  const fix = (...edits: { start: number; end: number; text: string }[]) => ({
    title: 'Fix',
    edits,
  });
  const edits = allFixes([
    at('sp-cust', 8, { fix: fix({ start: 8, end: 10, text: 'x' }) }),
    at('sp-cust', 1, { fix: fix({ start: 1, end: 2, text: 'y' }) }),
    at('sp-cust', 9, {
      fix: fix({ start: 9, end: 12, text: 'z' }, { start: 20, end: 21, text: 'w' }),
    }),
    at('sp-cust', 30),
  ]);
  expect(edits.map(({ text }) => text)).toEqual(['y', 'x']);
});

test('a finding is known again where it moved', () => {
  const found = sameFinding([at('sp-cust', 50), at('sp-cust', 12)], at('sp-cust', 10));
  expect(found?.start).toBe(12);
  expect(sameFinding([], at('sp-cust', 10))).toBeNull();
});
