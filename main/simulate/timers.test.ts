import { describe, expect, it } from 'vitest';
import { type Booted, firstWaitSeconds, periodicSeconds, retrySeconds } from './timers.ts';

const half = () => 0.5;
const factory = {
  Provision_Enable: 'Yes',
  Resync_On_Reset: 'Yes',
  Resync_Random_Delay: '2',
  Resync_Periodic: '3600',
  Resync_Error_Retry_Delay: '10,20',
};
const wait = (booted: Partial<Booted>, changes: Record<string, string> = {}) =>
  firstWaitSeconds(
    { boot: 'power', reading: 'at-once', hasSynced: false, ...booted },
    new Map(Object.entries({ ...factory, ...changes })),
    half,
  );

describe('the first resync of a boot', () => {
  it('comes within Resync_Random_Delay times 20 s after power-on', () => {
    expect(wait({})).toBe(20);
    expect(wait({}, { Resync_Random_Delay: '0' })).toBe(0);
  });

  it('waits for the periodic timer without Resync_On_Reset, if it ever succeeded', () => {
    expect(wait({ hasSynced: true }, { Resync_On_Reset: 'No' })).toBe(3600);
    expect(wait({}, { Resync_On_Reset: 'No' })).toBeNull();
  });

  it('after a reboot of its own depends on how the guide is read', () => {
    expect(wait({ boot: 'update' })).toBe(0);
    expect(wait({ boot: 'update', reading: 'timer' })).toBe(3600);
    expect(wait({ boot: 'update', reading: 'timer' }, { Resync_Periodic: '' })).toBeNull();
    expect(wait({ boot: 'update', reading: 'power-cycle' })).toBeNull();
  });

  it('never comes with Provision_Enable off', () => {
    for (const boot of ['power', 'update'] as const) {
      expect(wait({ boot, hasSynced: true }, { Provision_Enable: 'No' })).toBeNull();
    }
  });
});

it('later ones follow Resync_Periodic and Resync_Error_Retry_Delay', () => {
  const parameters = new Map(Object.entries(factory));
  expect(periodicSeconds(parameters, half)).toBe(3600);
  expect([0, 1, 5].map((attempt) => retrySeconds(parameters, attempt, half))).toEqual([10, 20, 20]);
  expect(retrySeconds(new Map([...parameters, ['Provision_Enable', 'No']]), 0, half)).toBeNull();
});
