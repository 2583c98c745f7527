import type { EpochMs, Ipv4, Mac } from '../../contract/values.ts';

/**
 * What is kept of one address over a restart: one record per client, and none shares its address.
 * A record whose time is over still remembers the client, so that it gets its old address back.
 */
export interface Lease {
  /** Names the record: the client's key, or `declined ADDRESS` for a quarantine. */
  clientKey: string;
  address: Ipv4;
  /** chaddr of the client's last message. Of a declined one: who declined it, or was found using it. */
  mac: Mac;
  /** Option 61 in hex; null when the client is known by its MAC. */
  clientId: string | null;
  /** Of a declined one: when it was declined. */
  grantedAt: EpochMs;
  /** Of a released lease: when it was released. Of a declined one: when the quarantine ends. */
  expiresAt: EpochMs;
  /**
   * `freed`: a person took its unit off the board. The unit may not know and go on with the address
   * until `expiresAt`, as long as nobody else needs it.
   */
  state: 'leased' | 'released' | 'declined' | 'freed';
  /** Of a declined one: the station itself found it in use, no client told. */
  isFound?: true;
  vendorClass: string | null;
  hostName: string | null;
}

/**
 * Where leases survive a restart. Calls take effect in the order they were made; those of one turn
 * of the event loop may share a transaction.
 */
export interface LeaseKeeper {
  /** Resolves when the lease is safely on disk, in place of what was kept under its `clientKey`. */
  save(lease: Lease): Promise<void>;
  /** Forgets what was kept under the key, if anything. */
  remove(clientKey: string): Promise<void>;
}

/** One instant on both clocks: leases are written with the first and run out by the second. */
export interface Instant {
  at: EpochMs;
  monotonicMs: number;
}
