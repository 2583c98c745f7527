import { describe, expect, it } from 'vitest';
import { advance } from './advance.ts';
import { awaitedOf } from './awaited.ts';
import { type ChainStep, chainSteps, newUnitRecord, type UnitRecord } from './record.ts';
import { defaultLimits, type Limits, type UnitEvent } from './unit-event.ts';

const self = { model: 'SPA962', serial: null, firmware: null };
const address = '192.168.76.20';
const took = { via: 'tftp', ms: 12 } as const;

/** A unit after these events, a second apart. */
function unitAfter(events: UnitEvent[], limits: Limits = defaultLimits): UnitRecord {
  return events.reduce(
    (unit, event, n) => advance(unit, { ...event, at: 1000 * (n + 1) }, limits).record,
    newUnitRecord('000e08aabbcc', 0),
  );
}

const leased: UnitEvent = { type: 'leased', at: 0, address, isBoot: true };
const asked = (step: ChainStep): UnitEvent => {
  const name = `/${step}.cfg`;
  return { type: 'asked', at: 0, step, name, address, isClaimed: false, why: null, self };
};
const served = (step: ChainStep): UnitEvent => {
  const file = { name: `/${step}.cfg`, at: 0, bytes: 9, sha256: '', complete: true };
  return { type: 'served', at: 0, step, file, took };
};
const upTo = (last: ChainStep): UnitEvent[] => [
  leased,
  ...chainSteps
    .slice(0, chainSteps.indexOf(last) + 1)
    .flatMap((step) => [asked(step), served(step)]),
];
const alive: UnitEvent = { type: 'alive', at: 0, how: 'ARP' };
const text = (unit: UnitRecord, limits: Limits = defaultLimits) => awaitedOf(unit, limits)?.text;

describe('what is awaited', () => {
  it.each<[string, UnitEvent[]]>([
    ['Waiting for it to take its address', []],
    ['Waiting for it to ask for its first file', [leased]],
    ['Waiting for its first file to arrive whole', [leased, asked('common')]],
    ['Waiting for it to ask for its own file', upTo('common')],
    ['Waiting for its own file to arrive whole', [...upTo('common'), asked('own')]],
    ['Waiting for it to ask for its rehearsal', upTo('own')],
    ['Waiting for it to ask for its last file', upTo('rehearsal')],
    ['Waiting for 30 s of quiet', upTo('last')],
  ])('%s', (sentence, events) => {
    expect(text(unitAfter(events))).toBe(sentence);
  });

  it('says that a new unit waits by itself', () => {
    expect(awaitedOf(unitAfter([leased]), defaultLimits)?.usual).toBe(
      'Waits up to 40 s by itself. This is normal.',
    );
  });

  it('is the quiet after its own file when nothing is rehearsed', () => {
    const limits = { ...defaultLimits, isRehearsing: false, quietMs: 5000 };
    expect(text(unitAfter(upTo('own'), limits), limits)).toBe('Waiting for 5 s of quiet');
  });

  it("is the unit's own message where nothing else counts", () => {
    const limits: Limits = { ...defaultLimits, proofs: 'message' };
    expect(text(unitAfter(upTo('last'), limits), limits)).toBe(
      'Waiting for its own message about its last file',
    );
  });

  it('is nothing once a unit is verified or bound', () => {
    const done = unitAfter([...upTo('last'), ...Array.from({ length: 40 }, () => alive)]);
    expect(done.stage).toBe('VERIFIED');
    expect(awaitedOf(done, defaultLimits)).toBeNull();
    const bound = unitAfter([...upTo('own'), { type: 'bound', at: 0, account: '10-1' }]);
    expect(awaitedOf(bound, defaultLimits)).toBeNull();
  });

  it('is the next pass when a person lets a finished unit go again', () => {
    const again: UnitEvent = { type: 'provision-again', at: 0 };
    const done = unitAfter([...upTo('last'), ...Array.from({ length: 40 }, () => alive), again]);
    expect(text(done)).toBe('Waiting for it to ask for its first file again');
  });

  it('is what holds a unit at its first file', () => {
    const held: UnitEvent = {
      ...(asked('common') as UnitEvent & { type: 'asked' }),
      step: 'holding',
      why: 'No ISP address set',
    };
    expect(awaitedOf(unitAfter([leased, held]), defaultLimits)).toEqual({
      text: 'Held at its first file',
      usual: 'No ISP address set. It asks again every 30 s.',
    });
  });

  it('is the link while that is lost', () => {
    const lost: UnitEvent = { type: 'link-lost', at: 0, why: 'It does not answer' };
    expect(awaitedOf(unitAfter([leased, lost]), defaultLimits)).toEqual({
      text: 'Waiting for it to answer again',
      usual: 'It does not answer. Then it goes on where it was.',
    });
  });

  it('is what a person does about a failure', () => {
    const missing: UnitEvent = { type: 'not-found', at: 0, name: '/spa999.cfg' };
    const failed = unitAfter([leased, missing]);
    expect(failed.reason?.code).toBe('F01');
    expect(text(failed)).toBe('Add its model in the settings, then turn it off and on');
  });
});
