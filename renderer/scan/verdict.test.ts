import { expect, test } from 'vitest';
import type { ScanOutcome, Seat } from '../../main/contract/model.ts';
import { aScan, emptySeat } from '../mirror/sample.test-kit.ts';
import { verdictOf } from './verdict.ts';

const refusal = aScan({
  verdict: 'not-bound',
  reason: 'This device already belongs to 10-447980.',
});

test.each<[string, Partial<Seat>, ScanOutcome | null, string, string]>([
  ['nothing', {}, null, 'ready', 'Ready'],
  ['a held unit', { heldUnit: '000e084f1a92' }, aScan(), 'half', 'Now scan the account'],
  ['a held account', { heldAccount: '1' }, aScan(), 'half', 'Now scan the device'],
  ['a bind', {}, aScan({ verdict: 'bound', account: '1' }), 'ok', 'BOUND'],
  ['the same pair again', {}, aScan({ verdict: 'already', account: '1' }), 'ok', 'Already done'],
  ['a refusal', {}, refusal, 'no', 'NOT BOUND'],
  ['a refusal that locks', { lockedBy: refusal }, null, 'no', 'NOT BOUND'],
  ['a bad read', {}, aScan({ verdict: 'not-readable' }), 'info', 'Scan again'],
  ['an ambiguous read', {}, aScan({ verdict: 'ambiguous' }), 'info', 'Which one?'],
])('%s shows its own verdict', (_, seat, shown, tone, word) => {
  expect(verdictOf({ ...emptySeat, ...seat }, shown, true)).toMatchObject({ tone, word });
});

test('a refusal stays over every later outcome until it is acknowledged', () => {
  const seat = { ...emptySeat, lockedBy: refusal };
  const view = verdictOf(seat, aScan({ verdict: 'locked', at: 6000 }), true);
  expect(view).toMatchObject({ tone: 'no', isLocked: true, sentence: refusal.reason });
});

test('nothing looks ready or bound while the station does not answer', () => {
  const view = verdictOf(emptySeat, aScan({ verdict: 'bound', account: '1' }), false);
  expect(view.tone).toBe('info');
});

test('a bind is read aloud with the MAC in pairs', () => {
  const view = verdictOf(emptySeat, aScan({ verdict: 'bound', account: '10-448213' }), true);
  expect(view.spoken).toMatch(/^Bound\. 4F 1A 92 to account 10-448213\./);
});
