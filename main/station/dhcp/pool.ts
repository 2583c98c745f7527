/** Which addresses may be given out, and the next one never given before. Pure. */
import { StationError } from '../../contract/errors.ts';
import { type Ipv4, ipv4FromNumber, ipv4ToNumber, type Mac } from '../../contract/values.ts';
import { type DhcpConfig, LARGEST_POOL } from './config.ts';

/** The bench subnet as the pool needs it; `BenchNetwork` fits. */
export interface Subnet {
  readonly address: Ipv4;
  readonly prefix: number;
  /** On loopback a pool may lie anywhere: there is no subnet to keep to. */
  readonly isLoopback: boolean;
}

/** What one subnet and its settings allow. */
export interface AddressPlan {
  /** Free for anyone, in order: without reservations, exclusions, ourselves, .0 and .255. */
  readonly pool: readonly Ipv4[];
  readonly reservedFor: ReadonlyMap<Ipv4, Mac>;
  readonly reservationOf: ReadonlyMap<Mac, Ipv4>;
  /** Whether a client with this address is on the right network. */
  isOnNetwork(address: Ipv4): boolean;
}

/**
 * @throws StationError BAD_POOL with a sentence when the settings make no sense: ends swapped,
 *         outside the subnet, nothing left to give, an address reserved twice or being our own.
 */
export function planAddresses(
  config: Pick<DhcpConfig, 'pool' | 'exclusions' | 'reservations'>,
  subnet: Subnet,
): AddressPlan {
  const own = numberOf(subnet.address);
  const size = 2 ** (32 - subnet.prefix);
  const network = Math.floor(own / size) * size;
  const isHost = (value: number): boolean =>
    value !== own &&
    (size <= 2 || (value !== network && value !== network + size - 1)) &&
    (value & 255) !== 0 &&
    (value & 255) !== 255;
  const isInside = (value: number): boolean =>
    subnet.isLoopback || (value >= network && value < network + size);

  const reservedFor = new Map<Ipv4, Mac>();
  const reservationOf = new Map<Mac, Ipv4>();
  for (const { mac, address } of config.reservations) {
    const value = numberOf(address);
    if (value === own) throw badPool(`${address} is the station's own address; reserve another.`);
    if (!isInside(value)) throw badPool(`The reserved ${address} is outside the bench network.`);
    if (reservedFor.has(address)) throw badPool(`${address} is reserved twice.`);
    if (reservationOf.has(mac)) throw badPool(`The MAC ${mac} has two reserved addresses.`);
    reservedFor.set(address, mac);
    reservationOf.set(mac, address);
  }

  const [first, last] = [numberOf(config.pool.first), numberOf(config.pool.last)];
  if (first > last) throw badPool('The first address of the pool comes after its last.');
  if (last - first >= LARGEST_POOL) {
    throw badPool(`A pool may span ${LARGEST_POOL} addresses at most.`);
  }
  if (!isInside(first) || !isInside(last)) {
    throw badPool(
      `The pool ${config.pool.first}-${config.pool.last} is outside the bench network of ${subnet.address}/${subnet.prefix}.`,
    );
  }
  const exclusions = config.exclusions.map((range) => [
    numberOf(range.first),
    numberOf(range.last),
  ]);
  const pool: Ipv4[] = [];
  for (let value = first; value <= last; value += 1) {
    const address = ipv4FromNumber(value);
    const isExcluded = exclusions.some(([from = 0, to = 0]) => value >= from && value <= to);
    if (isHost(value) && !isExcluded && !reservedFor.has(address)) pool.push(address);
  }
  if (pool.length === 0 && reservedFor.size === 0) {
    throw badPool('The pool holds no address that can be given out.');
  }
  return {
    pool,
    reservedFor,
    reservationOf,
    isOnNetwork(address) {
      const value = ipv4ToNumber(address);
      if (value === null) return false;
      const isInSubnet = value >= network && value < network + size;
      return isInSubnet || (value >= first && value <= last) || reservedFor.has(address);
    },
  };
}

function numberOf(address: Ipv4): number {
  const value = ipv4ToNumber(address);
  if (value === null) throw badPool(`"${address}" is not an IPv4 address.`);
  return value;
}

function badPool(message: string): StationError {
  return new StationError('BAD_POOL', message);
}

/** Hands out addresses never leased before, lowest first; those given back come before the rest. */
export class FreshAddresses {
  readonly #pool: readonly Ipv4[];
  readonly #members: ReadonlySet<Ipv4>;
  readonly #givenBack = new Set<Ipv4>();
  #next = 0;

  constructor(pool: readonly Ipv4[]) {
    this.#pool = pool;
    this.#members = new Set(pool);
  }

  /** Whether the address belongs to the pool. */
  has(address: Ipv4): boolean {
    return this.#members.has(address);
  }

  giveBack(address: Ipv4): void {
    if (this.has(address)) this.#givenBack.add(address);
  }

  /** The ones `take` would give next, left where they are. */
  next(count: number, isTaken: (address: Ipv4) => boolean): Ipv4[] {
    const found: Ipv4[] = [];
    for (const address of this.#givenBack) {
      if (found.length >= count) return found;
      if (!isTaken(address)) found.push(address);
    }
    for (let at = this.#next; at < this.#pool.length && found.length < count; at += 1) {
      const address = this.#pool[at];
      if (address !== undefined && !isTaken(address)) found.push(address);
    }
    return found;
  }

  /** @returns null when all have been given. Addresses `isTaken` names are passed over for good. */
  take(isTaken: (address: Ipv4) => boolean): Ipv4 | null {
    for (const address of this.#givenBack) {
      this.#givenBack.delete(address);
      if (!isTaken(address)) return address;
    }
    while (this.#next < this.#pool.length) {
      const address = this.#pool[this.#next++];
      if (address !== undefined && !isTaken(address)) return address;
    }
    return null;
  }
}
