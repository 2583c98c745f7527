import { createCipheriv, createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../main/simulate/faults.ts';
import { type FleetOptions, type FleetSummary, runFleet } from '../../main/simulate/fleet.ts';
import { loopbackWire } from '../../main/simulate/loopback-wire.ts';
import { defaultModels, unitModels } from '../../main/simulate/models.ts';
import { SimulatedUnit } from '../../main/simulate/unit.ts';
import type { UnitHappening } from '../../main/simulate/unit-parts.ts';
import { BOOTSTRAP, chainFiles, ISP_RULE, KEY } from './chain-fixture.ts';
import { type DoubleOptions, type StationDouble, startStationDouble } from './station-double.ts';

let double: StationDouble;
afterEach(() => double.close());

async function startDouble(options: DoubleOptions = { file: chainFiles() }): Promise<void> {
  double = await startStationDouble(options);
}

function fleet(options: Partial<FleetOptions> = {}): Promise<FleetSummary> {
  return runFleet({
    wire: loopbackWire({ host: '127.0.0.1', ports: double.ports }),
    units: 1,
    models: ['SPA962'],
    scale: 0.002,
    reading: 'at-once',
    seed: 1,
    timeoutMs: 10_000,
    ...options,
  });
}

/** One unit and a way to wait for what happens to it. */
function oneUnit(options: { reading?: Reading; remembersLease?: boolean } = {}) {
  const model = unitModels.SPA962;
  if (!model) throw new Error('no such model');
  const waiting = new Map<UnitHappening, () => void>();
  const happened: UnitHappening[] = [];
  const unit = new SimulatedUnit({
    mac: '000e08000001',
    serial: 'S1',
    model,
    wire: loopbackWire({ host: '127.0.0.1', ports: double.ports }),
    reading: options.reading ?? 'at-once',
    pace: { scale: 0.002, soonestResendMs: 3000 },
    seed: 1,
    remembersLease: options.remembersLease ?? false,
    onHappening: (what) => {
      happened.push(what);
      waiting.get(what)?.();
    },
  });
  const next = (what: UnitHappening) =>
    new Promise<void>((done) => {
      waiting.set(what, done);
    });
  return { unit, next, happened };
}

describe('a simulated unit', () => {
  it.each(['at-once', 'timer', 'power-cycle'] as const)(
    'reaches its goal in the reading %s, whatever its model',
    async (reading) => {
      await startDouble();
      const models = defaultModels;
      const summary = await fleet({ units: models.length, models, reading });
      expect(summary.failures).toEqual([]);
      expect(summary).toMatchObject({ reachedGoal: models.length, dhcpResends: 0, rrqResends: 0 });
      expect(summary.distinct.addresses).toBe(models.length);
      // The last file cleared Syslog_Server, so nobody was told of it.
      expect(double.seen.syslog.filter((line) => line.includes('0ddba11.cfg'))).toEqual(
        expect.not.arrayContaining([expect.stringContaining('Successful')]),
      );
    },
  );

  it('ends with the parameters of the last file, and syslog told of the steps before', async () => {
    await startDouble();
    const { unit, next } = oneUnit();
    const goal = next('goal');
    unit.powerOn();
    await goal;
    await unit.powerOff();
    expect(Object.fromEntries(unit.finalParameters)).toMatchObject({
      Profile_Rule: ISP_RULE,
      GPP_SA: KEY,
      Syslog_Server: '',
      Resync_Periodic: '3600',
      Display_Name_1_: 'Line 1',
    });
    expect(unit.stage).toBe('goal');
    const { tftp } = double.ports;
    await double.syslogLine(
      `SPA962 00:0e:08:00:00:01 -- Successful resync tftp://127.0.0.1:${tftp}/profile/d1d2d3d4/spa962.cfg`,
    );
  });

  it('does not reboot for a file that changes nothing, and asks again after Resync_Periodic', async () => {
    const holding = '<flat-profile><Resync_Periodic>5</Resync_Periodic></flat-profile>';
    await startDouble({ file: () => Buffer.from(holding) });
    const { unit, next, happened } = oneUnit();
    const unchanged = next('unchanged');
    unit.powerOn();
    await unchanged;
    await next('unchanged');
    await unit.powerOff();
    expect(happened.filter((what) => what === 'rebooting')).toHaveLength(1);
    expect(unit.counts.boots).toBe(2);
  });

  it('keeps its parameters over a power cycle', async () => {
    await startDouble();
    const { unit, next } = oneUnit({ reading: 'power-cycle' });
    const stuck = next('stuck');
    unit.powerOn();
    await stuck;
    const applied = next('applied');
    await unit.powerCycle();
    await applied;
    await unit.powerOff();
    expect(double.seen.rrq.at(-1)?.toString('latin1')).toContain('/p/000e08000001.cfg');
  });

  it('renews its lease at half its time, by unicast and without DISCOVER', async () => {
    const stop = new AbortController();
    let onRenewal: (message: Buffer) => void = () => undefined;
    const renewal = new Promise<Buffer>((done) => {
      onRenewal = done;
    });
    const loses = (what: string, n: number) => {
      if (what === 'request' && n === 1) onRenewal(double.seen.dhcp.at(-1) ?? Buffer.alloc(0));
      return false;
    };
    await startDouble({ file: () => null, leaseSeconds: 1, loses });
    const running = fleet({ stop: stop.signal });
    const renewed = await renewal;
    stop.abort();
    await running;
    expect([...renewed.subarray(12, 16)]).toEqual([127, 66, 0, 10]);
    expect(renewed.includes(Buffer.from([54, 4]))).toBe(false);
  });

  it('asks for its remembered address first after a reboot, when it remembers', async () => {
    await startDouble();
    const { unit, next } = oneUnit({ remembersLease: true });
    const goal = next('goal');
    unit.powerOn();
    await goal;
    await unit.powerOff();
    const types = double.seen.dhcp.map((bytes) => bytes[242]);
    expect(types).toEqual([1, 3, 3, 3, 3, 3]);
  });

  it('asks over HTTP when option 66 holds a URL, and tells who it is', async () => {
    await startDouble({
      file: chainFiles(),
      option66: ({ http }) => `http://127.0.0.1:${http}/spa$PSN.cfg`,
    });
    const summary = await fleet({ models: ['SPA504G'] });
    expect(summary.failures).toEqual([]);
    expect(double.seen.http).toEqual([
      'GET /spa504G.cfg | Cisco/SPA504G-7.4.8a (000E08000001)(CBT14140001)',
    ]);
  });

  it('cannot use a URL in option 66 when its firmware knows only a server there', async () => {
    await startDouble({ file: chainFiles(), option66: ({ http }) => `http://127.0.0.1:${http}/x` });
    const { unit, next } = oneUnit();
    const failed = next('failed');
    unit.powerOn();
    await failed;
    await unit.powerOff();
    expect(unit.lastTrouble).toBe('no server');
  });

  it('sends DISCOVER, REQUEST and RRQ again when they are lost, and counts it', async () => {
    await startDouble({ file: chainFiles(), loses: (what, n) => n === 0 && what !== 'ack' });
    const summary = await fleet({ soonestResendMs: 40 });
    expect(summary.reachedGoal).toBe(1);
    // At least: a busy computer may need longer than these 40 ms to answer.
    expect(summary.dhcpResends).toBeGreaterThanOrEqual(2);
    expect(summary.rrqResends).toBeGreaterThanOrEqual(1);
  });

  it('survives lost acknowledgements, the last one too', async () => {
    await startDouble({ file: chainFiles(), loses: (what, n) => what === 'ack' && n % 2 === 0 });
    expect((await fleet({ soonestResendMs: 40 })).reachedGoal).toBe(1);
  });

  it('comes back from power cuts at random moments', async () => {
    await startDouble();
    const summary = await fleet({ units: 6, faults: { 'power-cuts': 6 }, reading: 'timer' });
    expect(summary.failures).toEqual([]);
  });
});

describe('a chain with a mistake strands the unit:', () => {
  const mistakes: [string, Parameters<typeof chainFiles>[0], Reading, string][] = [
    ['a key derived with SHA-256', { pack: { F1: sealWithSha256 } }, 'at-once', 'SP-CUST'],
    ['a plain rehearsal file', { pack: { F2: (xml) => Buffer.from(xml) } }, 'at-once', 'SEC-PRV-1'],
    [
      'the short form of Syslog_Server in the last file',
      { values: { F3: { Syslog_Server: null } } },
      'at-once',
      'SEC-PRV-2',
    ],
    [
      'no period in the common file, for units that wait for their timer',
      { values: { F0: { Resync_Periodic: undefined } } },
      'timer',
      'SP-CUST',
    ],
    [
      'an emptied period in the own file',
      { values: { F1: { Resync_Periodic: '' } } },
      'timer',
      'SEC-PRV-1',
    ],
    [
      'no period in the last file',
      { values: { F3: { Resync_Periodic: undefined } } },
      'at-once',
      'SEC-PRV-2',
    ],
    [
      'a file that is not well-formed',
      { pack: { F0: () => Buffer.from('<flat-profile>') } },
      'at-once',
      'MFG-RESET',
    ],
  ];
  it.each(mistakes)('%s', async (_what, changes, reading, stage) => {
    await startDouble({ file: chainFiles(changes) });
    const summary = await fleet({ reading, timeoutMs: 700 });
    expect(summary).toMatchObject({ reachedGoal: 0, stages: { [stage]: 1 } });
    expect(summary.failures[0]?.why).not.toBe('');
  });
});

describe('a faulty unit', () => {
  it('of kind "silent" takes a lease and asks for nothing', async () => {
    await startDouble();
    const summary = await fleet({ faults: { silent: 1 } });
    expect(summary).toMatchObject({ reachedGoal: 0, distinct: { addresses: 1 } });
    expect(double.seen.rrq).toEqual([]);
  });

  it('of kind "wrong-name" asks for a model nobody knows', async () => {
    await startDouble({ file: () => null });
    await fleet({ faults: { 'wrong-name': 1 }, timeoutMs: 300 });
    expect(double.seen.rrq[0]?.toString('latin1')).toContain('/spa000.cfg');
  });

  it('of kind "drops" needs a power cycle and is well again', async () => {
    await startDouble();
    const summary = await fleet({ faults: { drops: 1 } });
    expect(summary).toMatchObject({ reachedGoal: 1, boots: 6 });
  });

  it.each(['rejects', 'wrong-key'] as const)(
    'of kind "%s" reports its own file as corrupt',
    async (fault) => {
      await startDouble();
      const running = fleet({ faults: { [fault]: 1 }, timeoutMs: 800 });
      await double.syslogLine('SPA962 00:0e:08:00:00:01 -- Resync failed: corrupt file');
      expect((await running).stages).toEqual({ 'SP-CUST': 1 });
    },
  );

  it('of kind "long-syslog" keeps the bench and says so', async () => {
    await startDouble();
    const running = fleet({ faults: { 'long-syslog': 1 }, timeoutMs: 800 });
    await double.syslogLine('0ddba11.cfg');
    expect((await running).failures[0]?.why).toContain('Syslog_Server still names the bench');
  });

  it('of kind "twin" shares one MAC with another', async () => {
    await startDouble();
    const summary = await fleet({ units: 2, faults: { twin: 1 } });
    expect(summary).toMatchObject({ reachedGoal: 2, distinct: { addresses: 1 } });
  });

  it('of kind "foreign" is a PC, and counts for nothing', async () => {
    await startDouble();
    const summary = await fleet({ faults: { foreign: 1 } });
    expect(summary).toMatchObject({ units: 1, foreign: 1, reachedGoal: 1 });
    expect(double.seen.dhcp.some((bytes) => bytes.includes('MSFT 5.0'))).toBe(true);
  });

  it('that thinks its server is a call manager asks for nothing but its own file', async () => {
    await startDouble();
    await fleet({ models: ['SPA504G-SCCP'], timeoutMs: 300 });
    expect(double.seen.rrq[0]?.toString('latin1')).toBe('\0\u0001XMLDefault.cnf.xml\0octet\0');
  });
});

/** What today's `openssl enc` makes without `-md md5`: EVP_BytesToKey with SHA-256. */
function sealWithSha256(xml: string): Buffer {
  const salt = Buffer.from('0102030405060708', 'hex');
  const secret = Buffer.concat([Buffer.from(BOOTSTRAP), salt]);
  const first = createHash('sha256').update(secret).digest();
  const second = createHash('sha256').update(first).update(secret).digest();
  const cipher = createCipheriv('aes-256-cbc', first, second.subarray(0, 16));
  return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(xml), cipher.final()]);
}
