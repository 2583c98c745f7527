import { expect, test } from 'vitest';
import type { ScanOutcome, Seat } from '../../main/contract/model.ts';
import { aScan, emptySeat } from '../mirror/sample.test-kit.ts';
import { verdictOf } from './verdict.ts';

const refusal = aScan({
  verdict: 'not-bound',
  reason: 'This device already belongs to 10-447980.',
});

const viewOf = (seat: Partial<Seat>, shown: ScanOutcome | null, isConnected = true) =>
  verdictOf({ seat: { ...emptySeat, ...seat }, shown, dropped: null }, isConnected);

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
  [
    'an undo barcode',
    {},
    aScan({ verdict: 'command', class: 'command', text: '*PPS-UNDO*' }),
    'ready',
    'Undone',
  ],
])('%s shows its own verdict', (_, seat, shown, tone, word) => {
  expect(viewOf(seat, shown)).toMatchObject({ tone, word });
});

test('a refusal stays over every later outcome until it is acknowledged', () => {
  const view = viewOf({ lockedBy: refusal }, aScan({ verdict: 'locked', at: 6000 }));
  expect(view).toMatchObject({ tone: 'no', isLocked: true, sentence: refusal.reason });
  expect(view.spoken).toMatch(/^Not used\. Scanning is paused\. Not bound\. This device/);
});

test('nothing looks ready or bound while the station does not answer', () => {
  const view = viewOf({}, aScan({ verdict: 'bound', account: '1' }), false);
  expect(view).toMatchObject({ tone: 'info', word: 'Do not scan' });
});

test('a bind is read aloud with the MAC in pairs', () => {
  const view = viewOf({}, aScan({ verdict: 'bound', account: '10-448213' }));
  expect(view.spoken).toMatch(/^Bound\. 4F 1A 92 to account 10-448213\./);
});

test('a half that was let go is named, with the reason', () => {
  const dropped = { unit: '000e084f1a92', account: null, by: 'time' as const };
  const view = verdictOf({ seat: emptySeat, shown: aScan(), dropped }, true);
  expect(view.word).toBe('Ready');
  expect(view.sentence).toMatch(/^Device 4F:1A:92 let go: the second scan did not come in time/);
});

test('what is special about a held half is said instead of the usual hint', () => {
  const shown = aScan({ reason: 'Bound to account 10-1 since 13:31.' });
  expect(viewOf({ heldUnit: '000e084f1a92' }, shown).sentence).toBe(shown.reason);
});
