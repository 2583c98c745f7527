/** The DHCP service as the rest of the station sees it. */
import type { Ipv4, Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { Tell } from '../events.ts';
import type { Log } from '../log.ts';
import type { BenchNetwork } from '../net/network.ts';
import type { DhcpConfig } from './config.ts';
import type { SeenExchange } from './exchange.ts';
import type { Lease, LeaseKeeper } from './lease.ts';
import type { NotDhcp } from './packet.ts';
import type { NotARequest } from './request.ts';

/** Why a datagram was dropped unanswered. `busy`: its client sends faster than leases are kept. */
export type DropReason = NotDhcp | NotARequest | 'relay-elsewhere' | 'own-probe' | 'busy';

export interface DhcpStats {
  received: number;
  dropped: Partial<Record<DropReason, number>>;
  offers: number;
  acks: number;
  naks: number;
  /** `used`: leased or quarantined addresses of the pool. */
  pool: { first: Ipv4; last: Ipv4; size: number; used: number; quarantined: Lease[] };
}

export interface DhcpServer {
  /**
   * Opens the socket. @returns the port.
   * @throws StationError as `BenchNetwork.openUdp` does.
   */
  start(): Promise<number>;
  /** Closes the socket, then waits for what is being kept. */
  stop(): Promise<void>;
  stats(): DhcpStats;
  /** Running leases, in no order. */
  leases(): Lease[];
  /** Who holds an address now, or may still go on with it ({@link Leases.holderAt}). */
  holderOf(address: Ipv4): Mac | null;
  /** A unit was taken off the board: its addresses may go to others. Durable when this resolves. */
  free(mac: Mac): Promise<void>;
  /** It is back: what was freed and nobody else has runs on. @returns its address, if it has one. */
  resume(mac: Mac): Promise<Ipv4 | null>;
}

/** Resolves early when `signal` says so; never rejects. */
export type LookForUse = (addresses: Ipv4[], signal: AbortSignal) => Promise<Map<Ipv4, Mac>>;

export interface DhcpServerParts {
  network: BenchNetwork;
  /** 67, or another for tests; 0: any free one. */
  port: number;
  config: DhcpConfig;
  keeper: LeaseKeeper;
  /** What the keeper held when the station started. */
  leases: Iterable<Lease>;
  clock: Clock;
  log: Log;
  tell: Tell;
  /**
   * Which of these addresses somebody answers for; never rejects. Left out (loopback): nobody is asked.
   */
  inUse?: LookForUse;
  /** Every exchange the log has a line of. */
  onExchange(seen: SeenExchange): void;
}
