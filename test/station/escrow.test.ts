/** Keys on their way to the ISP, to another station and to units anew; whole stations on loopback, and openssl. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../../main/simulate/free-port.ts';
import {
  type Bench,
  fetchFrom,
  isVerified,
  leaseOf,
  mustFetch,
  opened,
  openedByOpenssl,
  type startBench,
  unitWhen,
  walkChain,
} from './chain-kit.ts';
import { ownBenches } from './own-benches.ts';

const mac = '000e08000001';
const other = '000e08000002';
const dir = mkdtempSync(join(tmpdir(), 'spa-escrow-station-'));
afterAll(() => rmSync(dir, { recursive: true }));
/** Units of one run each have an address of their own, so one port is enough for all. */
const unitWeb = await freePort('127.0.0.1');

const own = ownBenches();
const { close, powered } = own;

const bench = (settings: Parameters<typeof startBench>[0] = {}, data: string | null = null) => {
  const isp = 'Admin_Passwd "{{secret:admin}}";\nStation_Name "{{unit.mac}}";';
  return own.bench({ unitWebPort: unitWeb, templates: { isp }, ...settings }, data, unitWeb);
};

const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
for (const name of ['isp', 'other']) {
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-noenc', '-days', '400', '-subj', `/CN=${name}`],
    ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
  );
}
const base64 = (name: string) => readFileSync(join(dir, name)).toString('base64');
const forIsp = [{ name: 'isp.pem', base64: base64('isp.pem') }];

/** What a unit was given, and where it is. */
async function walked(started: Bench, unit = mac) {
  const address = await leaseOf(started, unit);
  return { address, ...(await walkChain(started, unit, address)) };
}

function filesOf({ files }: Awaited<ReturnType<Bench['ask']['keys']['exportFor']>>) {
  const [file, manifest, signature] = files.map((one) => one.base64);
  return { file: file ?? '', manifest: manifest ?? '', signature: signature ?? '' };
}

describe('the encrypted export', () => {
  it('is opened by the recipient’s openssl alone, and its manifest’s signature holds', async () => {
    const started = await bench();
    const first = await walked(started);
    const second = await walked(started, other);
    const out = join(dir, 'batch.p7m');
    const scope = { kind: 'all' } as const;
    const made = await started.ask.keys.exportFor({ scope, certificates: forIsp, out });
    expect(made).toMatchObject({ units: 2, fileName: 'batch.p7m', dir });
    const decrypt = ['cms', '-decrypt', '-inform', 'DER', '-in', 'batch.p7m'];
    const text = openssl(...decrypt, '-recip', 'isp.pem', '-inkey', 'isp.key');
    const content = JSON.parse(text);
    expect(content).toMatchObject({ format: 'spa-bench-keys', version: 1 });
    expect(content.units).toMatchObject([
      {
        ...{ mac, model: 'SPA962', key: first.key, directory: first.directory, previous: null },
        lastName: first.lastName,
        rule: '[--key $SA] http://prov.example.net/p/$B/spa$PSN.cfg',
        secrets: { admin: expect.stringMatching(/^[A-Za-z0-9]{16}$/) },
      },
      { mac: other, key: second.key },
    ]);
    const names = content.units[0].profiles.map(({ name }: { name: string }) => name);
    expect(names).toContain(`/profile/${first.directory}/${first.lastName}.cfg`);
    expect(() => openssl(...decrypt, '-recip', 'other.pem', '-inkey', 'other.key')).toThrow();

    const { pem, fingerprint } = await started.ask.keys.signer();
    execFileSync('sh', ['-c', 'cat > station.pem'], { cwd: dir, input: pem });
    const manifest = openssl(
      ...['cms', '-verify', '-binary', '-inform', 'PEM', '-in', 'batch.p7m.manifest.p7s'],
      ...['-content', 'batch.p7m.manifest.json', '-CAfile', 'station.pem'],
    );
    expect(JSON.parse(manifest)).toMatchObject({
      station: fingerprint,
      file: { name: 'batch.p7m', sha256: made.sha256 },
      units: [{ mac }, { mac: other }],
    });
    const secrets = [first.key, first.directory, first.lastName, content.units[0].secrets.admin];
    for (const secret of secrets) {
      expect(JSON.stringify([made, manifest])).not.toContain(secret);
    }
  });

  it('is remembered, is made anew only of what is new, and never over a file', async () => {
    const started = await bench();
    await walked(started);
    const make = (scope: Parameters<typeof started.ask.keys.exportFor>[0]['scope'], out?: string) =>
      started.ask.keys.exportFor({ scope, certificates: forIsp, ...(out && { out }) });
    await started.ask.keys.exportTo({ file: join(dir, 'plain') });
    expect((await started.ask.keys.overview()).notExported).toBe(1);
    await make({ kind: 'units', macs: [mac] });
    const overview = await started.ask.keys.overview();
    expect(overview).toMatchObject({ keys: 1, notExported: 0, rotating: 0 });
    expect(overview.exports).toMatchObject([{ units: 1, recipients: [{ subject: 'CN=isp' }] }]);
    expect((await started.ask.keys.ofUnit({ mac })).exports).toHaveLength(1);
    await expect(make({ kind: 'new' })).rejects.toThrow(/Every key is in an encrypted export/);
    await expect(make({ kind: 'batch', batch: 7 })).rejects.toThrow(/no batch 7/);
    await expect(make({ kind: 'all' }, join(dir, 'isp.pem'))).rejects.toThrow(/there already/);
    await expect(make({ kind: 'all' }, 'keys.p7m')).rejects.toThrow(/full path/);
    await walked(started, other);
    expect(await make({ kind: 'new' })).toMatchObject({ units: 1 });
  });
});

describe('the import', () => {
  it('is tried, confirmed, merged, and replaces nothing without a reason', async () => {
    const one = await bench();
    const first = await walked(one);
    await walked(one, other);
    const scope = { kind: 'all' } as const;
    const files = filesOf(await one.ask.keys.exportFor({ scope, certificates: forIsp }));
    const asked = {
      ...{ ...files, privateKey: base64('isp.key'), isTrial: true, replace: [], reason: '' },
    };
    const two = await bench();
    const trial = await two.ask.keys.importFrom(asked);
    expect(trial).toMatchObject({ isTrial: true, isOwn: false });
    expect(trial.units).toMatchObject([
      { mac, state: 'new', isTaken: true },
      { mac: other, state: 'new', isTaken: true },
    ]);
    expect((await two.ask.keys.overview()).keys).toBe(0);
    const real = { ...asked, isTrial: false };
    await expect(two.ask.keys.importFrom(real)).rejects.toThrow(/nobody has confirmed/);
    const signer = trial.signer.fingerprint;
    expect(signer).toBe((await one.ask.keys.signer()).fingerprint);
    await two.ask.keys.importFrom({ ...real, signer });
    const again = await two.ask.keys.importFrom(asked);
    expect(again.units.map(({ state }) => state)).toEqual(['same', 'same']);
    // What it took in goes to the unit as it is.
    expect((await walked(two)).key).toBe(first.key);

    const three = await bench();
    const own = await walked(three);
    const clash = await three.ask.keys.importFrom({ ...real, signer, replace: [mac], reason: 'x' });
    expect(clash.units).toMatchObject([
      { mac, state: 'in-use', isTaken: false, text: expect.stringMatching(/works with it/) },
      { mac: other, state: 'new', isTaken: true },
    ]);
    await three.ask.units.takeOff({ mac });
    const differs = await three.ask.keys.importFrom({ ...real, signer });
    expect(differs.units[0]).toMatchObject({ state: 'different', isTaken: false });
    const keyNow = () => three.station.store.read(({ keys }) => keys.of(mac)?.key);
    expect(keyNow()).toBe(own.key);
    const wish = { ...real, signer, replace: [mac] };
    await expect(three.ask.keys.importFrom(wish)).rejects.toThrow(/needs a reason/);
    await three.ask.keys.importFrom({ ...wish, reason: 'bench two is closed' });
    expect(keyNow()).toBe(first.key);
    expect((await three.ask.keys.ofUnit({ mac })).past).toMatchObject([
      { state: 'replaced', why: 'Replaced by an import: bench two is closed' },
    ]);
    const log = JSON.stringify(await three.ask.log.list({ last: 1000 }));
    expect(log).toContain('replaced by an import: bench two is closed');
    for (const secret of [first.key, own.key]) expect(log).not.toContain(secret);
  });

  it('of files that were changed, or with another key, is refused', async () => {
    const started = await bench();
    await walked(started);
    const scope = { kind: 'all' } as const;
    const files = filesOf(await started.ask.keys.exportFor({ scope, certificates: forIsp }));
    const more = { privateKey: base64('isp.key'), isTrial: true, replace: [], reason: '' };
    const tried = (change: object) => started.ask.keys.importFrom({ ...files, ...more, ...change });
    const flipped = Buffer.from(files.file, 'base64');
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 3) ^ 1, flipped.length - 3);
    const text = Buffer.from(files.manifest, 'base64').toString().replace(mac, other);
    await expect(tried({ file: flipped.toString('base64') })).rejects.toThrow(/was changed/);
    const manifest = Buffer.from(text).toString('base64');
    await expect(tried({ manifest })).rejects.toThrow(/signature does not hold/);
    await expect(tried({ privateKey: base64('other.key') })).rejects.toThrow(/somebody else/);
    await expect(tried({ privateKey: base64('isp.pem') })).rejects.toThrow(/No RSA private key/);
    expect((await tried({})).isOwn).toBe(true);
  });
});

describe('the set of files for the ISP’s server', () => {
  it('has each unit’s profile where its rule leads, under its key, with nothing of the bench', async () => {
    const started = await bench();
    const { key, directory } = await walked(started);
    const where = join(dir, 'set');
    const scope = { kind: 'all' } as const;
    const made = await started.ask.keys.fileSet({ scope, dir: where });
    expect(made).toMatchObject({ files: 1, leftOut: [], hosts: ['prov.example.net'], dir: where });
    const bytes = readFileSync(join(where, 'www', 'p', directory, 'spa962.cfg'));
    const { values, text } = opened(bytes, key);
    expect(openedByOpenssl(bytes, key, true)).toBe(text);
    expect(values).toMatchObject({ Station_Name: mac, Syslog_Server: '', Resync_Periodic: '3600' });
    expect(values.Profile_Rule).toBe('[--key $SA] http://prov.example.net/p/$B/spa$PSN.cfg');
    expect(values).not.toHaveProperty('GPP_SA');
    expect(text).not.toMatch(/127\.0\.0|192\.168|bench/);
    expect(readFileSync(join(where, 'nginx.conf'), 'utf8')).toContain('location ^~ /p/ {');
    expect(readFileSync(join(where, 'apache.conf'), 'utf8')).toContain('/srv/spa-profiles/www/p/');
    execFileSync('sha256sum', ['-c', '../SHA256SUMS'], { cwd: join(where, 'www') });

    const { archive } = await started.ask.keys.fileSet({ scope });
    const input = Buffer.from(archive?.base64 ?? '', 'base64');
    const listed = execFileSync('tar', ['-tf', '-'], { input }).toString().trim().split('\n');
    expect(listed).toContain(`www/p/${directory}/spa962.cfg`);
    const file = ['-xOf', '-', `www/p/${directory}/spa962.cfg`];
    expect(opened(execFileSync('tar', file, { input }), key).values.Station_Name).toBe(mac);
  });

  it('leaves out a unit whose profile would name the bench, or be plain, and says why', async () => {
    const scope = { kind: 'all' } as const;
    const leaky = await bench({ templates: { isp: 'Primary_DNS "{{station.address}}";' } });
    const { key } = await walkChain(leaky, mac, await leaseOf(leaky, mac), '962', 'rehearsal');
    expect(key).toHaveLength(64);
    const told = await leaky.ask.keys.fileSet({ scope, dir: join(dir, 'none') });
    expect(told).toMatchObject({ files: 0, leftOut: [{ mac, why: /names the bench/ }] });
    expect(readdirSync(dir)).not.toContain('none');
    const rule = 'Profile_Rule "http://prov.example.net/p/$B/spa$PSN.cfg";';
    const open = await bench({ templates: { isp: rule } });
    await walked(open);
    const plain = await open.ask.keys.fileSet({ scope });
    expect(plain).toMatchObject({ files: 0, archive: null, leftOut: [{ why: /names no --key/ }] });
  });
});

describe('a new key', () => {
  it('goes to a verified unit, a bound one too, under its old one, which is forgotten once the new one is proved', async () => {
    const started = await bench();
    const unit = powered(started, 1);
    await unitWhen(started, mac, isVerified);
    await started.ask.accounts.importCsv({
      ...{ fileName: 'a.csv', isDryRun: false },
      base64: Buffer.from('account,name\n10-1,A\n').toString('base64'),
    });
    for (const text of [mac, '10-1']) await started.ask.scans.submit({ seat: 'test', text });
    await unitWhen(started, mac, ({ account }) => account === '10-1');
    const before = started.station.store.read(({ keys }) => keys.of(mac));
    const told = await started.ask.keys.rotate({ mac });
    expect(told).toMatchObject({ isTold: true, text: expect.stringMatching(/took the order/) });
    await unitWhen(started, mac, ({ stage }) => stage !== 'VERIFIED');
    const seen = await unitWhen(started, mac, isVerified);
    const after = started.station.store.read(({ keys }) => keys.of(mac));
    expect(after?.key).not.toBe(before?.key);
    expect(unit.finalParameters.get('GPP_SA')).toBe(after?.key);
    expect(unit.finalParameters.get('GPP_B')).toBe(after?.directory);
    expect(unit.missing).toEqual([]);
    expect(seen).toMatchObject({ keyFingerprint: told.fingerprint, account: '10-1' });
    const { past, rotation } = await started.ask.keys.ofUnit({ mac });
    expect(rotation).toBeNull();
    expect(past).toMatchObject([{ state: 'proved' }]);
    expect(started.station.store.read(({ keyHistory }) => keyHistory.keys())).toEqual([]);
    const said = JSON.stringify(await started.ask.units.get({ mac }));
    for (const secret of [before?.key, after?.key]) expect(said).not.toContain(secret);
  });

  it('is given again to a unit that missed it, over a restart too; the ISP gets both until then', async () => {
    const data = mkdtempSync(join(dir, 'data-'));
    const first = await bench({}, data);
    const verified = powered(first, 1);
    await unitWhen(first, mac, isVerified);
    await verified.powerOff();
    const old = first.station.store.read(({ keys }) => keys.of(mac));
    await first.ask.keys.rotate({ mac });
    const handed = `/profile/${old?.directory}/spa962.cfg`;
    const address = first.station.unit(mac)?.address ?? '';
    const missed = opened(await mustFetch(first, address, handed), old?.key ?? '').values;
    await expect(first.ask.keys.undoRotation({ mac })).rejects.toThrow(/given the new key/);
    const scope = { kind: 'all' } as const;
    await first.ask.keys.exportFor({ scope, certificates: forIsp, out: join(dir, 'both.p7m') });
    const how = ['-inform', 'DER', '-in', 'both.p7m', '-inkey', 'isp.key', '-recip', 'isp.pem'];
    const [unit] = JSON.parse(openssl('cms', '-decrypt', ...how)).units;
    expect(unit).toMatchObject({ key: missed.GPP_SA, previous: { key: old?.key } });
    const { leftOut } = await first.ask.keys.fileSet({ scope });
    expect(leftOut).toMatchObject([{ why: expect.stringMatching(/is being changed/) }]);
    const signing = first.station.store.read(({ meta }) => meta.secret('station.signing-key'));
    await close(first);
    const kept = readdirSync(data, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(data, name), 'latin1'));
    for (const secret of [old?.key, missed.GPP_SA, signing?.slice(40, 80)]) {
      expect(secret).toMatch(/.{40}/);
      expect(kept.join('')).not.toContain(secret);
    }

    const second = await bench({}, data);
    const there = await leaseOf(second, mac);
    const got = opened(await mustFetch(second, there, handed), old?.key ?? '').values;
    expect(got.GPP_SA).toBe(missed.GPP_SA);
    expect((await fetchFrom(second, '127.0.0.200', handed)).status).not.toBe(200);
    const rehearsal = await mustFetch(second, there, `/profile/${got.GPP_B}/spa962.cfg`);
    const next = opened(rehearsal, got.GPP_SA ?? '').values.Profile_Rule ?? '';
    expect((await second.ask.keys.ofUnit({ mac })).rotation).toMatchObject({ isGiven: true });
    const [, name = ''] = /\/\$B\/(.+)$/.exec(next) ?? [];
    await mustFetch(second, there, `/profile/${got.GPP_B}/${name}`);
    expect((await second.ask.keys.ofUnit({ mac })).rotation).toBeNull();
    expect((await fetchFrom(second, there, handed)).status).toBe(404);
  });

  it('is refused in the middle of the chain and for a unit that is not there, and undone before it is given', async () => {
    const started = await bench();
    await expect(started.ask.keys.rotate({ mac })).rejects.toThrow(/never seen/);
    const { key } = await walked(started);
    await expect(started.ask.keys.rotate({ mac })).rejects.toThrow(/middle of its chain/);
    const unit = powered(started, 2);
    await unitWhen(started, other, isVerified);
    await unit.powerOff();
    const told = await started.ask.keys.rotate({ mac: other });
    expect(told).toMatchObject({ isTold: false, text: expect.stringMatching(/undo the change/) });
    await expect(started.ask.keys.rotate({ mac: other })).rejects.toThrow(/changed already/);
    expect((await started.ask.keys.overview()).keys).toBe(2);
    const { past, rotation } = await started.ask.keys.undoRotation({ mac: other });
    expect([past, rotation]).toEqual([[], null]);
    expect((await started.ask.keys.overview()).keys).toBe(2);
    const { tracker } = started.station;
    tracker.apply(other, { type: 'suspected', at: Date.now(), text: 'Wrote over a profile' });
    await expect(started.ask.keys.rotate({ mac: other })).rejects.toThrow(/under suspicion/);
    await started.ask.units.takeOff({ mac: other });
    await expect(started.ask.keys.rotate({ mac: other })).rejects.toThrow(/does not answer/);
    expect(key).toHaveLength(64);
  });
});
