/**
 * Acknowledged and lost: a station killed (kill -9) directly after the last of 30 ACKs, own files, bindings, export
 * marks, a hundred rounds each on one data folder; and in the middle of 250 units on a wire (test/net/faults.test.ts).
 * CASES=leases,bindings,wire: some of it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createExporter } from '../../main/station/export/batches.ts';
import { openStore } from '../../main/station/store/store.ts';
import {
  cleanUp,
  onLoopback,
  type StationProcess,
  startStation,
  temporaryDir,
} from '../../test/cli/station-process.ts';
import { opened } from '../../test/station/chain-kit.ts';
import type { Client } from '../../test/station/dhcp-kit.ts';
import { fetchFile } from '../../test/station/tftp-kit.ts';
import { Clients, macOf, renews } from './dhcp-clients.ts';
import { figure, note } from './figures.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 100);
const EACH = 30;
const UNITS = 250;
const ROOT = join(import.meta.dirname, '../..');

const args = [...onLoopback, '--no-checks', '--pool', '127.0.16.1-127.0.79.254'];
const dir = temporaryDir();
const start = (): Promise<StationProcess> => startStation(args, dir);

async function withClients<T>(
  station: StationProcess,
  macs: readonly string[],
  work: (client: Client, mac: string, n: number) => Promise<T>,
): Promise<T[]> {
  const clients = new Clients(station);
  try {
    return await Promise.all(macs.map(async (mac, n) => work(await clients.open(mac), mac, n)));
  } finally {
    clients.close();
  }
}

/** @returns their addresses, when the last of them has its ACK */
const join30 = (station: StationProcess, macs: readonly string[]): Promise<string[]> =>
  withClients(station, macs, async (client, mac) => {
    const { kind, packet } = await client.join();
    if (kind !== 'ACK') throw new Error(`${kind} for ${mac}`);
    return packet.yiaddr;
  });

const fetchFrom = async (station: StationProcess, path: string, address: string) =>
  (await fetchFile(station.ready.ports.tftp ?? 0, path, [], 1_000, address)).bytes;

async function killed(station: StationProcess): Promise<void> {
  station.child.kill('SIGKILL');
  await station.exit;
}

/** Key and directory, as the unit itself finds them in its own file. */
async function ownOf(station: StationProcess, mac: string, address: string): Promise<string> {
  const common = opened(await fetchFrom(station, '/spa962.cfg', address), null);
  const bootstrap = /--key ([0-9a-f]{64})\]/.exec(common.values.Profile_Rule ?? '')?.[1] ?? '';
  const { values } = opened(await fetchFrom(station, `/p/${mac}.cfg`, address), bootstrap);
  return `${values.GPP_SA} ${values.GPP_B}`;
}

const asked = `kill -9 directly after the last`;
const rounds = `${ROUNDS} rounds of ${EACH}`;

async function leasesAndKeys(): Promise<void> {
  let [lostLeases, lostKeys] = [0, 0];
  const leases = new Map<string, string>();
  let station = await start();
  for (let round = 0; round < ROUNDS; round += 1) {
    const macs = Array.from({ length: EACH }, (_, n) => macOf(round * EACH + n + 1));
    const addresses = await join30(station, macs);
    await killed(station);
    station = await start();
    for (const [n, mac] of macs.entries()) leases.set(mac, addresses[n] ?? '');
    const held = await withClients(station, macs, (client, mac) =>
      renews(client, leases.get(mac) ?? ''),
    );
    lostLeases += held.filter((isHeld) => !isHeld).length;

    const askAll = () => Promise.all(macs.map((mac) => ownOf(station, mac, leases.get(mac) ?? '')));
    const before = await askAll();
    await killed(station);
    station = await start();
    const after = await askAll();
    lostKeys += before.filter((own, n) => own.includes('undefined') || own !== after[n]).length;
    if (round % 10 === 9) note(`${round + 1} rounds: ${lostLeases} leases, ${lostKeys} keys lost`);
  }
  await killed(station);
  const store = openStore({ dir });
  const kept = new Map(store.read((t) => t.leases.all()).map(({ mac, address }) => [mac, address]));
  await store.close();
  const missing = [...leases].filter(([mac, address]) => kept.get(mac) !== address).length;
  figure(
    4,
    `${asked} ACK, 100 rounds of 30: 0 lost`,
    `${rounds}: ${lostLeases} lost in the next start, ${missing} of ${leases.size} missing at the end`,
    ROUNDS >= 100 && lostLeases + missing === 0,
  );
  figure(
    4,
    `${asked} byte of 30 own files (profiles written): key and directory as before`,
    `${rounds}: ${lostKeys} others`,
    ROUNDS >= 100 && lostKeys === 0,
  );
}

interface Told {
  mac?: string;
  account?: string;
  batch?: number | null;
  sha256?: string;
}

/** What was told until that many lines were there; then it is killed, with no word in between. */
async function tellAndKill(
  first: number,
  lines: number,
  folder: string,
  out: string,
): Promise<Told[]> {
  const child = join(ROOT, 'test/station/store-crash-child.ts');
  const started = spawn(process.execPath, ['--no-warnings', child, folder, out, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: Told[] = [];
  const exited = once(started, 'exit');
  const reader = createInterface(started.stdout).on('line', (line) => {
    told.push(JSON.parse(line));
    if (told.length === lines) started.kill('SIGKILL');
  });
  await Promise.all([once(reader, 'close'), exited]);
  return told;
}

async function bindingsAndMarks(): Promise<void> {
  // The child says that it is ready, then five bindings and their batch, and so on.
  const afterBatch = 1 + EACH + EACH / 5;
  const folder = temporaryDir();
  const out = join(folder, 'out');
  mkdirSync(out);
  const bound = new Map<string, string>();
  const batches = new Map<number, string>();
  let [lostBindings, lostBatches] = [0, 0];
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    // One half ends with the last binding, one with the mark of its batch.
    const lines = round % 2 === 0 ? afterBatch : afterBatch - 1;
    for (const done of await tellAndKill(round * 1_000, lines, folder, out)) {
      if (done.mac && done.account) bound.set(done.mac, done.account);
      if (done.batch && done.sha256) batches.set(done.batch, done.sha256);
    }
    const found = openStore({ dir: folder });
    const exporter = createExporter({
      store: found,
      clock: { now: Date.now, monotonicMs: Date.now },
    });
    await exporter.recover();
    const rows = new Map(found.read((t) => t.bindings.list()).map((row) => [row.mac, row]));
    const listed = exporter.list();
    lostBindings = [...bound].filter(([mac, account]) => rows.get(mac)?.account !== account).length;
    lostBatches = [...batches].filter(([n, sha256]) => listed[n - 1]?.sha256 !== sha256).length;
    await found.close();
    if (lostBindings + lostBatches > 0) break;
  }
  figure(
    4,
    `${asked} binding, 100 rounds of 30: 0 lost`,
    `${rounds} (and ${rounds} more below): ${lostBindings} of ${bound.size} lost`,
    ROUNDS >= 100 && lostBindings === 0 && bound.size >= 2 * ROUNDS * EACH,
  );
  figure(
    4,
    `${asked} export mark, 100 rounds of 30: 0 lost`,
    `${rounds}: ${lostBatches} of ${batches.size} batches lost`,
    ROUNDS >= 100 && lostBatches === 0 && batches.size >= (2 * ROUNDS * EACH) / 5 - ROUNDS,
  );
}

function unitsOnTheWire(): void {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const since = performance.now();
  const run = spawnSync(
    process.execPath,
    [vitest, 'run', '--project', 'net', 'test/net/faults.test.ts', '-t', 'kill -9'],
    { cwd: ROOT, env: { ...process.env, SPA_BENCH_FAULT_UNITS: String(UNITS) }, encoding: 'utf8' },
  );
  const isRun =
    new RegExp(`kill -9 amid ${UNITS} more`).test(run.stdout) && !/skipped:/.test(run.stdout);
  if (run.status !== 0 || !isRun) note(`${run.stdout}${run.stderr}`);
  figure(
    4,
    'kill -9 amid 250 units on the wire: all verify, no key or lease lost, no cable touched',
    `${UNITS} units: ${run.status === 0 && isRun ? 'so it is' : 'failed'}, ${Math.round((performance.now() - since) / 1000)} s`,
    run.status === 0 && isRun,
  );
}

const CASES = (process.env.CASES ?? 'leases,bindings,wire').split(',');
if (CASES.includes('leases')) await leasesAndKeys();
if (CASES.includes('bindings')) await bindingsAndMarks();
if (CASES.includes('wire')) unitsOnTheWire();
await cleanUp();
