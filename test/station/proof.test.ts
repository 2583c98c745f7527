/** Read-back, release check and commands, over real sockets between a station and its simulated units. */
import { describe, expect, it } from 'vitest';
import { freePort } from '../../main/simulate/free-port.ts';
import { defaultCommonTemplate } from '../../main/station/files/chain-files.ts';
import { type Bench, isVerified, type startBench, unitWhen } from './chain-kit.ts';
import { ownBenches } from './own-benches.ts';

const mac = '000e08000001';
/** Units of one run each have an address of their own, so one port is enough for all. */
const unitWeb = await freePort('127.0.0.1');
/** Nobody listens there. */
const deadPort = 1;
const password = 'admin-pass-word-7';
const template = [
  `Admin_Passwd "${password}";`,
  'Display_Name[1] "Reception";',
  'Password[1] "sip-pass-word-9";',
].join('\n');

const own = ownBenches();
const { powered } = own;

const bench = (settings: Parameters<typeof startBench>[0] = {}) =>
  own.bench({ unitWebPort: unitWeb, templates: { isp: template }, ...settings }, null, unitWeb);

const kindsOf = async ({ ask }: Bench) => (await ask.units.get({ mac })).evidence;

describe('read-back', () => {
  it('reads a unit before and after its last file, with its password, and verifies it by that', async () => {
    const started = await bench({ quiet: 1 });
    powered(started, 1);
    await unitWhen(started, mac, isVerified);
    const detail = await started.ask.units.get({ mac });
    expect(detail.readBack).toMatchObject({ phase: 'last', by: 'web', outcome: 'equal' });
    const said = detail.evidence.filter(({ kind }) => ['read-back', 'release'].includes(kind));
    expect(said.map(({ kind }) => kind).slice(0, 3)).toEqual(['release', 'read-back', 'read-back']);
    const states = detail.ladder.map(({ id, state }) => `${id} ${state}`);
    expect(states).toEqual([
      ...['leased done', 'asked done', 'served done', 'next-asked done', 'key-opened done'],
      ...['message needless', 'read-back done', 'release-check done', 'verified done'],
    ]);
    expect(JSON.stringify(detail)).not.toMatch(/pass-word/);
    const again = await started.ask.units.readBack({ mac });
    expect([again.stage, again.readBack?.outcome]).toEqual(['VERIFIED', 'equal']);
    const csv = Buffer.from('account,name\n10-1,A\n').toString('base64');
    await started.ask.accounts.importCsv({ fileName: 'a.csv', base64: csv, isDryRun: false });
    for (const text of [mac, '10-1']) await started.ask.scans.submit({ seat: 'test', text });
    await expect(started.ask.units.readBack({ mac })).rejects.toThrow(/It is bound/);
  });

  it('holds a unit that has another value than wanted, shows it, and lets it go when it is right', async () => {
    const started = await bench({ quiet: 1 });
    const unit = powered(started, 1);
    unit.stubborn.set('Display_Name_1_', 'Kitchen');
    unit.stubborn.set('Voice_Mail_Number', 'x');
    await unitWhen(started, mac, ({ reason }) => reason?.code === 'F17');
    const { readBack, stage, reason } = await started.ask.units.get({ mac });
    expect(readBack).toMatchObject({
      ...{ phase: 'rehearsal', outcome: 'different' },
      differences: [
        { name: 'Display_Name_1_', state: 'different', wanted: 'Reception', found: 'Kitchen' },
      ],
    });
    expect(reason?.text).toContain('Display_Name_1_');
    expect(stage).not.toBe('VERIFIED');
    expect(unit.finalParameters.get('Profile_Rule')).toContain('127.0.0.1');
    unit.stubborn.clear();
    await unitWhen(started, mac, isVerified);
    expect(unit.missing).toEqual([]);
  });

  it('shows of a differing secret two fingerprints, and the secret nowhere', async () => {
    const started = await bench({ quiet: 1 });
    const unit = powered(started, 1);
    unit.stubborn.set('Auth_ID_1_', 'sip-pass-word-9 and more');
    unit.stubborn.set('Display_Name_1_', password);
    await unitWhen(started, mac, ({ reason }) => reason?.code === 'F17');
    const detail = await started.ask.units.get({ mac });
    expect(detail.readBack?.differences).toMatchObject([{ name: 'Display_Name_1_' }]);
    const log = await started.ask.log.list({ last: 1000 });
    expect(JSON.stringify([detail, log])).not.toMatch(/pass-word/);
  });

  it('does without where there is no web server, and insists on it at the level read-back', async () => {
    const started = await bench({ evidenceOf: { SPA942: 'read-back' }, unitWebPort: deadPort });
    powered(started, 1);
    powered(started, 2, { model: 'SPA942' });
    await unitWhen(started, mac, isVerified);
    const early = await unitWhen(started, '000e08000002', ({ reason }) => reason?.code === 'F18');
    expect(early.stage).not.toBe('VERIFIED');
    expect(early.reason?.text).toMatch(/must be read back/);
  });

  it('takes what was read before the lock where the last file switches the web server off', async () => {
    const lock = `${template}\nEnable_Web_Server "No";`;
    const started = await bench({ evidence: 'read-back', templates: { isp: lock } });
    const unit = powered(started, 1);
    await unitWhen(started, mac, isVerified);
    expect(unit.finalParameters.get('Enable_Web_Server')).toBe('No');
    const { ladder } = await started.ask.units.get({ mac });
    const rung = ladder.find(({ id }) => id === 'read-back');
    expect(rung).toMatchObject({
      state: 'done',
      evidence: expect.stringMatching(/before its web/),
    });
  });
});

describe('the release check', () => {
  it('keeps a unit whose firmware is older than its model is to leave with', async () => {
    const started = await bench({ quiet: 1 });
    const unit = powered(started, 1);
    // Set while it is on its way: before, it would be upgraded first.
    await unitWhen(started, mac, ({ stage }) => stage === 'SEC-PRV-1');
    const target = { file: 'spa962-6-1-7.bin', version: '6.1.7' };
    started.station.firmware.planOf = () => ({ rule: 'older', target, stones: [] });
    const seen = await unitWhen(started, mac, ({ reason }) => reason?.code === 'F13');
    expect([seen.firmware, seen.reason?.text]).toEqual([
      ...['6.1.5(a)', 'It has firmware 6.1.5(a); its model is to leave with 6.1.7'],
    ]);
    expect(unit.missing).not.toEqual([]);
    started.station.firmware.planOf = () => null;
    await unitWhen(started, mac, isVerified);
  });

  it('keeps a unit whose permanent rule leads to the station: left behind', async () => {
    const started = await bench({ isp: 'tftp://127.0.0.1:6969/p', ports: { ...off, tftp: 6969 } });
    const unit = powered(started, 1);
    const seen = await unitWhen(started, mac, ({ reason }) => reason?.code === 'F19');
    expect(seen.reason?.text).toMatch(/Profile_Rule leads to this station/);
    expect(seen.stage).not.toBe('VERIFIED');
    await started.ask.accounts.importCsv({
      ...{ fileName: 'a.csv', isDryRun: false },
      base64: Buffer.from('account,name\n10-1,A\n').toString('base64'),
    });
    await started.ask.scans.submit({ seat: 'test', text: mac });
    const { verdict } = await started.ask.scans.submit({ seat: 'test', text: '10-1' });
    expect(verdict).not.toBe('bound');
    expect(unit.missing).not.toEqual([]);
  });

  it('keeps a unit that a template locks before it was read back: locked too early', async () => {
    const lock = '<Enable_Web_Server>No</Enable_Web_Server></flat-profile>';
    const commonFile = defaultCommonTemplate.replace('</flat-profile>', lock);
    const started = await bench({ templates: { commonFile } });
    powered(started, 1);
    const seen = await unitWhen(started, mac, ({ reason }) => reason?.code === 'F18');
    expect(seen.reason?.text).toMatch(/Enable_Web_Server/);
  });
});

const off = { dhcp: 0, tftp: 0, http: 0, syslog: 0 };

describe('commands', () => {
  it('"Resync now" moves a unit that waits, at whatever file it stands', async () => {
    const started = await bench({ quiet: 1 });
    const unit = powered(started, 1, { faults: ['silent'] });
    await unitWhen(started, mac, ({ address }) => address !== null);
    const answer = await started.ask.units.resync({ mac });
    expect(answer.sentence).toMatch(/took the order to resync/);
    await unitWhen(started, mac, ({ stage }) => stage === 'SP-CUST');
    expect(unit.counts.resyncs).toBe(1);
    expect((await kindsOf(started)).map(({ detail }) => detail)).toContain('Resync was ordered');
  });

  it('"Reboot" restarts it, and says so in its history', async () => {
    const started = await bench();
    const unit = powered(started, 1, { faults: ['silent'] });
    await unitWhen(started, mac, ({ address }) => address !== null);
    await started.ask.units.reboot({ mac });
    await expect.poll(() => unit.counts.boots, { timeout: 5_000 }).toBe(2);
  });

  it('are refused in words when nobody answers', async () => {
    const started = await bench({ unitWebPort: deadPort });
    powered(started, 1, { faults: ['silent'] });
    await unitWhen(started, mac, ({ address }) => address !== null);
    await expect(started.ask.units.resync({ mac })).rejects.toThrow(/no web server on port/);
    await expect(started.ask.units.readBack({ mac })).rejects.toThrow(/given no profile yet/);
  });
});
