import { describe, expect, test } from 'vitest';
import type { ScanOutcome } from '../../main/contract/model.ts';
import { aScan, aSnapshot, aUnit } from '../mirror/sample.test-kit.ts';
import { type Action, emptyMirror, type Mirror, reduce } from '../mirror/state.ts';
import { soundOfScan, soundsBetween } from './sound-of.ts';
import { samplesOf, tones } from './tones.ts';

const command = (name: string, unit: string | null = null): ScanOutcome =>
  aScan({ verdict: 'command', class: 'command', text: `*PPS-${name}*`, unit });

test.each<[string, ScanOutcome, string | null]>([
  ['a half accepted', aScan({ verdict: 'held' }), 'half'],
  ['a bind', aScan({ verdict: 'bound' }), 'bound'],
  ['the same pair again', aScan({ verdict: 'already' }), 'half'],
  ['a half replaced', aScan({ verdict: 'replaced' }), 'dropped'],
  ['a refusal', aScan({ verdict: 'not-bound' }), 'refused'],
  ['a bad read', aScan({ verdict: 'not-readable' }), 'refused'],
  ['two readings', aScan({ verdict: 'ambiguous' }), 'refused'],
  ['a scan while paused', aScan({ verdict: 'locked' }), 'locked'],
  ['a scanner that fired twice', aScan({ verdict: 'ignored' }), null],
  ['OK', command('OK'), 'half'],
  ['CANCEL', command('CANCEL'), 'dropped'],
  ['UNDO of a bind', command('UNDO', '000e084f1a92'), 'dropped'],
  ['UNDO of nothing', command('UNDO'), 'locked'],
  ['CAMERA', command('CAMERA'), 'half'],
])('%s sounds as %s', (_, outcome, sound) => expect(soundOfScan(outcome)).toBe(sound));

describe('what the station announces', () => {
  const seat = { seat: 'screen', heldUnit: null, heldAccount: null, heldAt: null, lockedBy: null };
  const holding = { ...seat, heldUnit: '000e084f1a92', heldAt: 1 };
  const started = (about: Parameters<typeof aSnapshot>[0] = {}): Mirror =>
    reduce(emptyMirror, { type: 'snapshot', snapshot: aSnapshot(about), at: 1 });
  const after = (before: Mirror, action: Action) => soundsBetween(before, reduce(before, action));
  const changes = (
    before: Mirror,
    list: Extract<Action, { type: 'changes' }>['batch']['changes'],
  ) => after(before, { type: 'changes', batch: { first: before.seq + 1, changes: list }, at: 2 });

  test('a page that opens is silent', () => {
    const units = [aUnit('000001', { condition: 'failed' })];
    expect(soundsBetween(emptyMirror, started({ units }))).toEqual([]);
  });

  test('a half pair that ran out sounds once, and is noted', () => {
    const before = started({ seat: holding });
    expect(changes(before, [{ type: 'seat', seat }])).toEqual(['dropped']);
    const now = reduce(before, { type: 'seat-answered', seat });
    expect(now.dropped).toEqual({ unit: '000e084f1a92', account: null, by: 'time' });
  });

  test('a bind, a refusal and an OK that empty the seat are no dropped half', () => {
    const before = started({ seat: holding });
    const bound = aScan({ verdict: 'bound', account: '1' });
    const answered = reduce(before, { type: 'scan-answered', outcome: bound });
    expect(changes(answered, [{ type: 'seat', seat }])).toEqual([]);
    const refusal = aScan({ verdict: 'not-bound' });
    const refused = reduce(before, { type: 'scan-answered', outcome: refusal });
    const locked = { ...seat, lockedBy: refusal };
    expect(changes(refused, [{ type: 'seat', seat: locked }])).toEqual([]);
    const paused = started({ seat: { ...holding, lockedBy: refusal } });
    expect(changes(paused, [{ type: 'seat', seat }])).toEqual([]);
  });

  test('a half let go by CANCEL sounds once', () => {
    const before = started({ seat: holding });
    const cancelled = reduce(before, { type: 'scan-answered', outcome: command('CANCEL') });
    expect(soundsBetween(before, cancelled)).toEqual(['dropped']);
    expect(cancelled.dropped?.by).toBe('cancel');
    expect(changes(cancelled, [{ type: 'seat', seat }])).toEqual([]);
  });

  test('a unit that fails sounds, one that stays failed does not', () => {
    const failed = aUnit('000001', { condition: 'failed' });
    const before = started({ units: [aUnit('000001')] });
    expect(changes(before, [{ type: 'unit', unit: failed }])).toEqual(['failure']);
    const known = started({ units: [failed] });
    expect(changes(known, [{ type: 'unit', unit: { ...failed, since: 9 } }])).toEqual([]);
  });

  test('a lost link sounds', () => {
    const before = started();
    const status = { ...aSnapshot().status, state: 'no-link' as const };
    expect(changes(before, [{ type: 'status', status }])).toEqual(['link-lost']);
  });
});

describe('the tones', () => {
  const lengths = { half: 60, bound: 230, refused: 450, dropped: 160, goal: 450, failure: 250 };
  test.each(Object.entries({ ...lengths, 'link-lost': 400 }))('%s lasts %i ms', (id, ms) => {
    const samples = samplesOf(id as keyof typeof tones, 48_000);
    expect(samples.length / 48).toBeCloseTo(ms, 0);
  });

  test('none is above the scanners’ own beeps, none is clipped, each starts at zero', () => {
    for (const id of Object.keys(tones) as (keyof typeof tones)[]) {
      for (const { hz, toHz = hz } of tones[id].notes)
        expect(Math.max(hz, toHz)).toBeLessThan(1400);
      const samples = samplesOf(id, 48_000);
      expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(1);
      expect(samples[0]).toBeCloseTo(0);
    }
  });
});
