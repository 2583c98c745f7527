/** kill -9 at random moments: nothing that was reported done is lost, and nothing is there twice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
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
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Driver from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, it } from 'vitest';
import { createExporter } from '../../main/station/export/batches.ts';
import { DATABASE_FILE } from '../../main/station/store/database.ts';
import { openStore } from '../../main/station/store/store.ts';

const ROUNDS = 10;
const child = fileURLToPath(new URL('./store-crash-child.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'spa-bench-crash-'));
const out = join(dir, 'out');
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Told = { mac?: string; account?: string; batch?: number | null; sha256?: string };

/** Runs the child until it has told `lines` lines, and a little longer. @returns what it told, whole lines only. */
async function runAndKill(first: number, lines: number, extraMs: number): Promise<Told[]> {
  const station = spawn(process.execPath, [child, dir, out, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: Told[] = [];
  const exited = once(station, 'exit');
  const reader = createInterface(station.stdout);
  reader.on('line', (line) => {
    told.push(JSON.parse(line));
    if (told.length === lines) setTimeout(() => station.kill('SIGKILL'), extraMs);
  });
  const closed = once(reader, 'close');
  const [, signal] = await exited;
  await closed;
  expect(signal).toBe('SIGKILL');
  return told;
}

it('of power: a -wal that ends anywhere holds whatever was reported before that', async () => {
  const whole = mkdtempSync(join(tmpdir(), 'spa-bench-power-'));
  const store = openStore({ dir: whole });
  const wal = `${DATABASE_FILE}-wal`;
  /** How long the -wal was when that many leases were reported. */
  const lengths = [statSync(join(whole, wal)).size];
  for (let n = 0; n < 20; n += 1) {
    const mac = `000e08${n.toString(16).padStart(6, '0')}`;
    const lease = { clientKey: mac, mac, address: `10.0.0.${n}`, expiresAt: 1 };
    await store.write((t) => t.leases.save(lease));
    lengths.push(statSync(join(whole, wal)).size);
  }
  const written = readFileSync(join(whole, wal));
  const cuts = lengths.flatMap((length) => [length, length + 1, length + 2_000, length + 4_200]);
  for (const cut of cuts) {
    const image = mkdtempSync(join(whole, 'image-'));
    copyFileSync(join(whole, DATABASE_FILE), join(image, DATABASE_FILE));
    writeFileSync(join(image, wal), written.subarray(0, cut));
    const driver = new Driver(join(image, DATABASE_FILE));
    expect(driver.pragma('integrity_check', { simple: true })).toBe('ok');
    const { n } = driver.prepare('SELECT count(*) AS n FROM leases').get() as { n: number };
    expect(n).toBe(lengths.filter((length) => length <= Math.min(cut, written.length)).length - 1);
    driver.close();
  }
  await store.close();
  rmSync(whole, { recursive: true });
});

it(`${ROUNDS} times in a row`, async () => {
  mkdirSync(out);
  const bound = new Map<string, string>();
  const batches = new Map<number, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const lines = 5 + Math.floor(Math.random() * 40);
    for (const done of await runAndKill(round * 100_000, lines, Math.random() * 20)) {
      if (done.mac && done.account) bound.set(done.mac, done.account);
      if (done.batch && done.sha256) batches.set(done.batch, done.sha256);
    }

    const store = openStore({ dir });
    const exporter = createExporter({ store, clock: { now: Date.now, monotonicMs: Date.now } });
    await exporter.recover();
    const rows = store.read((t) => t.bindings.list());
    const live = new Map(rows.map((b) => [b.mac, b.account]));
    expect(live.size).toBe(rows.length);
    for (const [mac, account] of bound) expect(live.get(mac)).toBe(account);

    const listed = exporter.list();
    expect(listed.map((b) => b.batch)).toEqual(listed.map((_, index) => index + 1));
    for (const [batch, sha256] of batches) expect(listed[batch - 1]?.sha256).toBe(sha256);
    // The folder holds the files of the live batches and nothing else, each unit in one of them.
    expect(readdirSync(out).sort()).toEqual(
      listed.map((b) => (b.file ?? '').slice(out.length + 1)),
    );
    const macs = listed.flatMap((b) =>
      (parse(readFileSync(b.file ?? ''), { columns: true }) as { mac: string }[]).map((r) => r.mac),
    );
    expect(new Set(macs).size).toBe(macs.length);
    const exported = rows.filter((b) => b.state === 'exported').map((b) => b.mac);
    expect(macs.sort()).toEqual(exported.sort());
    await store.close();
  }
  expect(bound.size).toBeGreaterThan(ROUNDS);
  expect(batches.size).toBeGreaterThan(0);
}, 120_000);
