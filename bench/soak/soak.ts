/**
 * Unit after unit through a running station, and what the station holds meanwhile:
 *
 *     bench/soak.sh [CYCLES] [UNITS]      # 200,000 cycles of 100 units unless told
 *
 * Each cycle is a unit out of its box led to VERIFIED: four boots, four leases, four files, its syslog. The same
 * MACs come again, as if they had been reset. Loopback, a station process of its own, its real database file.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runFleet } from '../../main/simulate/fleet.ts';
import { loopbackWire } from '../../main/simulate/loopback-wire.ts';

interface Gauge {
  rss: number;
  heapUsed: number;
  external: number;
  descriptors: number;
  resources: Record<string, number>;
  cpu: { user: number; system: number };
}

const SAMPLES = 20;
const MIB = 1024 * 1024;

const [cycles = 200_000, units = 100] = process.argv.slice(2).map(Number);
const rounds = Math.max(SAMPLES, Math.ceil(cycles / units));
const dir = mkdtempSync(join(tmpdir(), 'spa-bench-soak-'));
const gaugeFile = join(dir, 'gauge.jsonl');

const gauge = resolve(import.meta.dirname, 'gauge.mjs');
const program = resolve(import.meta.dirname, '../../main/serve/main.ts');
const ports = 'dhcp=0,tftp=0,http=0,syslog=0';
const station = spawn(
  process.execPath,
  [
    ...['--no-warnings', '--expose-gc', '--import', gauge, program, 'serve', '--json'],
    ...['--data', join(dir, 'data'), '--address', '127.0.0.1', '--ports', ports],
    ...['--isp', 'http://prov.example.net/p', '--quiet', '1'],
  ],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, SOAK_GAUGE: gaugeFile } },
);

async function ready(): Promise<Record<string, number>> {
  let text = '';
  for await (const part of station.stdout.setEncoding('utf8')) {
    text += part;
    const line = text.split('\n').find((each) => each.includes('"ready"'));
    if (line) return JSON.parse(line).ports;
  }
  throw new Error(`the station ended: ${text}`);
}

async function look(count: number): Promise<Gauge> {
  station.kill('SIGUSR2');
  for (let tries = 0; tries < 100; tries += 1) {
    await sleep(100);
    const lines = readGauges();
    if (lines.length > count) return lines[count] as Gauge;
  }
  throw new Error('the station does not answer');
}

function readGauges(): Gauge[] {
  try {
    const lines = readFileSync(gaugeFile, 'utf8').trim().split('\n');
    return lines.map((line): Gauge => JSON.parse(line));
  } catch {
    return [];
  }
}

/** What a line through the points gains per 10,000 cycles. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const under = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return (over / under) * 10_000;
}

try {
  const found = await ready();
  station.stdout.resume();
  const { dhcp = 0, tftp = 0, http = 0, syslog = 0 } = found;
  const wire = loopbackWire({ host: '127.0.0.1', ports: { dhcp, tftp, http, syslog } });
  const samples: { done: number; gauge: Gauge }[] = [];
  const startedAt = performance.now();
  let [done, failed] = [0, 0];
  console.log('| cycles | rss MiB | heap MiB | descriptors | timers | other handles | failed |');
  console.log('|---:|---:|---:|---:|---:|---:|---:|');
  for (let round = 1; round <= rounds; round += 1) {
    const { reachedGoal, failures } = await runFleet({
      ...{ wire, units, models: ['SPA962', 'SPA942', 'SPA2102', 'SPA504G'], scale: 0.001 },
      ...{ reading: 'at-once', seed: round, faults: {}, timeoutMs: 60_000, lingerMs: 0 },
      soonestResendMs: 1000,
      onProgress: () => undefined,
    });
    done += units;
    failed += units - reachedGoal;
    if (failures.length > 0) console.error(JSON.stringify(failures[0]));
    if (round % Math.ceil(rounds / SAMPLES) !== 0) continue;
    // What a unit's last file leaves to be proved is over then.
    await sleep(3000);
    const now = await look(samples.length);
    samples.push({ done, gauge: now });
    const { Timeout = 0, ...others } = now.resources;
    const handles = Object.values(others).reduce((sum, count) => sum + count, 0);
    const cells = [done, (now.rss / MIB).toFixed(1), (now.heapUsed / MIB).toFixed(1)];
    console.log(`| ${[...cells, now.descriptors, Timeout, handles, failed].join(' | ')} |`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  // The first half warms up: caches fill, the compiler compiles.
  const late = samples.slice(Math.floor(samples.length / 2));
  const gain = (of: (each: Gauge) => number) =>
    slope(late.map((each) => [each.done, of(each.gauge)] as const));
  const cpu = late.at(-1)?.gauge.cpu ?? { user: 0, system: 0 };
  console.log(
    `\n${done} cycles in ${Math.round(seconds)} s, ${failed} failed. Second half, gained per 10,000 cycles: heap ${(gain((each) => each.heapUsed) / MIB).toFixed(2)} MiB, rss ${(gain((each) => each.rss) / MIB).toFixed(2)} MiB, descriptors ${gain((each) => each.descriptors).toFixed(2)}, timers ${gain((each) => each.resources.Timeout ?? 0).toFixed(2)}. Processor ${((cpu.user + cpu.system) / 1e6 / (done / 1000)).toFixed(1)} s per 1,000 cycles. Database ${(statSync(join(dir, 'data/station.db')).size / MIB).toFixed(0)} MiB.`,
  );
  await wire.close();
} finally {
  station.kill('SIGTERM');
  await once(station, 'exit');
  rmSync(dir, { recursive: true, force: true });
}
