/** Copies of the database and the report: what they hold, where they lie, and what never gets into one. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootstrapKey } from '../../main/station/provisioning/unit-keys.ts';
import { openStore } from '../../main/station/store/store.ts';
import { type Bench, isVerified, leaseOf, startBench, unbox, unitWhen } from './chain-kit.ts';

let dir: string;
let bench: Bench;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-backups-'));
});
afterEach(async () => {
  await bench.close();
  rmSync(dir, { recursive: true, force: true });
});

const importAccounts = (csv: string) =>
  bench.ask.accounts.importCsv({
    fileName: 'accounts.csv',
    base64: Buffer.from(csv).toString('base64'),
    isDryRun: false,
  });
const automatic = () =>
  readdirSync(join(dir, 'backups')).filter((name) => /^station-auto-.*db$/.test(name));

describe('backups', () => {
  it('made while the station runs hold what it holds, readable by the owner alone', async () => {
    bench = await startBench({}, dir);
    await importAccounts('account,password\n00417,mortensen-7\n');
    const made = await bench.ask.backups.make({});
    expect(await bench.ask.backups.list()).toEqual([made]);
    expect(made.file.startsWith(join(dir, 'backups'))).toBe(true);
    expect(statSync(made.file)).toMatchObject({ size: made.bytes });
    if (process.platform !== 'win32') expect(statSync(made.file).mode & 0o077).toBe(0);

    const restored = mkdtempSync(join(tmpdir(), 'spa-bench-restored-'));
    const put = (name: string, from: string) =>
      writeFileSync(join(restored, name), readFileSync(from), { mode: 0o600 });
    put('station.db', made.file);
    put('vault.json', made.file.replace(/db$/, 'vault.json'));
    put('vault.key', join(dir, 'vault.key'));
    const store = openStore({ dir: restored });
    const secrets = store.read(({ accounts }) => accounts.secrets('00417'));
    expect(secrets).toEqual({ password: 'mortensen-7' });
    expect(store.read(({ accounts }) => accounts.list())).toMatchObject([{ account: '00417' }]);
    await store.close();
    rmSync(restored, { recursive: true });
  });

  it('go into a folder a person names, and count as the last one', async () => {
    bench = await startBench({}, dir);
    const usb = join(dir, 'usb');
    mkdirSync(usb);
    const { file } = await bench.ask.backups.make({ dir: usb });
    const beside = readdirSync(usb).map((name) => join(usb, name));
    expect(beside).toEqual([file, file.replace(/db$/, 'vault.json')]);
    expect(JSON.parse(readFileSync(beside[1] ?? '', 'utf8')).wraps).toHaveLength(1);
    expect(await bench.ask.backups.list()).toEqual([]);
    await expect(bench.ask.backups.make({ dir: join(dir, 'none') })).rejects.toMatchObject({
      code: 'DIR_MISSING',
    });
    const { checks } = await bench.ask.preflight.checks({ interface: null });
    expect(checks.find(({ id }) => id === 'disk')?.detail).toContain('last backup');
  });

  it('open with what opens the keys now, also those made before that was changed', async () => {
    bench = await startBench({}, dir);
    const { file } = await bench.ask.backups.make({});
    const beside = file.replace(/db$/, 'vault.json');
    await bench.ask.vault.setPassphrase({ passphrase: 'four words of a song', isBeside: false });
    expect(readFileSync(beside, 'utf8')).toBe(readFileSync(join(dir, 'vault.json'), 'utf8'));
    // Of another station, put here by a person: it is theirs.
    const other = readFileSync(beside, 'utf8').replace(/"id": ".{16}"/, '"id": "0123456789abcdef"');
    writeFileSync(beside, other);
    await bench.ask.vault.setKeyFile({ isBeside: true });
    expect(readFileSync(beside, 'utf8')).toBe(other);
  });

  it('come by themselves once a day at the first start, when there is something to lose', async () => {
    bench = await startBench({}, dir);
    await bench.station.backups.daily();
    expect(await bench.ask.backups.list()).toEqual([]);
    await importAccounts('account\n00417\n');
    await bench.station.stop();
    await bench.station.start();
    await bench.station.backups.daily();
    expect(automatic()).toHaveLength(1);
  });

  it('that came by themselves make room for the newest fourteen, those people made never', async () => {
    bench = await startBench({}, dir);
    await importAccounts('account\n00417\n');
    mkdirSync(join(dir, 'backups'));
    const old = (kind: string, day: number) =>
      `station-${kind}2024-01-${String(day).padStart(2, '0')}T08-00-00-000Z.db`;
    for (let day = 1; day <= 20; day += 1)
      writeFileSync(join(dir, 'backups', old('auto-', day)), '');
    writeFileSync(join(dir, 'backups', old('', 1)), '');
    await bench.station.backups.daily();
    expect(automatic()).toHaveLength(14);
    expect(automatic()).not.toContain(old('auto-', 7));
    expect(automatic()).toContain(old('auto-', 8));
    expect(readdirSync(join(dir, 'backups'))).toContain(old('', 1));
  });

  it('need a folder: a station in memory has none of its own', async () => {
    bench = await startBench();
    await expect(bench.ask.backups.make({})).rejects.toMatchObject({ code: 'NO_DATA_FOLDER' });
    expect(await bench.ask.backups.list()).toEqual([]);
  });
});

describe('the report', () => {
  it('tells what happened, and not one secret of the station', async () => {
    const isp = 'http://prov.example.net/p?token=sesame-4711';
    bench = await startBench({ isp }, dir);
    await importAccounts('account,name,password\n00417,Mortensen,mortensen-7\n');
    const unit = unbox(bench, 1);
    unit.powerOn();
    await unitWhen(bench, unit.mac, isVerified);
    await unit.powerOff();
    const [key] = bench.station.store.read(({ keys }) => keys.all());
    const stationSecret =
      bench.station.store.read(({ meta }) => meta.secret('station.secret')) ?? '';
    const secrets = {
      key: key?.key ?? '',
      directory: key?.directory ?? '',
      lastName: key?.lastName ?? '',
      bootstrap: bootstrapKey(stationSecret, unit.mac),
      stationSecret,
      password: 'mortensen-7',
      token: 'sesame-4711',
    };
    // As a unit's own message, or a careless template, might bring them into the log.
    for (const secret of Object.values(secrets)) {
      expect(secret.length).toBeGreaterThan(6);
      bench.station.log.write({ source: 'syslog', severity: 5, msg: `leaked ${secret} <-` });
    }
    bench.station.log.write({
      source: 'syslog',
      severity: 5,
      msg: 'Requesting [--key 0123456789abcdef] http://me:hunter2@prov.example.net/p',
    });
    await leaseOf(bench, '000e080000aa');
    const packets = () => bench.ask.units.capture({ mac: '000e080000aa' });
    expect((await packets()).packets).toBeGreaterThan(3);
    await bench.ask.settings.change({ capture: false });
    await expect(packets()).rejects.toMatchObject({ code: 'NO_PACKETS' });
    await bench.ask.settings.change({ capture: true });
    // Off forgets them.
    await expect(packets()).rejects.toThrow('Nothing was heard from 00:0E:08:00:00:AA');
    const { fileName, text } = await bench.ask.station.report();
    expect(text).toMatch(/^000e080000aa MFG-RESET on-its-way: Nothing stopped it so far\. /m);
    expect(text).not.toMatch(new RegExp(`^${unit.mac} `, 'm'));
    expect(fileName).toMatch(/^spa-bench-report-\d{4}-\d\d-\d\d-\d\d-\d\d\.txt$/);
    for (const part of [
      'SPA Bench 0.',
      '== Checks ==',
      '"lease": 3600',
      'SPA962',
      '"VERIFIED": 1',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('prov.example.net');
    const leaks = Object.entries(secrets).filter(([, secret]) => text.includes(secret));
    expect(leaks.map(([name]) => name)).toEqual([]);
    expect(text).not.toMatch(/0123456789abcdef|hunter2/);
    expect(text).not.toContain('Mortensen');
  });
});
