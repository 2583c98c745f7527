/**
 * One station, its secrets known to the test, every way out of it searched: changes, answers, log, report, CSV, files
 * on the disk byte by byte. Two ways out are meant: the unit's own encrypted files, and the key file for the ISP.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { issueServer, newPracticeCa } from '../../main/station/certificates/practice-ca.ts';
import { newKeyPair } from '../../main/station/certificates/request.ts';
import { bootstrapKey } from '../../main/station/provisioning/unit-keys.ts';
import type { StationFacade } from '../../main/station/router.ts';
import { goodQuestions } from '../contract/questions.ts';
import { filesOf, found } from '../kit/sinks.ts';
import {
  type Bench,
  fetchFrom,
  isVerified,
  leaseOf,
  opened,
  startBench,
  unbox,
  unitWhen,
} from './chain-kit.ts';
import { isp, publish, texts } from './template-kit.ts';
import { fetchFile } from './tftp-kit.ts';

const account = '00417';
const UNITS = 250;
const planted = {
  /** Written otherwise in CSV, XML, JSON and a URL. */
  sipPassword: 'pl4nted"s&i<p passw0rd',
  /** Replaced by a second list, and kept so that the list can be taken back. */
  formerPassword: 'pl4nted-former-passw0rd',
  passphrase: 'pl4nted passphrase of five words',
};

/** Questions that stream, end the station, or run a command of the system. */
const notAsked = new Set([
  ...[
    'station.changes',
    'station.start',
    'station.stop',
    'vault.lock',
    'vault.unlock',
    'keys.exportTo',
  ],
  ...['practice.begin', 'practice.end', 'station.setAddress', 'station.undoAddress'],
  ...['preflight.probe', 'preflight.fix', 'accounts.importCsv', 'accounts.takeBack'],
]);

const root = mkdtempSync(join(tmpdir(), 'spa-bench-leaks-'));
const dir = join(root, 'data');
let bench: Bench | null = null;
afterAll(async () => {
  await bench?.close();
  rmSync(root, { recursive: true, force: true });
});

/** Every question of the contract but a few, about this unit, with whatever comes back, refusals too. */
async function answersOf(ask: StationFacade, mac: string): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const [name, question] of Object.entries(goodQuestions)) {
    if (notAsked.has(name)) continue;
    const about = JSON.stringify(question ?? {})
      .replaceAll('000e08012345', mac)
      .replaceAll('/tmp', join(root, 'asked'))
      .replaceAll('four words of a song', planted.passphrase);
    const [group = '', method = ''] = name.split('.');
    const methods = Reflect.get(ask, group) as Record<string, (about: unknown) => Promise<unknown>>;
    const answer = await methods[method]?.(JSON.parse(about)).catch((error: unknown) => error);
    answers[name] =
      answer instanceof Error
        ? `${answer.message} ${answer.stack}`
        : JSON.stringify(answer ?? null);
  }
  return answers;
}

/** Of a private key: its middle, as a line of PEM and as bytes. */
function tlsSecrets(name: string, pem: string): Record<string, string> {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const middle = Math.floor(der.length / 2);
  return {
    [`${name} line`]: pem.split('\n')[10] ?? '',
    [`${name} bytes`]: der.subarray(middle, middle + 32).toString('hex'),
  };
}

/** A server certificate as the version before left it: its key in clear. @returns the key */
async function plantPlainKey(): Promise<string> {
  const ca = await newPracticeCa(Date.now());
  const { publicKey, privateKey } = await newKeyPair(2048);
  const host = 'prov.example.net';
  const now = Date.now();
  const own = issueServer(ca, { commonName: host, host, publicKey, now });
  mkdirSync(join(dir, 'certificates'), { recursive: true });
  writeFileSync(join(dir, 'certificates/server.pem'), `${privateKey}${own}`);
  return privateKey;
}

it('no secret of the station is in anything it says, shows, exports or keeps', async () => {
  mkdirSync(join(root, 'asked'));
  const formerTls = tlsSecrets('former TLS key', await plantPlainKey());
  expect(found(filesOf(root), formerTls)).toEqual([
    'former TLS key line in data/certificates/server.pem',
  ]);
  bench = await startBench({}, dir);
  expect(found(filesOf(root), formerTls)).toEqual([]);
  const { station, ask } = bench;
  const changes: string[] = [];
  const listening = new AbortController();
  const hub = station.changes.subscribe(station.changes.run, station.changes.seq, listening.signal);
  const listened = (async () => {
    for await (const batch of hub) changes.push(JSON.stringify(batch));
  })().catch(() => undefined);

  await publish(
    bench,
    isp,
    texts('Admin_Passwd "{{secret:admin}}" ;\nUser_ID_1_ "{{account.user_id | default:-}}" ;'),
  );
  const list = (password: string) =>
    ask.accounts.importCsv({
      fileName: 'accounts.csv',
      base64: Buffer.from(
        `account,user_id,password\n${account},u1,"${password.replaceAll('"', '""')}"\n`,
      ).toString('base64'),
      isDryRun: false,
    });
  await list(planted.formerPassword);
  await list(planted.sipPassword);

  const unit = unbox(bench, 1);
  const { mac } = unit;
  unit.powerOn();
  await unitWhen(bench, mac, isVerified);
  // Bound, and through the chain once more with the account's password in its profile.
  await publish(
    bench,
    { kind: 'account', key: account },
    texts('Password_1_ "{{account.password}}" ;'),
  );
  for (const text of [mac, account]) await ask.scans.submit({ text, seat: 'screen' });
  expect(station.unit(mac)?.account).toBe(account);
  await ask.units.provisionAgain({ mac });
  await unit.factoryReset();
  await unitWhen(bench, mac, (seen) => seen.stage === 'SP-CUST');
  await unitWhen(bench, mac, isVerified);
  // It went out where it should.
  expect(unit.finalParameters.get('Password_1_')).toBe(planted.sipPassword);
  await unit.powerOff();
  // Made to print much, it says all it knows, and whom it met.
  const { key: unitKey } = station.store.read(({ keys }) => keys.of(mac)) ?? {};
  const made = station.store.read((tables) => tables.secrets.of(mac).get('admin'));
  const opening = bootstrapKey(station.vault.stationSecret(), mac);
  const said = `GPP_SA ${unitKey}, Admin_Passwd=${made} Password_1_ ${planted.sipPassword}, --key ${opening} tftp 00:0e:08:99:99:99`;
  const talker = createSocket('udp4').bind(0, station.unit(mac)?.address ?? '');
  await once(talker, 'listening');
  talker.send(`<135>${said}`, bench.ports.syslog, '127.0.0.1');
  const isLogged = () => expect(changes.join('')).toContain('GPP_SA ***');
  await vi.waitFor(isLogged, { timeout: 20_000 });
  talker.close();
  // Rules of its own put them into what it asks for, and what it says of itself.
  const address = station.unit(mac)?.address ?? '';
  const asked = `/x?k=${unitKey}&a=${made}&p=${encodeURIComponent(planted.sipPassword)}`;
  expect((await fetchFrom(bench, address, asked, `SPA ${unitKey} ${opening}`)).status).toBe(404);
  const read = fetchFile(bench.ports.tftp, `/x/${unitKey}.cfg`, [], 10_000, address);
  await expect(read).rejects.toThrow('1 ');
  await vi.waitFor(() => expect(changes.join('')).toContain('Not served: /x/***'), 20_000);

  await ask.vault.setPassphrase({ passphrase: planted.passphrase, isBeside: true });
  const exportFile = join(root, 'keys.jsonl');
  await ask.keys.exportTo({ file: exportFile });
  const exported = JSON.parse(readFileSync(exportFile, 'utf8'));
  const stationSecret = station.vault.stationSecret();
  const secrets: Record<string, string> = {
    ...planted,
    key: exported.key,
    adminPassword: exported.secrets.admin,
    stationSecret,
    bootstrap: bootstrapKey(stationSecret, mac),
    keyFile: readFileSync(join(dir, 'vault.key'), 'utf8').trim(),
  };
  for (const secret of Object.values(secrets)) expect(secret.length).toBeGreaterThan(11);
  // The search finds what is there.
  expect(found(filesOf(root), secrets)).toEqual(
    expect.arrayContaining(['key in keys.jsonl', 'adminPassword in keys.jsonl']),
  );
  rmSync(exportFile);

  const answers = await answersOf(ask, mac);
  await ask.backups.make({});
  const { text: report } = await ask.station.report();
  // The questions made others, and a request.
  Object.assign(secrets, {
    ...formerTls,
    ...tlsSecrets('TLS key', station.certificates.serverFiles()?.key ?? ''),
  });
  expect(secrets['TLS key line']).toMatch(/^[A-Za-z0-9+/]{64}$/);
  await ask.vault.lock();
  const lockedReport = (await ask.station.report()).text;
  const lockedAnswers = await answersOf(ask, mac);
  await station.log.settled();
  const log = JSON.stringify(await ask.log.list({ last: 2000 }));
  expect(log).toContain('From now on a passphrase opens the keys');
  const { 'vault.key': _ours, ...files } = { ...filesOf(dir), ...filesOf(join(root, 'asked')) };
  expect(Object.keys(files).join(' ')).toMatch(/station\.db .*station\.db-wal.*station-.*\.db/);
  listening.abort();
  await listened;
  expect(changes.join('')).toContain(mac);
  const sealed = ['server.pem', 'request.key', 'practice-ca.pem'].map(
    (name) => files[`certificates/${name}`],
  );
  for (const text of sealed) {
    expect(String(text)).toContain('BEGIN SEALED PRIVATE KEY');
    expect(String(text)).not.toContain('BEGIN PRIVATE KEY');
  }

  // The packets are there, the common file in clear among them.
  const packets = Buffer.from(JSON.parse(answers['units.capture'] ?? '{}').base64, 'base64');
  expect(packets.toString('latin1')).toMatch(/<Profile_Rule>\[--key \*{64}\] tftp:/);
  expect(lockedAnswers['units.capture']).toMatch(/^The keys were locked/);
  expect(station.capture.unitCount).toBe(0);
  const sinks = {
    ...{ packets },
    ...{ changes: changes.join('\n'), log, report, lockedReport },
    ...answers,
    ...Object.fromEntries(Object.entries(lockedAnswers).map(([name, a]) => [`${name} locked`, a])),
    ...files,
  };
  expect(found(sinks, secrets)).toEqual([]);
});

function named(what: string, values: readonly (string | undefined)[]): Record<string, string> {
  return Object.fromEntries(values.map((value = '', at) => [`${what} ${at + 1}`, value]));
}

/** Its documented command line, not its format; notes for which unit it was started. */
function compiler(folder: string): { path: string; targets(): string[] } {
  const standIn = join(folder, 'spc-good');
  copyFileSync(new URL('../kit/spc/stand-in.sh', import.meta.url), standIn);
  const [path, notes] = [join(folder, 'spc'), join(folder, 'targets.txt')];
  const note = `while [ $# -gt 1 ] && [ "$1" != --target ]; do shift; done\necho "$2" >>'${notes}'`;
  writeFileSync(path, `#!/bin/sh\n(${note})\nexec '${standIn}' "$@"\n`);
  for (const file of [standIn, path]) chmodSync(file, 0o755);
  return { path, targets: () => readFileSync(notes, 'utf8').trim().split('\n') };
}

describe.skipIf(process.platform !== 'linux')('250 units', () => {
  it("get files of the vendor's compiler, each its own, and no sink has a key of theirs", async () => {
    const folder = join(root, 'spc');
    const [data, temporary] = [join(folder, 'data'), join(folder, 'tmp')];
    mkdirSync(temporary, { recursive: true });
    const spc = compiler(folder);
    vi.stubEnv('TMPDIR', temporary);
    bench = await startBench({ spc: { path: spc.path, models: { SPA962: {} } } }, data);
    const { ask, ports, station } = bench;
    const here = bench;
    await publish(bench, isp, texts('Admin_Passwd "{{secret:admin}}" ;'));
    const macs = Array.from({ length: UNITS }, (_, n) =>
      (0x000e08000001 + n).toString(16).padStart(12, '0'),
    );
    const each = <T>(work: (mac: string, at: number) => Promise<T>) => Promise.all(macs.map(work));

    const addresses = await each((mac) => leaseOf(here, mac));
    const bootstraps = await each(async (_, at) => {
      const { bytes } = await fetchFile(ports.tftp, '/spa962.cfg', [], 10_000, addresses[at]);
      const rule = opened(bytes, null).values.Profile_Rule ?? '';
      return /^\[--key ([0-9a-f]{64})\] /.exec(rule)?.[1] ?? 'none';
    });
    const own = await each(async (mac, at) => {
      const { bytes } = await fetchFile(ports.tftp, `/p/${mac}.cfg`, [], 10_000, addresses[at]);
      return bytes.toString('latin1');
    });
    expect(own.every((file) => file.includes('stand-in, no profile'))).toBe(true);
    expect(spc.targets().sort()).toEqual(macs);

    const issued = station.store.read((tables) => ({
      keys: macs.map((mac) => tables.keys.of(mac)),
      admins: macs.map((mac) => tables.secrets.of(mac).get('admin')),
    }));
    const keys = issued.keys.map((unit) => unit?.key);
    const directories = issued.keys.map((unit) => unit?.directory);
    const all = [own, bootstraps, keys, issued.admins, directories].flat();
    expect(all).not.toContain(undefined);
    expect(new Set(all).size).toBe(5 * UNITS);

    await station.tracker.settled();
    const shown = await each(async (mac) => JSON.stringify(await ask.units.get({ mac })));
    await ask.backups.make({});
    const { text: report } = await ask.station.report();
    const log = JSON.stringify(await ask.log.list({ last: 50_000 }));
    const secrets = {
      ...named('bootstrap', bootstraps),
      ...named('key', keys),
      ...named('admin', issued.admins),
    };
    const kept = filesOf(folder);
    expect(found({ all: bootstraps.join(' ') }, secrets)).toHaveLength(UNITS);
    await bench.close();
    bench = null;
    vi.unstubAllEnvs();
    expect(filesOf(temporary)).toEqual({});
    const closed = Object.entries(filesOf(data)).map(([name, bytes]) => [`${name}, closed`, bytes]);
    const files = { ...kept, ...Object.fromEntries(closed) };
    expect(Object.keys(files).join(' ')).toMatch(/station\.db .*station\.db-wal.*station-.*\.db/);
    expect(found({ ...files, shown: shown.join('\n'), report, log }, secrets)).toEqual([]);
  }, 60_000);
});
