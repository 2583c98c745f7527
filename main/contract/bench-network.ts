/** The bench network's form: one check for the page, which says it while typing, and the station. Pure. */
import type { Card } from './model.ts';
import { type Ipv4, ipv4FromNumber, ipv4ToNumber } from './values.ts';

export interface BenchNetwork {
  address: Ipv4;
  prefix: number;
  pool: { first: Ipv4; last: Ipv4 };
  leaseSeconds: number;
}

export type BenchNetworkField = 'address' | 'prefix' | 'pool' | 'leaseSeconds';
export type BenchNetworkProblems = Partial<Record<BenchNetworkField, string>>;

/** The product's own: 489 addresses, so that 250 units plus turnover never run out. */
export const defaultBenchNetwork: BenchNetwork = {
  address: '192.168.76.1',
  prefix: 23,
  pool: { first: '192.168.76.20', last: '192.168.77.254' },
  leaseSeconds: 3600,
};

/** Addresses of the pool a unit can get: without `.0`, `.255` and the station's own. */
export function poolRoom({ address, pool }: Pick<BenchNetwork, 'address' | 'pool'>): number {
  const first = ipv4ToNumber(pool.first);
  const last = ipv4ToNumber(pool.last);
  if (first === null || last === null || last < first || last - first > 65_535) return 0;
  let room = 0;
  for (let at = first; at <= last; at += 1) {
    const host = at & 255;
    if (host !== 0 && host !== 255 && ipv4FromNumber(at) !== address) room += 1;
  }
  return room;
}

/**
 * What is wrong with a bench network, by field; empty: nothing.
 * @param cards   every card of the computer
 * @param chosen  the bench card's name: its own addresses are no overlap
 */
export function benchNetworkProblems(
  network: BenchNetwork,
  cards: readonly Card[],
  chosen: string | null,
): BenchNetworkProblems {
  const problems: BenchNetworkProblems = {};
  const { address, prefix, pool, leaseSeconds } = network;
  const own = ipv4ToNumber(address);
  if (own === null) problems.address = 'Four numbers from 0 to 255, such as 192.168.76.1.';
  if (!Number.isInteger(prefix) || prefix < 16 || prefix > 29) {
    problems.prefix = 'A prefix from 16 to 29.';
  }
  if (!Number.isInteger(leaseSeconds) || leaseSeconds < 60 || leaseSeconds > 31_536_000) {
    problems.leaseSeconds = 'From 1 minute to 365 days.';
  }
  const first = ipv4ToNumber(pool.first);
  const last = ipv4ToNumber(pool.last);
  if (first === null || last === null) problems.pool = 'First and last address of the pool.';
  else if (first > last) problems.pool = 'The first address comes before the last.';
  if (own === null || problems.prefix !== undefined) return problems;
  const net = subnetOf(own, prefix);
  if (own === net.first || own === net.last) {
    problems.address = 'This is the name of the network or its broadcast address.';
  }
  if (first !== null && last !== null && problems.pool === undefined) {
    if (first <= net.first || last >= net.last) {
      problems.pool = `Between ${ipv4FromNumber(net.first + 1)} and ${ipv4FromNumber(net.last - 1)}.`;
    } else if (poolRoom(network) === 0) problems.pool = 'No address is left for a unit.';
  }
  const clash = overlapping(net, cards, chosen);
  if (clash !== null) problems.address = `${clash} is in this network too. Choose another one.`;
  return problems;
}

function subnetOf(address: number, prefix: number): { first: number; last: number } {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

function overlapping(
  net: { first: number; last: number },
  cards: readonly Card[],
  chosen: string | null,
): string | null {
  for (const card of cards) {
    if (card.name === chosen || card.isLoopback) continue;
    for (const { address, prefix } of card.addresses) {
      const number = ipv4ToNumber(address);
      if (number === null) continue;
      const other = subnetOf(number, prefix);
      if (other.first <= net.last && net.first <= other.last) return `${card.name} (${address})`;
    }
  }
  return null;
}
