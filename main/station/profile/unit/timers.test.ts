import { describe, expect, it } from 'vitest';
import { type Readings, readingsOf } from './readings.ts';
import {
  type Boot,
  firstWake,
  type Moment,
  periodicWake,
  retryWake,
  upgradeRetryWake,
} from './timers.ts';

const factory = {
  Provision_Enable: 'Yes',
  Upgrade_Enable: 'Yes',
  Resync_On_Reset: 'Yes',
  Resync_After_Upgrade_Attempt: 'Yes',
  Resync_Random_Delay: '2',
  Resync_Periodic: '3600',
  Resync_Error_Retry_Delay: '10,20',
  Upgrade_Error_Retry_Delay: '60+30',
};
const parametersWith = (changes: Record<string, string> = {}) =>
  new Map(Object.entries({ ...factory, ...changes }));
const moment = (readings: Partial<Readings> = {}, share = 0.5, secondsOfDay = 0): Moment => ({
  random: () => share,
  secondsOfDay,
  readings: readingsOf(readings),
});

describe('the first resync of a boot', () => {
  const wait = (
    booted: { boot?: Boot; hasSynced?: boolean },
    changes: Record<string, string> = {},
    readings: Partial<Readings> = {},
  ) =>
    firstWake(
      { boot: 'power', hasSynced: false, ...booted },
      parametersWith(changes),
      moment(readings),
    )?.seconds ?? null;

  it('comes within Resync_Random_Delay times 20 s after power-on', () => {
    expect(wait({})).toBe(20);
    expect(wait({}, { Resync_Random_Delay: '0' })).toBe(0);
    expect(wait({}, { Resync_Random_Delay: 'soon' })).toBe(0);
    expect(wait({}, {}, { randomDelayUnit: 'seconds' })).toBe(1);
  });

  it('waits for the periodic timer without Resync_On_Reset, if it ever succeeded', () => {
    expect(wait({ hasSynced: true }, { Resync_On_Reset: 'No' })).toBe(3600);
    expect(wait({}, { Resync_On_Reset: 'No' })).toBeNull();
  });

  it('after a reboot of its own depends on how the guide is read', () => {
    const boot = 'update';
    expect(wait({ boot })).toBe(0);
    expect(wait({ boot }, {}, { afterUpdate: 'timer' })).toBe(3600);
    expect(wait({ boot }, { Resync_Periodic: '' }, { afterUpdate: 'timer' })).toBeNull();
    expect(wait({ boot }, {}, { afterUpdate: 'power-cycle' })).toBeNull();
  });

  it('follows an upgrade at once, or its timer', () => {
    const boot = 'upgrade';
    expect(wait({ boot })).toBe(0);
    const off = { Resync_After_Upgrade_Attempt: 'No' };
    expect(wait({ boot }, off)).toBeNull();
    expect(wait({ boot, hasSynced: true }, off)).toBe(3600);
  });

  it('never comes with Provision_Enable off', () => {
    for (const boot of ['power', 'update', 'upgrade'] as const) {
      expect(wait({ boot, hasSynced: true }, { Provision_Enable: 'No' })).toBeNull();
    }
  });
});

describe('later resyncs', () => {
  it('follow Resync_Periodic and Resync_Error_Retry_Delay, the last element repeating', () => {
    const parameters = parametersWith({ Resync_Periodic: '100,200' });
    expect([0, 1, 5].map((turn) => periodicWake(parameters, turn, moment())?.seconds)).toEqual([
      100, 200, 200,
    ]);
    expect([0, 1, 5].map((turn) => retryWake(parameters, turn, moment())?.seconds)).toEqual([
      10, 20, 20,
    ]);
    const off = parametersWith({ Provision_Enable: 'No' });
    expect([periodicWake(off, 0, moment()), retryWake(off, 0, moment())]).toEqual([null, null]);
  });

  it('come up to the random part later', () => {
    const parameters = parametersWith({ Resync_Periodic: '3600+600' });
    const seconds = (share: number) => periodicWake(parameters, 0, moment({}, share))?.seconds;
    expect([seconds(0), seconds(0.999_999)]).toEqual([3600, 4200]);
    expect(periodicWake(parametersWith({ Resync_Periodic: '0+600' }), 0, moment({}, 0))).toEqual({
      seconds: 0,
      range: { min: 0, max: 600 },
      by: 'Resync_Periodic',
    });
  });

  it.each(['soon', '-5', '5+'])('never come with %j', (schedule) => {
    expect(periodicWake(parametersWith({ Resync_Periodic: schedule }), 0, moment())).toBeNull();
  });

  it('end with an empty period, a period of 0, or either', () => {
    const isOff = (period: string, periodicOff: Readings['periodicOff']) =>
      periodicWake(parametersWith({ Resync_Periodic: period }), 0, moment({ periodicOff })) ===
      null;
    const read = ['empty-or-zero', 'empty-only', 'zero-only'] as const;
    expect(read.map((how) => isOff('', how))).toEqual([true, true, false]);
    expect(read.map((how) => isOff('0', how))).toEqual([true, false, true]);
    expect(read.map((how) => isOff('5', how))).toEqual([false, false, false]);
  });

  it('never come after a failure with a delay of 0, or come at once', () => {
    const parameters = parametersWith({ Resync_Error_Retry_Delay: '0' });
    expect(retryWake(parameters, 0, moment())).toBeNull();
    expect(retryWake(parameters, 0, moment({ retryDelayZero: 'at-once' }))?.seconds).toBe(0);
  });

  it('come at Resync_At instead of the period, tomorrow when that is over', () => {
    const parameters = parametersWith({ Resync_At: '1000' });
    const at = (hours: number) => periodicWake(parameters, 0, moment({}, 0.5, hours * 3600));
    expect(at(9)).toEqual({ seconds: 3900, range: { min: 3600, max: 4200 }, by: 'Resync_At' });
    expect(at(10)?.range.min).toBe(86_400);
    expect(at(11)?.range.min).toBe(82_800);
    expect(periodicWake(parametersWith({ Resync_At: '9999' }), 0, moment())?.by).toBe(
      'Resync_Periodic',
    );
  });
});

it('a failed upgrade is tried again by its own delay', () => {
  expect(upgradeRetryWake(parametersWith(), 0, moment())).toMatchObject({ seconds: 75 });
  expect(upgradeRetryWake(parametersWith({ Upgrade_Enable: 'No' }), 0, moment())).toBeNull();
});
