/**
 * Who answers for an address on the bench wire, as the system's neighbour table has it (ARP, RFC 826).
 * An entry alone is no sign of life: it stays long after the cable is out. See `probe.ts`.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Ipv4, type Mac, parseMac } from '../../contract/values.ts';
import type { BenchNetwork } from './network.ts';
import { runProgram } from './run-program.ts';

export type NeighbourWire = Pick<BenchNetwork, 'interfaceName' | 'address'>;

export interface Neighbour {
  mac: Mac;
  /**
   * Since the neighbour last proved to be there, in steps of a second rounded down; null where the
   * system does not tell (macOS, Windows). A minute or so also stands for "never".
   */
  confirmedMsAgo: number | null;
  /** Linux: `REACHABLE`, `STALE`, `DELAY`, `PROBE`, `FAILED`, `PERMANENT` …; elsewhere `KNOWN`. */
  state: string;
}

/** The MAC for an address on the bench card, fresh or stale; null: not known. Cheap on Linux. */
export async function macOf(address: Ipv4, network: NeighbourWire): Promise<Mac | null> {
  return (await macTable(network)).get(address) ?? null;
}

/** {@link macOf} for all neighbours of the card. */
export async function macTable(network: NeighbourWire): Promise<Map<Ipv4, Mac>> {
  if (process.platform === 'linux') {
    const table = await readFile('/proc/net/arp', 'utf8').catch(() => '');
    return readProcArp(table, network.interfaceName);
  }
  const neighbours = await neighbourTable(network);
  return new Map([...neighbours].map(([address, { mac }]) => [address, mac]));
}

/** The discard port (RFC 863): whoever is there answers ARP first, and that is all we want. */
const DISCARD_PORT = 9;
const LOOK_EVERY_MS = 100;

/**
 * Who answers on the wire for an address outside the bench network. Linux takes it for a neighbour when
 * a socket is tied to a card that has no route to it; where sockets are tied by their address only, a
 * datagram could leave by another card, so nobody is asked.
 * @returns null after `limitMs`. Never throws.
 */
export async function macOnWire(
  address: Ipv4,
  network: BenchNetwork & { limitation: string | null },
  limitMs: number,
): Promise<Mac | null> {
  if (process.platform !== 'linux' || network.limitation !== null) return null;
  const ignore = (): void => undefined;
  const options = { port: 0, onDatagram: ignore, onError: ignore };
  const socket = await network.openUdp(options).catch(() => null);
  if (socket === null) return null;
  try {
    socket.send(new Uint8Array(1), DISCARD_PORT, address);
    for (let waited = 0; waited < limitMs; waited += LOOK_EVERY_MS) {
      await sleep(LOOK_EVERY_MS);
      const mac = await macOf(address, network);
      if (mac !== null) return mac;
    }
    return null;
  } finally {
    await socket.close();
  }
}

/** As {@link macOf}, with age and state; starts a program. */
export async function neighbourOf(
  address: Ipv4,
  network: NeighbourWire,
): Promise<Neighbour | null> {
  return (await neighbourTable(network, address)).get(address) ?? null;
}

/** All neighbours on the bench card, or only the one asked for; empty when the system does not answer. */
export async function neighbourTable(
  network: NeighbourWire,
  only?: Ipv4,
): Promise<Map<Ipv4, Neighbour>> {
  if (process.platform === 'linux') {
    const to = only === undefined ? [] : ['to', only];
    const args = ['-s', '-j', '-4', 'neigh', 'show', ...to, 'dev', network.interfaceName];
    return readIpNeigh((await runProgram('ip', args)) ?? '');
  }
  if (process.platform === 'win32') {
    const text = await runProgram('arp.exe', ['-a', '-N', network.address]);
    return readWindowsArp(text ?? '');
  }
  return readDarwinArp((await runProgram('arp', ['-an'])) ?? '', network.interfaceName);
}

/**
 * Reads `/proc/net/arp` (proc(5)) for one card. Flag 2 (ATF_COM): resolved.
 *
 *     IP address       HW type     Flags       HW address            Mask     Device
 *     192.168.76.20    0x1         0x2         00:0e:08:aa:bb:01     *        eth1
 */
export function readProcArp(table: string, card: string): Map<Ipv4, Mac> {
  const found = new Map<Ipv4, Mac>();
  for (const line of table.split('\n')) {
    const [address, , flags, text, , device] = line.trim().split(/\s+/);
    const mac = parseMac(text ?? '');
    const isResolved = (Number.parseInt(flags ?? '', 16) & 2) !== 0;
    if (address && mac && isResolved && device === card) found.set(address, mac);
  }
  return found;
}

/** Reads `ip -s -j neigh show` (iproute2); entries without a MAC are left out. */
export function readIpNeigh(text: string): Map<Ipv4, Neighbour> {
  const found = new Map<Ipv4, Neighbour>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return found;
  }
  for (const raw of Array.isArray(parsed) ? parsed : []) {
    const mac = parseMac(String(raw?.lladdr));
    if (mac === null || typeof raw.dst !== 'string') continue;
    const confirmedMsAgo = typeof raw.confirmed === 'number' ? raw.confirmed * 1000 : null;
    found.set(raw.dst, { mac, confirmedMsAgo, state: [raw.state].flat().map(String).join(' ') });
  }
  return found;
}

/**
 * Reads macOS's `arp -an` for one card. It writes MACs without leading zeros.
 *
 *     ? (192.168.76.20) at 0:e:8:aa:bb:1 on en5 ifscope [ethernet]
 */
export function readDarwinArp(text: string, card: string): Map<Ipv4, Neighbour> {
  const lines = text.matchAll(/\(([\d.]+)\) at ([0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}) on (\S+)/gi);
  const found = new Map<Ipv4, Neighbour>();
  for (const [, address = '', short = '', device] of lines) {
    const mac = parseMac(short.replace(/[0-9a-f]+/gi, (digits) => digits.padStart(2, '0')));
    if (mac && device === card) found.set(address, known(mac));
  }
  return found;
}

/** Reads Windows's `arp -a`, whatever its language: lines of an address and a MAC with dashes. */
export function readWindowsArp(text: string): Map<Ipv4, Neighbour> {
  const lines = text.matchAll(/^\s*([\d.]+)\s+([0-9a-f]{2}(?:-[0-9a-f]{2}){5})\s/gim);
  const found = new Map<Ipv4, Neighbour>();
  for (const [, address = '', text = ''] of lines) {
    const mac = parseMac(text);
    if (mac) found.set(address, known(mac));
  }
  return found;
}

function known(mac: Mac): Neighbour {
  return { mac, confirmedMsAgo: null, state: 'KNOWN' };
}
