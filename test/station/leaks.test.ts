/**
 * One station, its secrets known to the test, every way out of it searched: changes, answers, log, report, CSV, files
 * on the disk byte by byte. Two ways out are meant: the unit's own encrypted files, and the key file for the ISP.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bootstrapKey } from '../../main/station/provisioning/unit-keys.ts';
import type { StationFacade } from '../../main/station/router.ts';
import { goodQuestions } from '../contract/questions.ts';
import { type Bench, isVerified, startBench, unbox, unitWhen } from './chain-kit.ts';
import { isp, publish, texts } from './template-kit.ts';

const account = '00417';
const planted = {
  sipPassword: 'pl4nted-sip-passw0rd',
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

/** As it is, and as it might be written down elsewhere. */
function forms(secret: string): Buffer[] {
  const bytes = /^(?:[0-9a-f]{2})+$/.test(secret) ? [Buffer.from(secret, 'hex')] : [];
  const text = Buffer.from(secret);
  return [
    ...[text, Buffer.from(secret.toUpperCase()), Buffer.from(secret, 'utf16le'), ...bytes],
    ...[text, ...bytes].map((each) => Buffer.from(each.toString('base64').replace(/=+$/, ''))),
    Buffer.from(encodeURIComponent(secret)),
  ];
}

function found(sinks: Record<string, string | Buffer>, secrets: Record<string, string>): string[] {
  return Object.entries(sinks).flatMap(([sink, content]) => {
    const bytes = Buffer.from(content);
    return Object.entries(secrets).flatMap(([name, secret]) =>
      forms(secret).some((form) => bytes.includes(form)) ? [`${name} in ${sink}`] : [],
    );
  });
}

function filesOf(folder: string): Record<string, Buffer> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name))]),
  );
}

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

it('no secret of the station is in anything it says, shows, exports or keeps', async () => {
  mkdirSync(join(root, 'asked'));
  bench = await startBench({}, dir);
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
      base64: Buffer.from(`account,user_id,password\n${account},u1,${password}\n`).toString(
        'base64',
      ),
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

  const sinks = {
    ...{ changes: changes.join('\n'), log, report, lockedReport },
    ...answers,
    ...Object.fromEntries(Object.entries(lockedAnswers).map(([name, a]) => [`${name} locked`, a])),
    ...files,
  };
  expect(found(sinks, secrets)).toEqual([]);
});
