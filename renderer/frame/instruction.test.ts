import { expect, test } from 'vitest';
import { aScan, emptySeat } from '../mirror/sample.test-kit.ts';
import { instructionOf, type RibbonFacts } from './instruction.ts';

const quiet: RibbonFacts = {
  isGone: false,
  isLearning: false,
  pending: 0,
  problem: null,
  seat: emptySeat,
  shown: null,
  dropped: null,
};
const refusal = aScan({ verdict: 'not-bound', reason: 'Not in the account list.' });
const dropped = { unit: '000e084f1a92', account: null, by: 'time' as const };

test.each<[string, Partial<RibbonFacts>, string, RegExp, string | null]>([
  ['nothing', {}, 'ready', /^Ready — scan a device or an account/, null],
  [
    'a held device',
    { seat: { ...emptySeat, heldUnit: '000e084f1a92' } },
    'half',
    /^Device 4F:1A:92 held/,
    null,
  ],
  ['a held account', { seat: { ...emptySeat, heldAccount: '1' } }, 'half', /^Account 1 held/, null],
  [
    'a refusal',
    { seat: { ...emptySeat, lockedBy: refusal } },
    'paused',
    /press Enter or scan OK/,
    refusal.reason,
  ],
  ['no station', { isGone: true }, 'off', /do not scan/, null],
  ['a scanner being learned', { isLearning: true }, 'learning', /^Learning/, null],
  ['a problem', { problem: 'It was cut off.' }, 'paused', /^Scan again/, 'It was cut off.'],
  ['a busy queue', { pending: 2 }, 'ready', /^Working…/, null],
])('%s', (_, facts, mood, text, detail) => {
  expect(instructionOf({ ...quiet, ...facts })).toEqual({
    mood,
    text: expect.stringMatching(text),
    detail,
  });
});

test('a half that was let go is named', () => {
  expect(instructionOf({ ...quiet, dropped }).detail).toContain('Device 4F:1A:92 let go');
});
