import { describe, expect, it } from 'vitest';
import { writeUpgradeRule } from '../rules/upgrade-chain.ts';
import type { UnitEvent } from './events.ts';
import type { FileAnswer } from './file-source.ts';
import { type Simulation, type SimulationInput, simulateUnit } from './simulate.ts';

const model = {
  ...{ name: 'SPA962', series: '962', hardware: '1.0.0' },
  ...{ factoryRule: '/spa$PSN.cfg', takesUrlFromDhcp: false },
};
const unit = {
  ...{ model, mac: '000e08012345', serial: 'S1', firmware: '4.1.10(e)', ip: '192.168.1.20' },
  option66: null,
};
const emptyProfile = Buffer.from('<flat-profile/>');

function of<T extends UnitEvent['type']>(simulation: Simulation, type: T) {
  return simulation.events.filter(
    (event): event is Extract<UnitEvent, { type: T }> => event.type === type,
  );
}
const waits = (simulation: Simulation) =>
  of(simulation, 'wait').map(({ wake, at, until }) => [wake.by, (until - at) / 1000]);

describe('a simulated upgrade', () => {
  const rule = writeUpgradeRule({
    steps: [
      { below: '5.1.0', url: 'tftp://f/510.bin' },
      { below: '7.5.2b', url: 'http://f/752b.bin' },
      { below: '7.5.5', url: 'http://f/755.bin' },
    ],
    last: null,
  });
  const Upgrade_Rule = rule.ok ? rule.value : '';
  const images: Record<string, FileAnswer> = {
    'http://s/a': emptyProfile,
    'tftp://f/510.bin': { firmware: '5.1.0' },
    'http://f/752b.bin': { firmware: '7.5.2b' },
    'http://f/755.bin': { firmware: '7.5.5' },
  };
  const base = { Profile_Rule: 'http://s/a', Resync_Random_Delay: '0' };
  const upgradeWith = (
    parameters: Record<string, string>,
    files = images,
    options: NonNullable<SimulationInput['options']> = {},
  ) =>
    simulateUnit({
      unit: { ...unit, parameters: new Map(Object.entries({ ...base, ...parameters })) },
      files: new Map(Object.entries(files)),
      clock: { startAt: 0, random: () => 0.5 },
      options,
    });
  const upgrades = (simulation: Simulation) =>
    of(simulation, 'upgraded').flatMap(({ outcome, from, to }) =>
      outcome === 'none' ? [] : [`${outcome} ${from} ${to}`],
    );

  it('goes step by step to the last version, resyncing after each', () => {
    const simulation = upgradeWith({ Upgrade_Rule });
    expect(upgrades(simulation)).toEqual([
      'done 4.1.10(e) 5.1.0',
      'done 5.1.0 7.5.2b',
      'done 7.5.2b 7.5.5',
    ]);
    expect(simulation.end).toBe('steady');
    const after = waits(simulation).filter(([by]) => by === 'Resync_After_Upgrade_Attempt');
    expect(after).toHaveLength(3);
  });

  it('is carried out once per rule and URL without a condition', () => {
    const once = upgradeWith({ Upgrade_Rule: 'http://f/755.bin' });
    expect(upgrades(once)).toEqual(['done 4.1.10(e) 7.5.5']);
    const again = upgradeWith({ Upgrade_Rule: '(1 eq 1)? http://f/755.bin' });
    expect(upgrades(again)).toHaveLength(1);
    const readings = { conditionalUpgrade: 'while-true' } as const;
    const endless = upgradeWith({ Upgrade_Rule: '(1 eq 1)? http://f/755.bin' }, images, {
      readings,
    });
    expect(upgrades(endless).length).toBeGreaterThan(5);
  });

  it('that fails is tried again by its own delay, with one resync after each try', () => {
    const failing = { ...images, 'http://f/755.bin': 'fail' as const };
    const parameters = { Upgrade_Rule: 'http://f/755.bin', Upgrade_Error_Retry_Delay: '100,200' };
    const simulation = upgradeWith(parameters, failing, { limits: { resyncs: 4 } });
    expect(upgrades(simulation).slice(0, 2)).toEqual(Array(2).fill('failed 4.1.10(e) 4.1.10(e)'));
    expect(waits(simulation).map(([by, seconds]) => `${by} ${seconds}`)).toEqual([
      'Resync_Random_Delay 0',
      'Resync_After_Upgrade_Attempt 0',
      'Upgrade_Error_Retry_Delay 100',
      'Resync_After_Upgrade_Attempt 0',
      'Upgrade_Error_Retry_Delay 200',
      'Resync_After_Upgrade_Attempt 0',
      'Upgrade_Error_Retry_Delay 200',
    ]);
    const never = upgradeWith({ ...parameters, Upgrade_Error_Retry_Delay: '' }, failing);
    expect(upgrades(never)).toHaveLength(1);
    expect(never.end).toBe('steady');
  });

  it('that failed is forgotten with its rule', () => {
    const cleared = Buffer.from('<flat-profile><Upgrade_Rule></Upgrade_Rule></flat-profile>');
    const simulation = simulateUnit({
      unit: {
        ...{ ...unit, hasSynced: true },
        parameters: new Map([
          ...Object.entries(base),
          ['Upgrade_Rule', 'http://f/none.bin'],
          ['Resync_On_Reset', 'No'],
        ]),
      },
      files: new Map([['http://s/a', cleared]]),
      clock: { startAt: 0, random: () => 0.5 },
    });
    expect(upgrades(simulation)).toEqual(['failed 4.1.10(e) 4.1.10(e)']);
    expect(waits(simulation).map(([by]) => by)).toEqual([
      ...['Resync_After_Upgrade_Attempt', 'reboot', 'Resync_Periodic'],
    ]);
    expect(simulation.end).toBe('steady');
  });

  it.each([
    [{ Downgrade_Rev_Limit: '8.0.0' }, {}, 'downgrade limit'],
    [{}, { 'http://f/755.bin': emptyProfile }, 'no firmware image'],
    [{}, { 'http://f/755.bin': 'not-found' as const }, 'File not found'],
    [{ Upgrade_Rule: 'https://f/755.bin' }, {}, 'no firmware by https'],
    [{ Upgrade_Rule: '[--key x] http://f/755.bin' }, {}, /takes no options/],
  ])('with %j and %j fails: %s', (parameters, files, why) => {
    const all = { Upgrade_Rule: 'http://f/755.bin', ...parameters };
    const simulation = upgradeWith(all, { ...images, ...files }, { limits: { resyncs: 1 } });
    const [upgraded] = of(simulation, 'upgraded');
    expect(upgraded?.outcome).toBe('failed');
    expect(upgraded?.why).toMatch(why);
  });

  it('does not begin with Upgrade_Enable off, or without a rule', () => {
    expect(upgrades(upgradeWith({ Upgrade_Rule, Upgrade_Enable: 'No' }))).toEqual([]);
    expect(of(upgradeWith({}), 'upgraded')).toEqual([]);
  });

  it('may come by https when the guide is read so, and tells syslog', () => {
    const files = { ...images, 'https://f/755.bin': { firmware: '7.5.5' } };
    const parameters = { Upgrade_Rule: 'https://f/755.bin', Syslog_Server: '10.0.0.5' };
    const simulation = upgradeWith(parameters, files, { readings: { firmwareByHttps: 'fetched' } });
    expect(upgrades(simulation)).toEqual(['done 4.1.10(e) 7.5.5']);
    expect(of(simulation, 'log').map(({ line }) => line)).toContain(
      'SPA962 00:0e:08:01:23:45 -- Successful upgrade https://f:443/755.bin -- ',
    );
  });
});
