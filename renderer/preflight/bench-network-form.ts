/** The bench network's form as a person types it, and what it means. Pure. */
import {
  type BenchNetwork,
  type BenchNetworkProblems,
  benchNetworkProblems,
  poolRoom,
} from '../../main/contract/bench-network.ts';
import type { Card } from '../../main/contract/model.ts';
import type { SettingsPatch, SettingsView } from '../../main/contract/settings.ts';
import { type Ipv4, ipv4FromNumber, ipv4ToNumber } from '../../main/contract/values.ts';
import type { OwnAddress } from './card-rows.ts';

export interface NetworkText {
  /** `192.168.76.1/23`. */
  station: string;
  /** `76.20 – 77.254`, or whole addresses. */
  pool: string;
  /** Seconds, as a number. */
  lease: number;
}

export type NetworkTextField = keyof NetworkText;

export interface NetworkReading {
  network: BenchNetwork;
  problems: Partial<Record<NetworkTextField, string>>;
  /** Addresses for units. */
  room: number;
}

/** Lease times to choose from, in seconds. */
export const leaseChoices = [600, 1800, 3600, 14_400, 28_800, 86_400] as const;

/** What the settings say, as text. `served` is the address in force: the card's own wins. */
export function networkText(values: SettingsView, served: OwnAddress): NetworkText {
  return {
    station: `${served.address}/${served.prefix}`,
    pool: poolText(values.pool ?? usualPool(served)),
    lease: values.lease,
  };
}

/** What was typed, and what is wrong with it by field. */
export function readNetwork(
  text: NetworkText,
  cards: readonly Card[],
  chosen: string | null,
): NetworkReading {
  const [address = '', prefix = ''] = text.station.split('/').map((part) => part.trim());
  const network: BenchNetwork = {
    address,
    prefix: /^\d{1,2}$/.test(prefix) ? Number(prefix) : Number.NaN,
    pool: readPool(text.pool, address),
    leaseSeconds: text.lease,
  };
  const found = benchNetworkProblems(network, cards, chosen);
  return { network, problems: byTextField(found), room: poolRoom(network) };
}

/** What is to be stored; null when nothing is. A pool that is the usual one is stored as none. */
export function networkPatch(
  { network }: NetworkReading,
  values: SettingsView,
  isAddressOpen: boolean,
): SettingsPatch | null {
  const patch: SettingsPatch = {};
  const pool = samePool(network.pool, usualPool(network)) ? null : network.pool;
  if (!samePool(pool, values.pool)) patch.pool = pool;
  if (network.leaseSeconds !== values.lease) patch.lease = network.leaseSeconds;
  if (isAddressOpen && network.address !== values.address) patch.address = network.address;
  if (isAddressOpen && network.prefix !== values.prefix) patch.prefix = network.prefix;
  return Object.keys(patch).length === 0 ? null : patch;
}

/** The text after another station address: a pool that was the usual one follows it. */
export function withStation(text: NetworkText, station: string): NetworkText {
  const before = ownOf(text.station);
  const after = ownOf(station);
  if (before === null || after === null) return { ...text, station };
  const isUsual = samePool(readPool(text.pool, before.address), usualPool(before));
  return { ...text, station, pool: isUsual ? poolText(usualPool(after)) : text.pool };
}

/**
 * From the 20th address of the subnet to its last but one; all of a subnet with fewer. The station
 * takes the same pool when none is set.
 */
export function usualPool({ address, prefix }: OwnAddress): BenchNetwork['pool'] {
  const size = 2 ** (32 - prefix);
  const network = Math.floor((ipv4ToNumber(address) ?? 0) / size) * size;
  const last = network + Math.max(size - 2, 0);
  const first = size > 32 ? network + 20 : Math.min(network + 1, last);
  return { first: ipv4FromNumber(first), last: ipv4FromNumber(Math.min(last, first + 65_535)) };
}

/** `1 hour`, `10 minutes`, `90 s`. */
export function leaseWords(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  for (const [size, word] of units) {
    if (seconds % size === 0) {
      const many = seconds / size;
      return `${many} ${word}${many === 1 ? '' : 's'}`;
    }
  }
  return `${seconds} s`;
}

/** Without the numbers both ends share in front: `76.20 – 77.254`; of one /24, `20 – 254` is too short to read. */
function poolText({ first, last }: BenchNetwork['pool']): string {
  const [from, to] = [first.split('.'), last.split('.')];
  if (from[0] !== to[0] || from[1] !== to[1]) return `${first} – ${last}`;
  return `${from.slice(2).join('.')} – ${to.slice(2).join('.')}`;
}

/** Numbers left out in front are those of the station's address. */
function readPool(text: string, station: Ipv4): BenchNetwork['pool'] {
  const [first = '', last = ''] = text.split(/\s*(?:–|—|-|to)\s*/).map((part) => part.trim());
  return { first: completed(first, station), last: completed(last, station) };
}

function completed(text: string, station: Ipv4): Ipv4 {
  const parts = text.split('.');
  if (text === '' || parts.length >= 4) return text;
  return [...station.split('.').slice(0, 4 - parts.length), ...parts].join('.');
}

function ownOf(station: string): OwnAddress | null {
  const [address = '', prefix = ''] = station.split('/').map((part) => part.trim());
  if (ipv4ToNumber(address) === null || !/^\d{1,2}$/.test(prefix)) return null;
  const bits = Number(prefix);
  return bits >= 16 && bits <= 29 ? { address, prefix: bits } : null;
}

function byTextField(problems: BenchNetworkProblems): NetworkReading['problems'] {
  const found: NetworkReading['problems'] = {};
  const station = problems.address ?? problems.prefix;
  if (station !== undefined) found.station = station;
  if (problems.pool !== undefined) found.pool = problems.pool;
  if (problems.leaseSeconds !== undefined) found.lease = problems.leaseSeconds;
  return found;
}

function samePool(a: BenchNetwork['pool'] | null, b: BenchNetwork['pool'] | null): boolean {
  return a?.first === b?.first && a?.last === b?.last;
}
