import { describe, expect, it } from 'vitest';
import { packProfile } from '../packed/pack.ts';
import type { UnitEvent } from './events.ts';
import type { FileAnswer, FileSource } from './file-source.ts';
import type { Readings } from './readings.ts';
import { type Simulation, type SimulationInput, simulateUnit } from './simulate.ts';

const KEY = '5e'.repeat(32);
const BOOTSTRAP = 'b'.repeat(64);
const start = Date.UTC(2024, 0, 1, 9);
const unit = {
  model: {
    ...{ name: 'SPA962', series: '962', hardware: '1.0.0' },
    ...{ factoryRule: '/spa$PSN.cfg', takesUrlFromDhcp: false },
  },
  ...{ mac: '000e08012345', serial: 'S1', firmware: '6.1.5(a)', ip: '192.168.1.20' },
  option66: '192.168.1.200',
};

function simulate(
  files: FileSource | Record<string, FileAnswer>,
  {
    readings = {},
    limits = {},
    ...changes
  }: Partial<SimulationInput['unit']> & {
    readings?: Partial<Readings>;
    limits?: NonNullable<SimulationInput['options']>['limits'];
  } = {},
): Simulation {
  const source =
    typeof files === 'function' || files instanceof Map ? files : new Map(Object.entries(files));
  return simulateUnit({
    unit: { ...unit, ...changes },
    files: source,
    clock: { startAt: start, random: () => 0.5 },
    options: { readings, limits: limits ?? {} },
  });
}

const values = (map: Record<string, string>) => new Map(Object.entries(map));
const xml = (map: Record<string, string>) =>
  `<flat-profile>${Object.entries(map)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</flat-profile>`;
const plain = (map: Record<string, string>) => Buffer.from(xml(map));
const sealed = (map: Record<string, string>, key: string) =>
  packProfile(xml(map), { gzip: true, key });

function of<T extends UnitEvent['type']>(simulation: Simulation, type: T) {
  return simulation.events.filter(
    (event): event is Extract<UnitEvent, { type: T }> => event.type === type,
  );
}
const asked = (simulation: Simulation) => of(simulation, 'request').map(({ url }) => url);
const waits = (simulation: Simulation) =>
  of(simulation, 'wait').map(({ wake, at, until }) => [wake.by, (until - at) / 1000]);

const chain: Record<string, FileAnswer> = {
  '/spa962.cfg': plain({
    Profile_Rule: `[--key ${BOOTSTRAP}] tftp://192.168.1.200/p/$MA.cfg`,
    ...{ Resync_Periodic: '5', Resync_Random_Delay: '0', Syslog_Server: '192.168.1.200' },
  }),
  '/p/000e08012345.cfg': sealed(
    { GPP_SA: KEY, GPP_B: 'dir', Profile_Rule: '[--key $SA] tftp://192.168.1.200/$B/spa$PSN.cfg' },
    BOOTSTRAP,
  ),
  'tftp://192.168.1.200:69/dir/spa962.cfg': sealed(
    { Admin_Passwd: 'hunter2', Resync_Periodic: '3600', Syslog_Server: '' },
    KEY,
  ),
};

describe('a simulated unit', () => {
  it('goes the whole way from the factory, in every reading of what follows a reboot', () => {
    for (const afterUpdate of ['at-once', 'timer'] as const) {
      const simulation = simulate(chain, { readings: { afterUpdate } });
      expect(new Set(asked(simulation))).toEqual(
        new Set([
          'tftp://192.168.1.200:69/spa962.cfg',
          'tftp://192.168.1.200:69/p/000e08012345.cfg',
          'tftp://192.168.1.200:69/dir/spa962.cfg',
        ]),
      );
      expect(simulation.end).toBe('steady');
      expect(Object.fromEntries(simulation.unit.parameters)).toMatchObject({
        ...{ GPP_SA: KEY, Admin_Passwd: 'hunter2', Syslog_Server: '' },
      });
    }
    const cycle = simulate(chain, { readings: { afterUpdate: 'power-cycle' } });
    expect(cycle).toMatchObject({ end: 'nothing-more' });
    expect(cycle.events.at(-1)).toMatchObject({
      type: 'rest',
      why: 'it must be turned off and on',
    });
  });

  it('never shows a secret', () => {
    const simulation = simulate(chain, {
      parameters: values({ GPP_SB: 'another secret', GPP_C: '$SB' }),
    });
    const told = JSON.stringify(simulation.events);
    for (const secret of [KEY, BOOTSTRAP, 'hunter2', 'another secret']) {
      expect(told).not.toContain(secret);
    }
    const changed = of(simulation, 'applied').flatMap(({ changes }) => changes);
    expect(changed.filter(({ isSecret }) => isSecret).map(({ name }) => name)).toEqual([
      'GPP_SA',
      'Admin_Passwd',
    ]);
  });

  it('hides a key in an ordinary register, also before a rule uses it as one', () => {
    const two = {
      '/spa962.cfg': plain({ GPP_A: '8e4ca259', GPP_B: 'x', Profile_Rule: 'http://s/$A' }),
      'http://s/8e4ca259': plain({ Profile_Rule: '[--key $A] http://s/b' }),
    };
    expect(JSON.stringify(simulate(two).events)).not.toContain('8e4ca259');
    const files = {
      '/spa962.cfg': plain({ GPP_A: '8e4ca259', Profile_Rule: '[--key $A] http://s/$A/x?$A' }),
    };
    expect(JSON.stringify(simulate(files).events)).not.toContain('8e4ca259');
  });

  it('ends the tutorial of the guide with its value and two lines of syslog', () => {
    const rule = 'tftp://192.168.1.200/basic.txt';
    const parameters = values({
      Profile_Rule: rule,
      Syslog_Server: '192.168.1.200',
      Resync_Periodic: '30',
    });
    const basic = Buffer.from('<flat-profile>\n  <GPP_A> 12345678\n</GPP_A>\n</flat-profile>\n');
    const simulation = simulate({ [rule]: basic }, { parameters, limits: { resyncs: 1 } });
    expect(simulation.unit.parameters.get('GPP_A')).toBe('12345678');
    expect(of(simulation, 'log').map(({ line }) => line)).toEqual([
      'SPA962 00:0e:08:01:23:45 -- Requesting resync tftp://192.168.1.200:69/basic.txt',
      'SPA962 00:0e:08:01:23:45 -- Successful resync tftp://192.168.1.200:69/basic.txt',
    ]);
  });

  it('asks for its second address once its register says provisioned', () => {
    const Profile_Rule =
      '("$A" ne "Provisioned")? (Line_Enable_1_ = "No";)! http://s/init | http://s/configs';
    const files = {
      'http://s/init': plain({ GPP_A: 'Provisioned', Line_Enable_1_: 'Yes' }),
      'http://s/configs': plain({}),
    };
    const simulation = simulate(files, { parameters: values({ Profile_Rule }) });
    expect(asked(simulation)).toEqual([
      'http://s:80/init',
      ...Array(2).fill('http://s:80/configs'),
    ]);
    expect(simulation.end).toBe('steady');
  });

  it('waits by its own parameters, first and after failures', () => {
    const parameters = values({ Resync_Error_Retry_Delay: '1800,3600+600' });
    const simulation = simulate({}, { parameters, limits: { resyncs: 3 } });
    expect(waits(simulation)).toEqual([
      ['Resync_Random_Delay', 20],
      ['Resync_Error_Retry_Delay', 1800],
      ['Resync_Error_Retry_Delay', 3900],
      ['Resync_Error_Retry_Delay', 3900],
    ]);
    expect(of(simulation, 'resync').map(({ cause }) => cause)).toEqual([
      'power-up',
      'retry',
      'retry',
    ]);
    expect(simulation.end).toBe('limit-of-resyncs');
  });

  it('is stranded by a retry delay of 0, or tries for ever', () => {
    const parameters = values({ Resync_Error_Retry_Delay: '0' });
    expect(simulate({}, { parameters }).end).toBe('nothing-more');
    const zealous = simulate({}, { parameters, readings: { retryDelayZero: 'at-once' } });
    expect(zealous).toMatchObject({ end: 'limit-of-resyncs' });
    expect(zealous.events.at(-1)?.at).toBe(start + 20_000);
  });

  it('loses its way when the guide is read against the profile', () => {
    const files = {
      '/spa962.cfg': plain({ Profile_Rule: 'http://s/a', Resync_Periodic: '' }),
      'http://s/a': plain({ GPP_A: '1' }),
    };
    const last = (readings: Partial<Readings>) => simulate(files, { readings });
    expect(last({ afterUpdate: 'timer' }).end).toBe('nothing-more');
    expect(last({ afterUpdate: 'timer', emptyElement: 'keep' }).end).toBe('steady');
    const forgetful = last({ unmentioned: 'factory-default' });
    expect(asked(forgetful)).toContain('tftp://192.168.1.200:69/spa962.cfg');
    expect(forgetful.end).toBe('limit-of-resyncs');
  });

  it('resyncs at its time of day, in its own time zone', () => {
    const parameters = values({
      Resync_At: '1000',
      Resync_Periodic: '60',
      Profile_Rule: 'http://s/a',
    });
    const input = {
      unit: { ...unit, parameters },
      files: () => Buffer.from('<flat-profile/>'),
      options: { limits: { resyncs: 2 } },
    };
    const clock = { startAt: start, random: () => 0.5 };
    const until = (zoneMinutes: number) =>
      of(simulateUnit({ ...input, clock: { ...clock, zoneMinutes } }), 'wait')[1]?.until;
    expect(until(0)).toBe(Date.UTC(2024, 0, 1, 10, 5));
    expect(until(-120)).toBe(Date.UTC(2024, 0, 1, 12, 5));
  });

  it('obeys a trigger before its timer, and what-if values', () => {
    const parameters = values({
      ...{ Profile_Rule: 'http://s/a', Resync_Periodic: '3600' },
      Resync_Trigger_1: '$REGTMR1 gt 300 and $PRVTMR ge 600',
    });
    const files = { 'http://s/a': plain({}) };
    const registered = simulate(files, { parameters });
    expect(waits(registered)[1]).toEqual(['Resync_Periodic', 3600]);
    const lost = simulate(files, { parameters, macros: { REGTMR1: '301' } });
    expect(waits(lost)[1]).toEqual(['Resync_Trigger_1', 600]);
    const asIf = simulate(files, {
      macros: { A: 'x', CCERT: 'Installed' },
      parameters: values({ Profile_Rule: '("$CCERT$A" eq "Installedx")? http://s/a' }),
    });
    expect(asked(asIf)).toContain('http://s:80/a');
  });

  it('rests at once with Provision_Enable off', () => {
    const parameters = values({ Provision_Enable: 'No', Resync_Trigger_1: '1 eq 1' });
    expect(simulate({}, { parameters }).events.map(({ type }) => type)).toEqual(['boot', 'rest']);
  });

  it('does the same for the same input', () => {
    expect(simulate(chain).events).toEqual(simulate(chain).events);
  });

  it('ends within its limits', () => {
    let count = 0;
    const files = () => {
      count += 1;
      return plain({ GPP_A: String(count) });
    };
    expect(simulate(files, { limits: { resyncs: 5 } }).end).toBe('limit-of-resyncs');
    expect(simulate(files, { limits: { events: 30 } }).end).toBe('limit-of-events');
    const late = simulate({}, { limits: { seconds: 3000 } });
    expect(late.end).toBe('limit-of-time');
    expect(late.events.at(-1)).toMatchObject({
      type: 'wait',
      wake: { by: 'Resync_Error_Retry_Delay' },
    });
  });
});
