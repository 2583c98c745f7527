/** kill -9 at random moments: nothing that was reported done is lost, and nothing is there twice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, it } from 'vitest';
import { createExporter } from '../../main/station/export/batches.ts';
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
