import { describe, expect, it } from 'vitest';
import { advance } from './advance.ts';
import { newUnitRecord, type UnitRecord } from './record.ts';
import { defaultLimits, type UnitEvent } from './unit-event.ts';
import { beforeIt, hasTurn, waitingLine } from './upgrade-progress.ts';

const MIN = 60_000;
const limits = { ...defaultLimits, atOnce: 2 };
const file = 'new.bin';

const said = (at: number, version: string | null, before: number | null = null): UnitEvent => ({
  ...{ type: 'upgrade-step', at, version, to: '6.1.9', file, before },
});
const image = (at: number): UnitEvent => ({
  ...{ type: 'asked', at, step: 'image', name: `/firmware/${file}`, address: '192.168.76.20' },
  ...{ isClaimed: false, why: null, self: { model: null, serial: null, firmware: null } },
});
const served = { name: `/firmware/${file}`, bytes: 9, sha256: '', complete: true };
const whole = (at: number): UnitEvent => ({
  ...{ type: 'served', at, step: 'image', file: { ...served, at }, took: { via: 'tftp', ms: 9 } },
});
const stopped = (at: number): UnitEvent => ({
  ...{ type: 'broken-off', at, step: 'image', askedAt: at - 1, file: { ...served, at } },
  ...{ percent: 40, why: 'timed-out', detail: null },
});
const leased = (at: number): UnitEvent => ({
  ...{ type: 'leased', at, address: '192.168.76.20', isBoot: true },
});
const over = (at: number, version: string): UnitEvent => ({
  ...{ type: 'upgrade-over', at, version, why: `Has firmware ${version}, as wanted` },
});

function lived(...events: UnitEvent[]): UnitRecord {
  return events.reduce(
    (unit, event) => advance(unit, event, limits).record,
    newUnitRecord('000e08000001', 0),
  );
}

describe('do not unplug', () => {
  it('from the first block to the return with another version', () => {
    const told = lived(said(1, null), said(2, '6.1.5'));
    expect(told.upgrade).toMatchObject({ phase: 'told', from: '6.1.5', unsafeSince: null });
    const taking = lived(said(2, '6.1.5'), image(3));
    expect(taking.upgrade).toMatchObject({ phase: 'taking', unsafeSince: 3 });
    const steps = [said(2, '6.1.5'), image(3), whole(4)];
    expect(lived(...steps).upgrade).toMatchObject({ phase: 'restarting', unsafeSince: 3 });
    expect(lived(...steps, said(9, '6.1.5')).upgrade?.unsafeSince).toBe(3);
    expect(lived(...steps, over(9, '6.1.9'))).toMatchObject({ upgrade: null, firmware: '6.1.9' });
  });

  it('also after the transfer broke, and over its own complaint; the next try is no failure', () => {
    const broken = lived(said(2, '6.1.5'), image(3), stopped(4), said(5, '6.1.5'));
    expect(broken).toMatchObject({ condition: 'failed', upgrade: { unsafeSince: 3 } });
    const again = lived(said(2, '6.1.5'), image(3), stopped(4), image(8));
    expect(again).toMatchObject({ condition: 'ok', upgrade: { phase: 'taking', unsafeSince: 3 } });
  });

  it('until the time is over: then words, and the turn is another’s', () => {
    const unit = lived(said(2, '6.1.5'), image(3), whole(4));
    const before = advance(unit, { type: 'tick', at: 15 * MIN }, limits);
    expect(before.record).toBe(unit);
    const { record, evidence } = advance(unit, { type: 'tick', at: 15 * MIN + 3 }, limits);
    expect(record).toMatchObject({
      condition: 'failed',
      reason: { code: 'F12', text: expect.stringContaining('after 15 min. Leave it plugged in') },
      upgrade: { phase: 'failed', unsafeSince: 3 },
    });
    expect(evidence).toHaveLength(1);
    expect(hasTurn(record, 15 * MIN + 3, limits)).toBe(false);
    // It lives after all, with what it had; or with the new one.
    const back = advance(record, said(16 * MIN, '6.1.5'), limits).record;
    expect(back).toMatchObject({ condition: 'failed', upgrade: { unsafeSince: null } });
    const done = advance(record, over(16 * MIN, '6.1.9'), limits).record;
    expect(done).toMatchObject({ condition: 'ok', upgrade: null });
    const again = advance(back, { type: 'provision-again', at: 17 * MIN }, limits).record;
    expect(again.upgrade).toBeNull();
  });

  it('a start with the old version after the whole image is a refusal', () => {
    const steps = [said(2, '6.1.5'), image(3), whole(4), leased(50), said(60, '6.1.5')];
    expect(lived(...steps)).toMatchObject({
      reason: { code: 'F12', text: expect.stringContaining('started again with firmware 6.1.5') },
      upgrade: { phase: 'failed', unsafeSince: null },
    });
  });

  it('a stepping stone ends one danger and the next image begins another', () => {
    const stone: UnitEvent = { ...said(2, '6.1.1'), file: 'stone.bin' } as UnitEvent;
    const steps = [stone, image(3), whole(4), said(60, '6.1.4')];
    expect(lived(...steps).upgrade).toMatchObject({ phase: 'told', file, unsafeSince: null });
    expect(lived(...steps, image(70)).upgrade?.unsafeSince).toBe(70);
  });
});

describe('silence', () => {
  const tick = (at: number): UnitEvent => ({ type: 'tick', at });
  it('of a unit that writes an image is no worry; of one that is to ask it is', () => {
    const taking = lived(leased(1), said(2, '6.1.5'), image(3), whole(4), tick(10 * MIN));
    expect(taking.condition).toBe('ok');
    const told = lived(leased(1), said(2, '6.1.5'), tick(2 * MIN));
    expect(told.reason?.text).toContain('is to upgrade its firmware and has not asked for');
    expect(lived(leased(1), said(2, null), tick(2 * MIN)).reason?.code).toBe('F05');
  });

  it('a unit that was told and only chats does not keep its turn for ever', () => {
    const chatting = lived(said(2, '6.1.5'), said(16 * MIN, '6.1.5'), tick(16 * MIN));
    expect(chatting.upgrade?.phase).toBe('failed');
  });
});

it('a verified unit that comes again is verified no longer', () => {
  const verified = { ...newUnitRecord('000e08000001', 0), stage: 'VERIFIED' } as const;
  const { record, evidence } = advance(verified, said(5, null), limits);
  expect(record).toMatchObject({ stage: 'MFG-RESET', attention: expect.any(String) });
  expect(evidence.map(({ kind }) => kind)).toEqual(['lost', 'upgrade']);
});

describe('the line', () => {
  const unit = (n: number, ...events: UnitEvent[]): UnitRecord => ({
    ...lived(...events),
    mac: `00000000000${n}`,
  });
  const taking = (n: number) => unit(n, said(1, '6.1.5'), image(2));
  const waits = (n: number, at: number) => unit(n, said(at, '6.1.5', 0));
  const comes = (n: number) => ({ ...newUnitRecord(`00000000000${n}`, 10) });

  it('has no more turns than are set, in the order of arrival', () => {
    const units = [taking(1), waits(3, 6), waits(2, 5)];
    expect(waitingLine(units, 10, limits).map(({ mac }) => mac)).toEqual([
      '000000000002',
      '000000000003',
    ]);
    // One turn is free, and two wait: it is the first one's, and not the newcomer's.
    expect(units.map((each) => beforeIt(each, units, 10, limits))).toEqual([null, 1, null]);
    expect(beforeIt(comes(4), units, 10, limits)).toBe(2);
    const busy = [...units, taking(5)];
    expect(busy.map((each) => beforeIt(each, busy, 10, limits))).toEqual([null, 1, 0, null]);
    expect(beforeIt(comes(4), [taking(1)], 10, limits)).toBeNull();
  });

  it('is left by whoever falls silent, and found again in its place', () => {
    const units = [taking(1), taking(4), waits(2, 5), waits(3, 6)];
    const later = 5 + limits.nextMs;
    expect(waitingLine(units, later, limits).map(({ mac }) => mac)).toEqual(['000000000003']);
    const heard = units.map((each) => ({ ...each, lastSeenAt: later }));
    expect(waitingLine(heard, later, limits)).toHaveLength(2);
    const told = unit(6, said(1, '6.1.5'));
    expect(hasTurn(told, 10, limits)).toBe(true);
    expect(hasTurn(told, 1 + limits.nextMs, limits)).toBe(false);
    expect(hasTurn(taking(1), 2 * MIN, limits)).toBe(true);
  });
});
