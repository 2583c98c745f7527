/** The chain's promises, kept by a whole station on loopback. */

import { createSocket } from 'node:dgram';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Reading, readings } from '../../main/simulate/faults.ts';
import { runFleet } from '../../main/simulate/fleet.ts';
import type { SimulatedUnit } from '../../main/simulate/unit.ts';
import {
  type Bench,
  fetchFrom,
  ispRule,
  isVerified,
  leaseOf,
  mustFetch,
  opened,
  openedByOpenssl,
  pace,
  startBench,
  unitWhen,
  walkChain,
} from './chain-kit.ts';
import { ownBenches } from './own-benches.ts';

const mac = '000e08000001';
const other = '000e08000002';
const noLease = '127.0.0.200';

const { bench, close, powered, dataDir } = ownBenches();

async function importAccounts({ ask }: Bench, csv: string): Promise<void> {
  const base64 = Buffer.from(csv).toString('base64');
  await ask.accounts.importCsv({ fileName: 'accounts.csv', base64, isDryRun: false });
}

async function bind({ ask }: Bench, unit: string, account: string): Promise<void> {
  await ask.scans.submit({ seat: 'test', text: unit });
  const { verdict, reason } = await ask.scans.submit({ seat: 'test', text: account });
  expect([verdict, reason]).toEqual(['bound', null]);
}

const benchTimers = {
  ...{ Provision_Enable: 'Yes', Resync_On_Reset: 'Yes', Resync_Random_Delay: '0' },
  ...{ Resync_Periodic: '5', Resync_Error_Retry_Delay: '10' },
};
const fieldTimers = {
  ...{ Provision_Enable: 'Yes', Resync_On_Reset: 'Yes', Resync_Random_Delay: '2' },
  ...{ Resync_Periodic: '3600', Resync_Error_Retry_Delay: '3600' },
};
const noSpareRules = { Profile_Rule_B: '', Profile_Rule_C: '', Profile_Rule_D: '' };

describe('the four files', () => {
  it('hold what the chain says, no more, and nothing of the bench in the last', async () => {
    const served = await bench();
    const address = await leaseOf(served, mac);
    const { bootstrap, key, directory, lastName, files } = await walkChain(served, mac, address);
    const station = `tftp://127.0.0.1:${served.ports.tftp}`;
    const syslog = `127.0.0.1:${served.ports.syslog}`;
    expect(opened(files.common, null).values).toEqual({
      ...benchTimers,
      Profile_Rule: `[--key ${bootstrap}] ${station}/p/$MA.cfg`,
      ...noSpareRules,
      Syslog_Server: syslog,
    });
    expect(opened(files.own, bootstrap).values).toEqual({
      ...benchTimers,
      ...{ GPP_SA: key, GPP_B: directory },
      Profile_Rule: `[--key $SA] ${station}/profile/$B/spa$PSN.cfg`,
      Syslog_Server: syslog,
    });
    expect(opened(files.rehearsal, key).values).toEqual({
      ...benchTimers,
      Profile_Rule: `[--key $SA] ${station}/profile/$B/${lastName}.cfg`,
      Syslog_Server: syslog,
    });
    const last = opened(files.last, key);
    expect(last.values).toEqual({
      ...fieldTimers,
      Profile_Rule: ispRule,
      ...noSpareRules,
      Syslog_Server: '',
    });
    expect(last.text).toContain('<Syslog_Server></Syslog_Server>');
    expect(last.text).not.toContain('127.0.0.1');
    expect(new Set([bootstrap, key, directory, lastName]).size).toBe(4);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are opened by openssl itself, the rehearsal and the last after gunzip', async () => {
    const served = await bench();
    const address = await leaseOf(served, mac);
    const { bootstrap, key, files } = await walkChain(served, mac, address);
    expect(openedByOpenssl(files.own, bootstrap, false)).toBe(opened(files.own, bootstrap).text);
    for (const file of [files.rehearsal, files.last]) {
      expect(openedByOpenssl(file, key, true)).toBe(opened(file, key).text);
    }
    expect(files.common.subarray(0, 8).toString()).not.toBe('Salted__');
    for (const secret of [key, 'GPP_SA']) expect(files.common.includes(secret)).toBe(false);
  });

  it('without rehearsal are two: the own file already takes leave of the bench', async () => {
    const served = await bench({ rehearsal: 'off' });
    const address = await leaseOf(served, mac);
    const common = opened(await mustFetch(served, address, '/spa962.cfg'), null);
    const bootstrap = /--key (\w+)/.exec(common.values.Profile_Rule ?? '')?.[1] ?? '';
    const own = opened(await mustFetch(served, address, `/p/${mac}.cfg`), bootstrap);
    expect(own.values).toEqual({
      ...fieldTimers,
      ...{ GPP_SA: expect.stringMatching(/^[0-9a-f]{64}$/), GPP_B: expect.any(String) },
      Profile_Rule: ispRule,
      ...noSpareRules,
      Syslog_Server: '',
    });
    expect(own.text).not.toContain('127.0.0.1');
    await unitWhen(served, mac, isVerified);
  });
});

describe('templates', () => {
  const templates = {
    common: 'Station_Name "{{unit.mac}}"; User_ID_1_ "common"; Time_Zone "GMT+01:00";',
    isp: `<flat-profile>
      <User_ID_1_>{{account.user_id}}</User_ID_1_>
      <Password_1_>{{account.password}}</Password_1_>
      <Display_Name_1_>Bench of {{unit.model}} &amp; more</Display_Name_1_>
      <Enable_Web_Server>No</Enable_Web_Server>
      <Protect_IVR_FactoryReset>Yes</Protect_IVR_FactoryReset>
      <Restricted_Access_Domains>prov.example.net</Restricted_Access_Domains>
      <Resync_Periodic>7200</Resync_Periodic>
      <Profile_Rule_B>http://b.example.net/$MA.cfg</Profile_Rule_B>
      <Upgrade_Rule>http://b.example.net/fw.bin</Upgrade_Rule>
    </flat-profile>`,
    model: { SPA962: 'Time_Zone "GMT-03:00";', SPA942: 'Time_Zone "GMT-09:00";' },
  };

  it('are merged in their order; what would shut out the bench waits for the last file', async () => {
    const served = await bench({ templates });
    const address = await leaseOf(served, mac);
    const { key, lastName, files } = await walkChain(served, mac, address);
    expect(opened(files.rehearsal, key).values).toEqual({
      ...benchTimers,
      Station_Name: mac,
      // Not bound yet: what the account says is left to the layer below, or to the ISP later.
      User_ID_1_: 'common',
      Time_Zone: 'GMT-03:00',
      Display_Name_1_: 'Bench of SPA962 & more',
      Profile_Rule: expect.stringContaining(`/${lastName}.cfg`),
      Syslog_Server: expect.any(String),
    });
    expect(opened(files.last, key).values).toEqual({
      ...fieldTimers,
      Resync_Periodic: '7200',
      Profile_Rule: ispRule,
      ...noSpareRules,
      Profile_Rule_B: 'http://b.example.net/$MA.cfg',
      Syslog_Server: '',
      Enable_Web_Server: 'No',
      Protect_IVR_FactoryReset: 'Yes',
      Restricted_Access_Domains: 'prov.example.net',
      Upgrade_Rule: 'http://b.example.net/fw.bin',
    });
  });

  it("carry the account's password once a bound unit is provisioned again", async () => {
    const served = await bench({ templates });
    const unit = powered(served, 1);
    await unitWhen(served, mac, isVerified);
    expect(unit.finalParameters.get('Password_1_')).toBeUndefined();
    const key = unit.finalParameters.get('GPP_SA');
    await unit.powerOff();
    await importAccounts(served, 'account,user_id,password\n4711,ada,"p&<\'x;"\n');
    await bind(served, mac, '4711');
    await served.ask.units.provisionAgain({ mac });
    const reset = powered(served, 1);
    await unitWhen(served, mac, (seen) => !isVerified(seen));
    await unitWhen(served, mac, isVerified);
    expect(reset.finalParameters.get('Password_1_')).toBe("p&<'x;");
    expect(reset.finalParameters.get('User_ID_1_')).toBe('ada');
    expect(reset.finalParameters.get('GPP_SA')).toBe(key);
    const told = JSON.stringify([
      await served.ask.log.list({ last: 2000 }),
      await served.ask.units.get({ mac }),
      await served.ask.accounts.list(),
    ]);
    for (const secret of ['p&<', String(key)]) expect(told).not.toContain(secret);
  });

  it('with a field nobody knows fail the unit with F15, and it gets no key', async () => {
    const served = await bench({ templates: { common: 'Station_Name "{{unit.nonsense}}";' } });
    powered(served, 1);
    const unit = await unitWhen(served, mac, ({ condition }) => condition === 'failed');
    expect(unit.reason).toMatchObject({
      code: 'F15',
      text: expect.stringContaining('unit.nonsense'),
    });
    expect(unit.keyFingerprint).toBeNull();
  });

  it('with a value no profile can hold fail the unit before it gets its first file', async () => {
    const served = await bench({ templates });
    const address = await leaseOf(served, mac);
    await walkChain(served, mac, address);
    await unitWhen(served, mac, isVerified);
    await importAccounts(served, 'account,user_id,password\n4711,ada,pässword\n');
    await bind(served, mac, '4711');
    await served.ask.units.provisionAgain({ mac });
    const common = await mustFetch(served, address, '/spa962.cfg');
    expect(opened(common, null).values.Profile_Rule).toBe('/spa$PSN.cfg');
    const { reason } = await unitWhen(served, mac, ({ condition }) => condition === 'failed');
    expect(reason).toMatchObject({ code: 'F15', text: expect.stringContaining('Password_1_') });
    expect(reason?.text).not.toContain('pässword');
  });

  it('that are broken keep the station from starting, with layer and line', async () => {
    const broken = { isp: '<flat-profile>\n<A>1</B>\n</flat-profile>' };
    await expect(startBench({ templates: broken })).rejects.toMatchObject({
      ...{ code: 'BAD_TEMPLATE', message: expect.stringMatching(/isp, line 2/) },
    });
    await expect(startBench({ templates: { common: 'GPP_SA "x";' } })).rejects.toMatchObject({
      code: 'BAD_TEMPLATE',
    });
  });
});

describe('a fleet', () => {
  it.each<Reading>(readings)(
    'that resyncs %s reaches verified, over power cuts and broken transfers',
    async (reading) => {
      const served = await bench();
      let fleet: readonly SimulatedUnit[] = [];
      const summary = await runFleet({
        ...{ wire: served.wire, units: 6, models: ['SPA962', 'PAP2T', 'SPA525G2'], reading },
        ...{ scale: pace.scale, soonestResendMs: pace.soonestResendMs, seed: 7, timeoutMs: 30_000 },
        faults: { drops: 1, 'power-cuts': 2 },
        onUnits: (all) => {
          fleet = all;
        },
      });
      expect(summary.failures).toEqual([]);
      expect(summary.distinct).toEqual({ addresses: 6, keys: 6, directories: 6 });
      for (const unit of fleet) {
        const seen = await unitWhen(served, unit.mac, isVerified);
        expect(seen).toMatchObject({ condition: 'ok', reason: null, attention: null });
        expect(unit.finalParameters.get('Profile_Rule')).toBe(ispRule);
      }
    },
  );

  it('without rehearsal reaches verified and asks for no second file of its own', async () => {
    const served = await bench({ rehearsal: false });
    powered(served, 1);
    await unitWhen(served, mac, isVerified);
    const { files } = await served.ask.units.get({ mac });
    expect(files.map(({ name }) => name)).toEqual(['/spa962.cfg', `/p/${mac}.cfg`]);
    const { ladder } = await served.ask.units.get({ mac });
    const stateOf = (step: string) => ladder.find(({ id }) => id === step)?.state;
    expect([stateOf('release-check'), stateOf('key-opened')]).toEqual(['done', 'needless']);
  });

  it('without rehearsal keeps a unit here that would take something of the bench along', async () => {
    const isp = '<flat-profile><Resync_Periodic>5</Resync_Periodic></flat-profile>';
    const served = await bench({ rehearsal: false, templates: { isp } });
    powered(served, 1);
    const held = await unitWhen(served, mac, ({ condition }) => condition === 'failed');
    expect(held).toMatchObject({
      reason: { code: 'F19', text: expect.stringContaining('below 60 s') },
    });
    await expect
      .poll(async () => JSON.stringify((await served.ask.units.get({ mac })).evidence))
      .toContain('Unit says: resync failed');
    expect(served.station.unit(mac)?.reason?.code).toBe('F19');
    const { files, stage } = await served.ask.units.get({ mac });
    expect(files.map(({ name }) => name)).toEqual(['/spa962.cfg']);
    expect(stage).toBe('SP-CUST');
  });
});

describe('without an ISP', () => {
  it('units are held by the factory rule without a key, until one is set', async () => {
    const dir = dataDir();
    // Without the key, as a settings file leaves it out.
    const served = await bench({ isp: undefined }, dir);
    const unit = powered(served, 1);
    const held = await unitWhen(served, mac, ({ reason }) => reason !== null);
    expect(held).toMatchObject({
      ...{ stage: 'MFG-RESET', condition: 'waiting', keyFingerprint: null },
      reason: { text: 'No ISP address set' },
    });
    expect(served.station.status().hasIspRule).toBe(false);
    const why = () => served.ask.units.why({ text: `${mac.slice(0, 6)}-${mac.slice(6)}` });
    expect(await why()).toMatchObject({
      ...{ mac, verdict: 'stopped', rule: 'held-at-first-file' },
      todo: expect.stringContaining('Set the ISP’s rule'),
    });
    const { values } = opened(await mustFetch(served, held.address ?? '', '/spa962.cfg'), null);
    expect(values).toEqual({
      ...{ Provision_Enable: 'Yes', Resync_On_Reset: 'Yes', Profile_Rule: '/spa$PSN.cfg' },
      ...{ Resync_Periodic: '30', Resync_Error_Retry_Delay: '30' },
    });
    expect((await fetchFrom(served, held.address ?? '', `/p/${mac}.cfg`)).status).toBe(404);

    const { ports } = served;
    await served.ask.station.stop();
    expect(await why()).toMatchObject({ verdict: 'stopped', rule: 'not-serving' });
    await close(served);
    const again = await bench({ ports }, dir);
    await unitWhen(again, mac, isVerified);
    expect(unit.finalParameters.get('Profile_Rule')).toBe(ispRule);
  });
});

describe("a unit's own files", () => {
  it("go to its lease alone, not to another unit's and not to an address without one", async () => {
    const served = await bench();
    const address = await leaseOf(served, mac);
    const another = await leaseOf(served, other);
    const { directory, lastName, key } = await walkChain(served, mac, address);
    const paths = [
      `/p/${mac}.cfg`,
      `/P/${mac.toUpperCase()}.cfg`,
      `/profile/${directory}/spa962.cfg`,
      `/profile/${directory}/${lastName}.cfg`,
    ];
    for (const from of [another, noLease, '127.0.0.1']) {
      for (const path of paths) {
        expect({
          from,
          path,
          isServed: (await fetchFrom(served, from, path)).status === 200,
        }).toEqual({ from, path, isServed: false });
      }
    }
    const toStranger = await mustFetch(served, noLease, '/spa962.cfg');
    expect(toStranger.toString()).not.toContain('--key');
    const log = await served.ask.log.list({ last: 2000 });
    expect(log.filter(({ msg }) => msg.includes("another unit's file")).length).toBeGreaterThan(2);
    expect(JSON.stringify(log)).not.toContain(key);
  });

  it('keep key, directory and name over a restart, as does its lease', async () => {
    const dir = dataDir();
    const served = await bench({}, dir);
    const address = await leaseOf(served, mac);
    const before = await walkChain(served, mac, address);
    await close(served);
    const { files: _, ...after } = await walkChain(await bench({}, dir), mac, address);
    expect(before).toMatchObject(after);
  });

  it('are refused with its MAC once it is bound, until it is released or provisioned again', async () => {
    const served = await bench();
    const unit = powered(served, 1);
    const { address } = await unitWhen(served, mac, isVerified);
    await unit.powerOff();
    const at = address ?? '';
    const { directory, lastName, key } = await keysOf(served);
    const own = [
      `/p/${mac}.cfg`,
      `/profile/${directory}/spa962.cfg`,
      `/profile/${directory}/${lastName}.cfg`,
    ];
    const statuses = async () => {
      const answers = await Promise.all(own.map((path) => fetchFrom(served, at, path)));
      return answers.map(({ status }) => status);
    };
    await importAccounts(served, 'account\n4711\n');
    await bind(served, mac, '4711');
    expect(await statuses()).toEqual([403, 403, 403]);
    const held = opened(await mustFetch(served, at, '/spa962.cfg'), null);
    expect(held.values.Profile_Rule).toBe('/spa$PSN.cfg');
    const seen = await unitWhen(
      served,
      mac,
      ({ attention }) => attention?.includes('reset') === true,
    );
    expect(seen).toMatchObject({ stage: 'MFG-RESET', account: '4711', binding: 'bound' });
    const log = await served.ask.log.list({ last: 2000 });
    expect(log.some(({ msg }) => /bound/i.test(msg) && msg.includes(`/p/${mac}.cfg`))).toBe(true);

    await served.ask.units.release({ mac });
    expect(served.station.unit(mac)).toMatchObject({ account: null, attention: null });
    expect(await walkChain(served, mac, at)).toMatchObject({ directory, lastName, key });
    await unitWhen(served, mac, isVerified);
    await bind(served, mac, '4711');
    expect(await statuses()).toEqual([403, 403, 403]);
    await served.ask.units.provisionAgain({ mac });
    expect(await walkChain(served, mac, at)).toMatchObject({ directory, lastName, key });
    const again = await unitWhen(served, mac, isVerified);
    expect(again).toMatchObject({ account: '4711', binding: 'bound' });
    // Proved anew, it is held back anew.
    expect(await statuses()).toEqual([403, 403, 403]);
  });
});

describe('verified', () => {
  it('comes only after the whole quiet, however often the last file is asked for', async () => {
    const quiet = 2.5;
    const served = await bench({ quiet });
    const address = await leaseOf(served, mac);
    const { directory, lastName } = await walkChain(served, mac, address);
    for (let turn = 0; turn < 4; turn += 1) {
      await pause(700);
      expect(served.station.unit(mac)?.stage).toBe('SEC-PRV-2');
      await mustFetch(served, address, `/profile/${directory}/${lastName}.cfg`);
    }
    await unitWhen(served, mac, isVerified);
    const { evidence } = await served.ask.units.get({ mac });
    const at = (kind: string) => evidence.findLast((each) => each.kind === kind)?.at ?? 0;
    expect(at('verified') - at('served')).toBeGreaterThanOrEqual(1000 * quiet);
  });

  it('comes at once with a success line for the last file, and not for another', async () => {
    const served = await bench({ quiet: 60 });
    const address = await leaseOf(served, mac);
    const { directory, lastName } = await walkChain(served, mac, address);
    const say = (name: string) =>
      send(
        served,
        address,
        `SPA962 ${mac} -- Successful resync tftp://127.0.0.1/profile/${name}.cfg`,
      );
    const count = async () => (await served.ask.units.get({ mac })).evidence.length;
    const before = await count();
    await say(`${directory}/spa962`);
    while ((await count()) === before) await pause(20);
    expect(served.station.unit(mac)?.stage).toBe('SEC-PRV-2');
    await say(`${directory}/${lastName}`);
    await unitWhen(served, mac, isVerified);
  });

  it('is kept from a unit that reports a failure', async () => {
    const served = await bench({ quiet: 1 });
    const address = await leaseOf(served, mac);
    await walkChain(served, mac, address);
    await send(served, address, `SPA962 ${mac} -- Resync failed: corrupt file`);
    const failed = await unitWhen(served, mac, ({ condition }) => condition === 'failed');
    expect(failed).toMatchObject({ stage: 'SEC-PRV-2', reason: { code: 'F06' } });
  });

  it('is lost when the unit asks for the common file again', async () => {
    const served = await bench();
    const address = await leaseOf(served, mac);
    await walkChain(served, mac, address);
    await unitWhen(served, mac, isVerified);
    await mustFetch(served, address, '/spa962.cfg');
    const seen = await unitWhen(served, mac, (unit) => !isVerified(unit));
    expect(seen.attention).toContain('reset');
  });
});

/** Key, directory and last name as they are stored: for comparing, after a unit walked by itself. */
async function keysOf({ station }: Bench) {
  const keys = station.store.read((tables) => tables.keys.of(mac));
  if (keys === null) throw new Error('it has no keys');
  return keys;
}

async function send({ ports }: Bench, from: string, text: string): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, from, done));
  await new Promise((done) => socket.send(text, ports.syslog, '127.0.0.1', done));
  socket.close();
}
