import { describe, expect, test } from 'vitest';
import type { Binding } from '../../main/contract/bindings.ts';
import type { Change } from '../../main/contract/contract.ts';
import { aLine, aScan, aSnapshot, aUnit, emptySeat } from './sample.test-kit.ts';
import { lastBindOf } from './scans.ts';
import { emptyMirror, LOG_LINES, type Mirror, reduce } from './state.ts';

const NOON = new Date(2026, 10, 22, 12).getTime();

function started(about: Parameters<typeof aSnapshot>[0] = {}): Mirror {
  return reduce(emptyMirror, { type: 'snapshot', snapshot: aSnapshot(about), at: NOON });
}

function follow(mirror: Mirror, changes: Change[], first = mirror.seq + 1, at = NOON): Mirror {
  return reduce(mirror, { type: 'changes', batch: { first, changes }, at });
}

describe('the order of changes', () => {
  test('changes that follow the snapshot are applied and counted', () => {
    const mirror = follow(started(), [{ type: 'unit', unit: aUnit('000001') }]);
    expect(mirror.seq).toBe(11);
    expect(mirror.units.get('000e08000001')?.stage).toBe('SP-CUST');
  });

  test('a missing number applies nothing and asks for a snapshot', () => {
    const mirror = follow(started(), [{ type: 'unit', unit: aUnit('000001') }], 12);
    expect(mirror.isGap).toBe(true);
    expect(mirror.units.size).toBe(0);
    expect(mirror.seq).toBe(10);
  });

  test('nothing is applied after a gap until the snapshot comes', () => {
    const gap = follow(started(), [], 99);
    expect(follow(gap, [{ type: 'unit', unit: aUnit('000001') }], 11)).toBe(gap);
    expect(reduce(gap, { type: 'snapshot', snapshot: aSnapshot(), at: NOON }).isGap).toBe(false);
  });

  test('changes that were applied before a reconnect are not applied twice', () => {
    const once = follow(started(), [
      { type: 'log', line: aLine(1) },
      { type: 'log', line: aLine(2) },
    ]);
    const again = follow(
      once,
      [
        { type: 'log', line: aLine(2) },
        { type: 'log', line: aLine(3) },
      ],
      12,
    );
    expect(again.log.map((line) => line.id)).toEqual([1, 2, 3]);
    expect(again.seq).toBe(13);
  });

  test('changes before the first snapshot are ignored', () => {
    expect(follow(emptyMirror, [{ type: 'log', line: aLine(1) }], 1)).toBe(emptyMirror);
  });

  test('the snapshot of another run replaces everything', () => {
    const before = follow(started(), [{ type: 'unit', unit: aUnit('000001') }]);
    const snapshot = aSnapshot({ run: 'run-2', seq: 1 });
    const now = reduce(before, { type: 'snapshot', snapshot, at: NOON });
    expect([now.run, now.seq, now.units.size]).toEqual(['run-2', 1, 0]);
  });
});

describe('the board', () => {
  test('units stand in order of first appearance and keep their place when they change', () => {
    const units = [aUnit('00000b', { firstSeenAt: 2 }), aUnit('00000a', { firstSeenAt: 1 })];
    const mirror = follow(started({ units }), [
      { type: 'unit', unit: aUnit('00000c') },
      { type: 'unit', unit: aUnit('00000a', { stage: 'VERIFIED' }) },
    ]);
    expect(mirror.places).toEqual(['000e0800000a', '000e0800000b', '000e0800000c']);
  });

  test('a unit that left frees a gap, which only the next new unit fills', () => {
    const units = ['00000a', '00000b', '00000c'].map((tail) => aUnit(tail));
    const gone = follow(started({ units }), [{ type: 'unit-removed', mac: '000e0800000b' }]);
    expect(gone.places).toEqual(['000e0800000a', null, '000e0800000c']);
    const came = follow(gone, [{ type: 'unit', unit: aUnit('00000d') }]);
    expect(came.places).toEqual(['000e0800000a', '000e0800000d', '000e0800000c']);
  });

  test('a new snapshot moves no tile and keeps the objects of units that did not change', () => {
    const units = [aUnit('00000a', { firstSeenAt: 9 }), aUnit('00000b', { firstSeenAt: 3 })];
    const before = follow(started(), [
      { type: 'unit', unit: aUnit('00000a', { firstSeenAt: 9 }) },
      { type: 'unit', unit: aUnit('00000b', { firstSeenAt: 3 }) },
    ]);
    const now = reduce(before, { type: 'snapshot', snapshot: aSnapshot({ units }), at: NOON });
    expect(now.places).toEqual(before.places);
    expect(now.units.get('000e0800000a')).toBe(before.units.get('000e0800000a'));
  });

  test('a change of one unit leaves the objects of all others alone', () => {
    const before = started({ units: [aUnit('00000a'), aUnit('00000b')] });
    const now = follow(before, [{ type: 'unit', unit: aUnit('00000a', { condition: 'failed' }) }]);
    expect(now.units.get('000e0800000b')).toBe(before.units.get('000e0800000b'));
    expect(now.places).toBe(before.places);
  });

  test('a log line leaves the board untouched', () => {
    const before = started({ units: [aUnit('00000a')] });
    expect(follow(before, [{ type: 'log', line: aLine(1) }]).units).toBe(before.units);
  });
});

describe('the log', () => {
  test('keeps the last lines only', () => {
    const lines = Array.from({ length: LOG_LINES + 5 }, (_, index) => aLine(index));
    const mirror = follow(
      started(),
      lines.map((line) => ({ type: 'log', line })),
    );
    expect(mirror.log).toHaveLength(LOG_LINES);
    expect(mirror.log[0]?.id).toBe(5);
  });
});

describe('scans', () => {
  const bound = aScan({ verdict: 'bound', account: '10-448213' });

  test('answer and change of one scan count once, in either order', () => {
    const change: Change = { type: 'scan', outcome: bound, seat: 'screen' };
    const answered = reduce(started(), { type: 'scan-answered', outcome: bound });
    const one = follow(answered, [change]);
    const other = reduce(follow(started(), [change]), { type: 'scan-answered', outcome: bound });
    for (const mirror of [one, other]) {
      expect(mirror.scans).toEqual([bound]);
      expect(mirror.shown).toBe(bound);
      expect(mirror.boundToday).toBe(1);
    }
  });

  test('a bind at another seat counts for today but shows nothing here', () => {
    const mirror = follow(started(), [{ type: 'scan', outcome: bound, seat: 'cli' }]);
    expect([mirror.shown, mirror.boundToday]).toEqual([null, 1]);
  });

  test('the old verdict is gone at the first key of the next scan', () => {
    const mirror = reduce(started(), { type: 'scan-answered', outcome: bound });
    expect(reduce(mirror, { type: 'scan-begun' }).shown).toBeNull();
  });

  test('an ignored scan leaves the verdict as it is', () => {
    const mirror = reduce(started(), { type: 'scan-answered', outcome: bound });
    const outcome = aScan({ verdict: 'ignored', at: 5001 });
    expect(reduce(mirror, { type: 'scan-answered', outcome }).shown).toBe(bound);
  });

  test('an outcome that came while the connection was lost is shown after it', () => {
    const before = reduce(started(), { type: 'scan-answered', outcome: aScan({ at: 4000 }) });
    const snapshot = aSnapshot({ scans: [bound] });
    expect(reduce(before, { type: 'snapshot', snapshot, at: NOON }).shown).toBe(bound);
  });

  test('a fresh page shows no old verdict', () => {
    expect(started({ scans: [bound] }).shown).toBeNull();
  });

  test('an undone bind is not shown and not counted any more', () => {
    const shown = follow(started(), [{ type: 'scan', outcome: bound, seat: 'screen' }]);
    const binding: Binding = {
      account: '10-448213',
      mac: '000e084f1a92',
      serial: null,
      model: null,
      state: 'undone',
      boundAt: NOON,
      batch: null,
    };
    const undone = follow(shown, [{ type: 'binding', binding }]);
    expect([undone.shown, undone.boundToday]).toEqual([null, 0]);
  });

  test('bound today starts again at midnight', () => {
    const mirror = started({ boundToday: 37 });
    const tomorrow = NOON + 24 * 3600 * 1000;
    const line: Change = { type: 'log', line: aLine(1) };
    expect(follow(mirror, [line], 11, tomorrow).boundToday).toBe(0);
  });

  test('only the own seat is taken over', () => {
    const mirror = follow(started(), [
      { type: 'seat', seat: { ...emptySeat, heldAccount: '1' } },
      { type: 'seat', seat: { ...emptySeat, seat: 'cli', heldAccount: '2' } },
    ]);
    expect(mirror.seat.heldAccount).toBe('1');
  });
});

describe('the last bind', () => {
  const first = aScan({ at: 1, verdict: 'bound', unit: '000e0800000a', account: '1' });
  const second = aScan({ at: 2, verdict: 'bound', unit: '000e0800000b', account: '2' });

  test('is the newest that still stands', () => {
    const units = [
      aUnit('00000a', { binding: 'bound', account: '1' }),
      aUnit('00000b', { binding: 'none' }),
    ];
    expect(lastBindOf(started({ units, scans: [first, second] }))).toEqual({
      unit: '000e0800000a',
      account: '1',
      at: 1,
      canUndo: true,
    });
  });

  test('cannot be taken back once exported', () => {
    const units = [aUnit('00000b', { binding: 'exported', account: '2' })];
    expect(lastBindOf(started({ units, scans: [second] }))?.canUndo).toBe(false);
  });

  test('is missing when nothing is bound', () => {
    expect(lastBindOf(started({ scans: [second] }))).toBeNull();
  });
});
