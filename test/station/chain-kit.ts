/** A whole station on loopback, simulated units on its wire, and a hand that asks for files from any address. */
import { execFileSync } from 'node:child_process';
import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { withoutPractice } from '../../main/practice/without-practice.ts';
import type { Fault } from '../../main/simulate/faults.ts';
import { loopbackWire } from '../../main/simulate/loopback-wire.ts';
import { unitModels } from '../../main/simulate/models.ts';
import { SimulatedUnit } from '../../main/simulate/unit.ts';
import type { StationPorts, Wire } from '../../main/simulate/wire.ts';
import type { Clock } from '../../main/station/clock.ts';
import { createFacade } from '../../main/station/facade/index.ts';
import { openProfile } from '../../main/station/profile/packed/pack.ts';
import { readXmlProfile } from '../../main/station/profile/text/xml.ts';
import type { StationFacade } from '../../main/station/router.ts';
import { readSettings, type SettingsInput } from '../../main/station/settings.ts';
import { openStation, type Station } from '../../main/station/station.ts';
import { openStore } from '../../main/station/store/store.ts';

export const ispRule = '[--key $SA] http://prov.example.net/p/$B/spa$PSN.cfg';

/** A hundred times faster than life; nothing is lost on loopback, so resends need not wait long. */
export const pace = { scale: 0.01, soonestResendMs: 500 };

export interface Bench {
  station: Station;
  /** What a UI may ask. */
  ask: StationFacade;
  ports: StationPorts;
  wire: Wire;
  close(): Promise<void>;
}

/** Starts a station; without a folder it remembers nothing. `settings` lie over quick, working ones. */
export async function startBench(
  settings: Partial<SettingsInput> = {},
  dir: string | null = null,
  unitWeb?: number,
  clock?: Clock,
): Promise<Bench> {
  const station = await openStation({
    ...(clock !== undefined && { clock }),
    store: openStore(dir === null ? { memory: true } : { dir }),
    settings: readSettings({
      address: '127.0.0.1',
      ports: { dhcp: 0, tftp: 0, http: 0, syslog: 0 },
      isp: 'http://prov.example.net/p',
      quiet: 0.5,
      ...settings,
    }),
  });
  await station.start();
  const { dhcp, tftp, http, syslog } = station.status().ports;
  const ports = {
    ...{ dhcp: dhcp.port ?? 0, tftp: tftp.port ?? 0 },
    ...{ http: http.port ?? 0, syslog: syslog.port ?? 0 },
    ...(unitWeb !== undefined && { unitWeb }),
  };
  const wire = loopbackWire({ host: '127.0.0.1', ports });
  return {
    station,
    ask: withoutPractice(createFacade(station)),
    ports,
    wire,
    close: () => station.close(),
  };
}

/** The n-th SPA962 from its box, or another model; not powered yet. */
export function unbox(
  { wire }: Bench,
  n: number,
  about: { model?: string; faults?: Fault[]; mac?: Mac } = {},
): SimulatedUnit {
  const model = unitModels[about.model ?? 'SPA962'];
  if (model === undefined) throw new Error(`there is no model ${about.model}`);
  const mac = about.mac ?? `000e08${n.toString(16).padStart(6, '0')}`;
  const { faults = [] } = about;
  const rest = { reading: 'at-once', pace, seed: n, faults } as const;
  return new SimulatedUnit({ mac, serial: model.serial(n), model, wire, ...rest });
}

/** Waits for the unit to be seen so. @throws after 20 s */
export async function unitWhen(
  { station }: Bench,
  mac: Mac,
  isSo: (unit: Unit) => boolean,
): Promise<Unit> {
  const { changes } = station;
  const after = changes.seq;
  const now = station.unit(mac);
  if (now !== null && isSo(now)) return now;
  const deadline = AbortSignal.timeout(20_000);
  for await (const batch of changes.subscribe(changes.run, after, deadline)) {
    for (const change of batch.changes) {
      if (change.type === 'unit' && change.unit.mac === mac && isSo(change.unit)) {
        return change.unit;
      }
    }
  }
  throw new Error(`it never was so: ${JSON.stringify(station.unit(mac))}`);
}

export const isVerified = (unit: Unit): boolean => unit.stage === 'VERIFIED';

/** A unit that has a lease and asks for nothing: its address, for files asked for by hand. */
export async function leaseOf(bench: Bench, mac: Mac): Promise<string> {
  const unit = unbox(bench, Number.parseInt(mac.slice(6), 16), { mac, faults: ['silent'] });
  unit.powerOn();
  const { address } = await unitWhen(bench, mac, (seen) => seen.address !== null);
  await unit.powerOff();
  return address ?? '';
}

/** Asks by HTTP, from an address of the bench; the body is empty unless the status is 200. */
export function fetchFrom(
  { ports }: Bench,
  address: string,
  path: string,
  userAgent?: string,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((done, fail) => {
    const headers = userAgent === undefined ? {} : { 'User-Agent': userAgent };
    const options = { host: '127.0.0.1', port: ports.http, path, localAddress: address, headers };
    get({ ...options, agent: false }, (answer) => {
      const status = answer.statusCode ?? 0;
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => done({ status, body: Buffer.concat(status === 200 ? parts : []) }));
    }).on('error', fail);
  });
}

/** As {@link fetchFrom}; anything but 200 fails the test. */
export async function mustFetch(
  bench: Bench,
  address: string,
  path: string,
  userAgent?: string,
): Promise<Buffer> {
  const { status, body } = await fetchFrom(bench, address, path, userAgent);
  if (status !== 200) throw new Error(`${path} for ${address}: HTTP ${status}`);
  return body;
}

/** A profile's text and parameters, opened as a unit opens it; `keep` parameters are null. */
export function opened(
  bytes: Uint8Array,
  key: string | null,
): { text: string; values: Record<string, string | null> } {
  const text = openProfile(bytes, key);
  if (!text.ok) throw new Error(text.problem.message);
  const profile = readXmlProfile(text.value);
  if (!profile.ok) throw new Error(profile.problem.message);
  const values = [...profile.value.parameters].map(([name, parameter]) => {
    return [name, 'value' in parameter ? parameter.value : null] as const;
  });
  return { text: text.value, values: Object.fromEntries(values) };
}

/** What the vendor's documents promise opens a profile; no code of ours. */
export function openedByOpenssl(bytes: Uint8Array, key: string, isGzipped: boolean): string {
  const args = ['enc', '-d', '-aes-256-cbc', '-md', 'md5', '-k', key];
  const plain = execFileSync('openssl', args, { input: bytes, stdio: ['pipe', 'pipe', 'ignore'] });
  return (isGzipped ? gunzipSync(plain) : plain).toString('utf8');
}

/** The chain's four files as one unit gets them, and the secrets found in them. */
export interface WalkedChain {
  bootstrap: string;
  key: string;
  directory: string;
  lastName: string;
  files: Record<'common' | 'own' | 'rehearsal' | 'last', Buffer>;
}

/** Follows the rules from file to file by hand, up to the last one unless told to stop before. */
export async function walkChain(
  bench: Bench,
  mac: Mac,
  address: string,
  psn = '962',
  upTo: 'rehearsal' | 'last' = 'last',
): Promise<WalkedChain> {
  const common = await mustFetch(bench, address, `/spa${psn}.cfg`);
  const first = opened(common, null).values.Profile_Rule ?? '';
  const bootstrap = /^\[--key ([0-9a-f]{64})\] /.exec(first)?.[1];
  if (bootstrap === undefined) throw new Error(`no bootstrap passphrase in "${first}"`);
  const own = await mustFetch(bench, address, `/p/${mac}.cfg`);
  const { GPP_SA: key, GPP_B: directory } = opened(own, bootstrap).values;
  if (!key || !directory) throw new Error('its own file holds no key or directory');
  const rehearsal = await mustFetch(bench, address, `/profile/${directory}/spa${psn}.cfg`);
  const next = opened(rehearsal, key).values.Profile_Rule ?? '';
  const lastName = /\/\$B\/([A-Za-z0-9]+)\.cfg$/.exec(next)?.[1];
  if (lastName === undefined) throw new Error(`no last name in "${next}"`);
  const path = `/profile/${directory}/${lastName}.cfg`;
  const last = upTo === 'last' ? await mustFetch(bench, address, path) : Buffer.alloc(0);
  return { bootstrap, key, directory, lastName, files: { common, own, rehearsal, last } };
}
