import type { Ipv4, Mac } from '../../contract/values.ts';
import { ipv4FromNumber, ipv4ToNumber } from '../../contract/values.ts';

/** Addresses a pool may span; far more than a bench has units. */
export const LARGEST_POOL = 65_536;

/** Both ends belong to it. */
export interface AddressRange {
  first: Ipv4;
  last: Ipv4;
}

/** An address only this MAC ever gets; inside or outside the pool. */
export interface Reservation {
  mac: Mac;
  address: Ipv4;
}

/** All a technician may set about DHCP. Empty lists and nulls mean: not sent, unless said otherwise. */
export interface DhcpConfig {
  pool: AddressRange;
  /** Parts of the pool nobody gets. */
  exclusions: AddressRange[];
  reservations: Reservation[];
  /** Also the longest: who asks for a shorter one (option 51) gets that, down to a minute. */
  leaseSeconds: number;
  /** Leases for foreign clients too; boot options still go to wanted clients only. */
  allowAll: boolean;
  /** MAC prefixes that count as wanted besides the built-in list: lower-case hex digits. */
  morePrefixes: string[];
  /** Option 3. Off by default: a bench has no way out. */
  routers: Ipv4[];
  /** Option 6. */
  dnsServers: Ipv4[];
  /** Option 12; `$MA` in it becomes the client's MAC, so that each has a name of its own. */
  hostName: string | null;
  /** Option 15. */
  domain: string | null;
  /** Option 42. */
  timeServers: Ipv4[];
  /** Option 43 as hex digits, sent as it is. */
  vendorOptions: string | null;
  /** Option 66: address, name or URL (a literal `$PSN` stays one). Null: the station's address. */
  bootServer: string | null;
  /** Option 67. */
  bootFile: string | null;
  /** Option 150. Null: the station's address, to clients that ask for it. */
  bootServers150: Ipv4[] | null;
  /** Option 159. Null: the text of option 66, to clients that ask for it. */
  bootServer159: string | null;
  /** Option 160. Null: the text of option 66, to clients that ask for it. */
  bootServer160: string | null;
  /** How long an offered address waits for its REQUEST; shorter when the pool runs out. */
  offerSeconds: number;
  /** How long an address nobody gets that a client found in use (DECLINE). */
  quarantineSeconds: number;
  /** MAC of the bench card; messages that claim it are dropped. Null: not known. */
  ownMac: Mac | null;
}

/** Settings for a card at `address`/`prefix`: lease 1 h, the pool of {@link defaultPool}, no extras. */
export function defaultDhcpConfig(address: Ipv4, prefix: number): DhcpConfig {
  return {
    pool: defaultPool(address, prefix),
    exclusions: [],
    reservations: [],
    leaseSeconds: 3600,
    allowAll: false,
    morePrefixes: [],
    routers: [],
    dnsServers: [],
    hostName: null,
    domain: null,
    timeServers: [],
    vendorOptions: null,
    bootServer: null,
    bootFile: null,
    bootServers150: null,
    bootServer159: null,
    bootServer160: null,
    offerSeconds: 60,
    quarantineSeconds: 600,
    ownMac: null,
  };
}

/**
 * The card's subnet from its 20th address to its last but one, at most 65,536 addresses. A subnet
 * with fewer addresses gives all of them. What of it is never given out is the pool's business.
 */
export function defaultPool(address: Ipv4, prefix: number): AddressRange {
  const size = 2 ** (32 - prefix);
  const network = Math.floor((ipv4ToNumber(address) ?? 0) / size) * size;
  const last = network + Math.max(size - 2, 0);
  const first = size > 32 ? network + 20 : Math.min(network + 1, last);
  return {
    first: ipv4FromNumber(first),
    last: ipv4FromNumber(Math.min(last, first + LARGEST_POOL - 1)),
  };
}
