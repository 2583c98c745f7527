/**
 * A full bench: 250 units on one wire, switched on at the same moment, from DISCOVER to billing; and then every way out
 * of the station searched for what only the units may know.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootstrapKey } from '../../main/station/provisioning/unit-keys.ts';
import { openStore } from '../../main/station/store/store.ts';
import { cleanUp, type Line, temporaryDir } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import { filesOf, found } from '../kit/sinks.ts';
import {
  askAllIn,
  isp,
  type LabStation,
  quieten,
  simulateIn,
  skipNote,
  startIn,
  whyNot,
} from './station-lab.ts';

const UNITS = 250;
const SCANS_PER_CALL = 250;
/** The units' own password, made for each, and one of an account. */
const template =
  'Admin_Passwd "{{secret:admin}}" ;\nPassword_1_ "{{account.password | default:-}}" ;';
const skipped = whyNot('openssl');

describe.skipIf(skipped !== null)(`a bench of ${UNITS} units${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let out: string;
  let given: string;
  let bench: Namespace;
  let field: Namespace;
  let station: LabStation;
  let units: Line[] = [];
  let keys: Line[] = [];
  let temporary: string;
  const passwords = Array.from({ length: UNITS }, () => randomBytes(12).toString('base64url'));

  beforeAll(async () => {
    out = temporaryDir();
    given = temporaryDir();
    temporary = temporaryDir();
    const config = join(given, 'config.json');
    writeFileSync(config, JSON.stringify({ templates: { isp: template } }));
    bench = await lab.namespace('station');
    field = await lab.namespace('units');
    await quieten(bench);
    await quieten(field);
    await lab.cable(bench, 'bench0', field, 'eth0');
    await bench.up('bench0', '192.168.76.1/23');
    await field.up('eth0');
    const args = ['--interface', 'bench0', ...isp, '--quiet', '3', '--config', config];
    station = await startIn(bench, args, temporaryDir(), { TMPDIR: temporary });
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  it('reaches VERIFIED with every unit, each by its own key, directory and address, and nobody repeats a DISCOVER', async () => {
    const args = ['--units', String(UNITS), '--scale', '0.02', '--timeout', '90', '--linger', '90'];
    const since = performance.now();
    const fleet = simulateIn(field, 'eth0', ...args);
    const isVerified = (line: Line) => line.stage === 'VERIFIED';
    const { lines, afterMs } = await station.until(
      (all) => all.length === UNITS && all.every(isVerified),
      90_000,
      'units',
    );
    units = lines;
    const { lines: printed, code, stderr } = await fleet.stop('SIGTERM');
    const [summary] = printed;
    console.info(
      `250 units: ${JSON.stringify(summary)}; VERIFIED seen after ${Math.round(afterMs)} ms; run ${Math.round(performance.now() - since)} ms`,
    );
    expect(code, stderr.slice(-2000)).toBe(0);
    expect(summary).toMatchObject({
      units: UNITS,
      reachedGoal: UNITS,
      dhcpResends: 0,
      distinct: { addresses: UNITS, keys: UNITS, directories: UNITS },
      failures: [],
    });
    expect(units.every(({ condition }) => condition === 'ok')).toBe(true);
    expect(new Set(units.map(({ address }) => address)).size).toBe(UNITS);
  });

  it('shows what proved the last file of a unit it calls verified: quiet and alive, or a restart', async () => {
    for (const index of [0, UNITS / 2, UNITS - 1]) {
      const [unit] = await station.done('unit', String(units[index]?.mac));
      expect(JSON.stringify(unit?.evidence)).toMatch(/"kind":"(alive|power-cycle)"/);
    }
  });

  it('gives the ISP 250 keys and directories, all different', async () => {
    const file = join(given, 'keys.jsonl');
    await station.done('keys', 'export', '--out', file);
    keys = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(keys).toHaveLength(UNITS);
    for (const name of ['mac', 'key', 'directory']) {
      expect(new Set(keys.map((each) => each[name])).size).toBe(UNITS);
    }
  });

  it('binds all of them by scans, and the exported file read back equals the table', async () => {
    const accounts = units.map((_, index) => `00${String(71_000 + index)}`);
    const csv = join(given, 'accounts.csv');
    writeFileSync(
      csv,
      [
        'account,name,password',
        ...accounts.map((each, at) => `${each},Subscriber,${passwords[at]}`),
      ].join('\n'),
    );
    expect(await station.done('accounts', 'import', csv)).toMatchObject([{ added: UNITS }]);

    const since = performance.now();
    const texts = units.flatMap(({ mac }, index) => [
      String(mac).toUpperCase(),
      accounts[index] ?? '',
    ]);
    const verdicts: unknown[] = [];
    for (let at = 0; at < texts.length; at += SCANS_PER_CALL) {
      const said = await station.done('scan', ...texts.slice(at, at + SCANS_PER_CALL));
      verdicts.push(...said.map(({ verdict }) => verdict));
    }
    expect(verdicts).toEqual(units.flatMap(() => ['held', 'bound']));
    console.info(`500 scans: ${Math.round(performance.now() - since)} ms`);

    const [batch] = await station.done('export', '--preset', 'billing', '--out', out);
    expect(batch).toMatchObject({ batch: 1, rows: UNITS });
    const bytes = readFileSync(String(batch?.file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(batch?.sha256);
    const rows: Record<string, string>[] = parse(bytes, { columns: true });
    const bindings = await station.done('bindings');
    const told = (line: Line) => [
      line.account,
      line.mac,
      line.serial ?? '',
      line.model,
      line.boundAt,
    ];
    expect(rows.map((row) => [row.account, row.mac, row.serial, row.model, row.bound_at])).toEqual(
      bindings.map(told),
    );
    expect(bindings).toHaveLength(UNITS);
    expect(bindings.every((line) => line.state === 'exported' && line.batch === 1)).toBe(true);
    expect(rows.every((row) => row.state === 'VERIFIED' && row.batch === '1')).toBe(true);
  });

  it('shares no secret between two units, and none of them is in any way out of the station', async () => {
    const answers = join(out, 'answers');
    mkdirSync(join(answers, 'file-set'), { recursive: true });
    const recipient = join(given, 'isp.pem');
    const openssl = [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-noenc', '-days', '400', '-subj', '/CN=isp'],
      ...['-keyout', join(given, 'isp.key'), '-out', recipient],
    ];
    execFileSync('openssl', openssl, { stdio: 'ignore' });
    const asked = await askAllIn(bench, station.dir, answers, recipient);
    expect(asked.code, asked.stderr).toBe(0);
    expect(asked.lines).toMatchObject([{ units: UNITS }]);
    const told = filesOf(answers);
    const names = ['snapshot', 'changes', 'units', 'unit-bindings', 'previews', 'log', 'lists'];
    for (const name of names.map((each) => `${each}.jsonl`)) {
      expect(String(told[name]), name).toContain(units[0]?.mac);
    }
    const masked = String(told['packets.pcaps']).match(/--key \*{64}\]/g) ?? [];
    expect(masked.length).toBeGreaterThanOrEqual(UNITS);
    const pins = [asked.lines[0]?.pins].flat().map(String);
    expect(new Set(pins).size).toBe(10);
    const { stdout: log } = await station.run('log', '--last', '50000');
    const running = filesOf(station.dir);
    const { code, stdout, stderr } = await station.stop('SIGTERM');
    expect(code).toBe(0);
    expect(filesOf(temporary)).toEqual({});
    const closed = filesOf(station.dir);

    const store = openStore({ dir: station.dir });
    const stationSecret = store.read(({ meta }) => meta.secret('station.secret')) ?? '';
    await store.close();
    expect(stationSecret).toMatch(/^[0-9a-f]{64}$/);
    const secrets: Record<string, string> = { stationSecret };
    keys.forEach(({ mac, key, secrets: own }, at) => {
      secrets[`key of ${mac}`] = String(key);
      secrets[`bootstrap of ${mac}`] = bootstrapKey(stationSecret, String(mac));
      secrets[`admin of ${mac}`] = String(Object(own).admin);
      secrets[`password of account ${at}`] = String(passwords[at]);
    });
    for (const pin of pins) secrets[`one-time code ${pin}`] = pin;
    expect(new Set(Object.values(secrets)).size).toBe(1 + 4 * UNITS + pins.length);

    expect(found(filesOf(given), secrets)).toHaveLength(3 * UNITS);

    const sinks = [filesOf(out), running, closed].map((files, at) =>
      Object.entries(files).map(([name, bytes]) => [`${name} (${at})`, bytes] as const),
    );
    const files = Object.fromEntries(sinks.flat());
    expect(Object.keys(files).join(' ')).toMatch(/billing.*station\.db-wal.*station\.db /);
    expect(found({ ...files, log, stdout, stderr }, secrets)).toEqual([]);
  });
});
