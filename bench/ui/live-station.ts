/**
 * A real station on loopback with simulated units, in a process of its own: for measurements and
 * pictures of the page. Told what to do over IPC; everything it serves lies in a temporary folder.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Account } from '../../main/contract/accounts.ts';
import { openStations } from '../../main/practice/stations.ts';
import { startWebServer } from '../../main/serve/web-server.ts';
import type { Fault } from '../../main/simulate/faults.ts';
import { runFleet } from '../../main/simulate/fleet.ts';
import { loopbackWire } from '../../main/simulate/loopback-wire.ts';
import { createRouter } from '../../main/station/router.ts';
import { readSettings } from '../../main/station/settings.ts';
import type { Station } from '../../main/station/station.ts';
import type { Tables } from '../../main/station/store/store.ts';

export interface LiveOptions {
  pageDir: string;
  /** Accounts and as many exported bindings of the past. */
  bindings: number;
  /** Accounts nobody is bound to yet: `20-000000` and on. */
  freeAccounts: number;
}

/** What the parent may ask. */
export type Order =
  | {
      type: 'plug';
      units: number;
      scale: number;
      seed: number;
      models: string[];
      faults: Partial<Record<Fault, number>>;
      lingerMs: number;
      firstMac?: string;
    }
  | { type: 'units' }
  | { type: 'close' };

export type Told =
  | { type: 'ready'; url: string; origin: string; syslogPort: number }
  | { type: 'done'; reachedGoal: number }
  | { type: 'units'; verified: string[]; total: number };

/** An account of the past. */
function pastAccount(n: number): string {
  return `10-${String(n).padStart(6, '0')}`;
}

/** The n-th account that is free to be bound. */
export function freeAccount(n: number): string {
  return `20-${String(n).padStart(6, '0')}`;
}

/** Shown in place of a customer's name. */
const CUSTOMERS = ['Bakery', 'School', 'Garage', 'Hotel', 'Surgery', 'Bookshop', 'Studio', 'Farm'];

if (process.argv[1]?.endsWith('live-station.ts'))
  await run(JSON.parse(process.argv[2] ?? '{}') as LiveOptions);

async function run(options: LiveOptions): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'spa-bench-live-'));
  const settings = readSettings({
    address: '127.0.0.1',
    ports: { dhcp: 0, tftp: 0, http: 0, syslog: 0 },
    isp: 'https://prov.example.net/profiles',
    quiet: 2,
    checks: false,
  });
  const stations = await openStations({ dir, settings });
  const { station } = stations;
  await station.store.write((tables) => seedAccounts(tables, options));
  for (let from = 0; from < options.bindings; from += 5000) {
    await station.store.write((tables) =>
      seedBindings(tables, from, Math.min(from + 5000, options.bindings)),
    );
  }
  const onFault = (cause: unknown): void => console.error(cause);
  const web = await startWebServer({
    router: createRouter(stations.facade, onFault),
    rendererDir: resolve(options.pageDir),
    port: 0,
    onFault,
  });
  await station.start();
  const { ports } = station.status();
  tell({ type: 'ready', url: web.url, origin: web.origin, syslogPort: ports.syslog.port ?? 0 });

  const stop = new AbortController();
  const fleets: Promise<unknown>[] = [];
  for (;;) {
    const [order] = (await once(process, 'message')) as [Order];
    if (order.type === 'plug') fleets.push(plug(station, order, stop.signal));
    else if (order.type === 'units') tell(unitsOf(station));
    else break;
  }
  stop.abort();
  await Promise.allSettled(fleets);
  await web.close();
  await stations.close();
  await rm(dir, { recursive: true, force: true });
  process.disconnect();
}

function tell(told: Told): void {
  process.send?.(told);
}

async function plug(
  station: Station,
  order: Extract<Order, { type: 'plug' }>,
  stop: AbortSignal,
): Promise<void> {
  const { dhcp, tftp, http, syslog } = station.status().ports;
  const wire = loopbackWire({
    host: '127.0.0.1',
    ports: {
      dhcp: dhcp.port ?? 0,
      tftp: tftp.port ?? 0,
      http: http.port ?? 0,
      syslog: syslog.port ?? 0,
    },
  });
  const { units, scale, seed, models, faults, lingerMs, firstMac } = order;
  const summary = await runFleet({
    wire,
    units,
    models,
    scale,
    seed,
    faults,
    lingerMs,
    reading: 'at-once',
    timeoutMs: 600_000,
    stop,
    ...(firstMac !== undefined && { firstMac }),
  }).finally(() => wire.close());
  if (process.connected) tell({ type: 'done', reachedGoal: summary.reachedGoal });
}

function unitsOf(station: Station): Told {
  const units = station.units();
  const verified = units.filter(({ stage, binding }) => stage === 'VERIFIED' && binding === 'none');
  return { type: 'units', verified: verified.map(({ mac }) => mac), total: units.length };
}

function seedAccounts({ accounts }: Tables, { bindings, freeAccounts }: LiveOptions): void {
  const add = (account: Account['account'], n: number, workOrder: string): void =>
    accounts.save({
      account,
      name: `${CUSTOMERS[n % CUSTOMERS.length]} ${n + 1}`,
      workOrder,
      model: null,
      userId: null,
      displayName: null,
      allowed: 1,
      isClosed: false,
    });
  for (let n = 0; n < bindings; n += 1) add(pastAccount(n), n, `WO-${1000 + Math.floor(n / 50)}`);
  for (let n = 0; n < freeAccounts; n += 1) add(freeAccount(n), n, 'WO-20418');
}

/** Bound in the past, one minute after the other. */
function seedBindings({ bindings }: Tables, from: number, to: number): void {
  const start = Date.now() - 90 * 86_400_000;
  for (let n = from; n < to; n += 1) {
    bindings.add({
      account: pastAccount(n),
      mac: (0x00_1a_00_00_00_00 + n).toString(16).padStart(12, '0'),
      serial: `88012BA${String(n).padStart(6, '0')}`,
      model: n % 3 === 0 ? 'SPA962' : 'SPA942',
      firmware: '6.1.5',
      stage: 'VERIFIED',
      boundAt: start + n * 60_000,
      seat: 'screen',
    });
  }
}
