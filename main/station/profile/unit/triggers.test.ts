import { describe, expect, it } from 'vitest';
import { readingsOf } from './readings.ts';
import { stateOf } from './simulate.ts';
import { soonerOf, triggerWake } from './triggers.ts';

function unitWith(parameters: Record<string, string>, macros: Record<string, string> = {}) {
  const model = {
    name: 'SPA962',
    series: '962',
    hardware: '1',
    factoryRule: '',
    takesUrlFromDhcp: false,
  };
  const facts = { model, mac: '000e08000001', serial: 'S', firmware: '6.1.5', ip: '10.0.0.2' };
  const all = new Map(Object.entries(parameters));
  return stateOf({ ...facts, option66: null, parameters: all, macros }, readingsOf());
}

describe('a trigger', () => {
  it('holds as soon as its timer has passed the number', () => {
    const unit = unitWith(
      { Resync_Trigger_1: '$REGTMR1 gt 300 and $PRVTMR ge 600' },
      { REGTMR1: '301' },
    );
    expect(triggerWake(unit, 3600)).toMatchObject({ seconds: 600, by: 'Resync_Trigger_1' });
    unit.secondsSince.resync = 250;
    expect(triggerWake(unit, 3600)).toMatchObject({ seconds: 350 });
    expect(triggerWake(unit, 300)).toBeNull();
  });

  it.each([
    ['$PRVTMR gt 600', 601],
    ['$PRVTMR eq $A', 77],
    ['$UPGTMR ge 40', 40],
    ['1 eq 1', 1],
    ['$PRVTMR lt 10', 1],
    ['$PRVTMR gt 5 and $PRVTMR ge 90', 90],
  ])('%s holds after %i s', (text, seconds) => {
    expect(triggerWake(unitWith({ Resync_Trigger_2: text, GPP_A: '77' }), 3600)?.seconds).toBe(
      seconds,
    );
  });

  it.each(['', '# 1 eq 1', '1 eq 2', '(1 eq 1)', '$PRVTMR gt', '"$EXTIP" ne ""'])(
    '%j starts nothing',
    (text) => {
      expect(triggerWake(unitWith({ Resync_Trigger_1: text }), 3600)).toBeNull();
    },
  );

  it('starts nothing with Provision_Enable off', () => {
    const off = { Resync_Trigger_1: '1 eq 1', Provision_Enable: 'No' };
    expect(triggerWake(unitWith(off), 3600)).toBeNull();
  });

  it('counts when it comes before the other, and before the timer', () => {
    const unit = unitWith({ Resync_Trigger_1: '$PRVTMR ge 50', Resync_Trigger_2: '$PRVTMR ge 20' });
    const timer = (seconds: number) =>
      ({ seconds, range: { min: 0, max: 0 }, by: 'Resync_Periodic' }) as const;
    expect(soonerOf(unit, timer(60))?.by).toBe('Resync_Trigger_2');
    expect(soonerOf(unit, timer(20))?.by).toBe('Resync_Periodic');
    expect(soonerOf(unit, null)?.seconds).toBe(20);
    expect(soonerOf(unitWith({}), null)).toBeNull();
  });
});
