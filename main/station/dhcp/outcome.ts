import type { Ipv4 } from '../../contract/values.ts';
import type { Lease } from './lease.ts';

/** What became of one message. `why` are words for the log. */
export type Outcome =
  | { kind: 'offer'; address: Ipv4; leaseSeconds: number }
  /**
   * `lease` is to be kept, and the records named in `forget` removed, before it is sent. `left` is
   * the lease the client had at another address until now.
   */
  | { kind: 'ack'; lease: Lease; forget: string[]; isRenewal: boolean; left: Lease | null }
  /** Options only, for a client that has its address from elsewhere (RFC 2131 section 3.4). */
  | { kind: 'inform-ack' }
  | { kind: 'nak'; why: string }
  /** No reply, but the lease changed and is to be kept so. */
  | { kind: 'released' | 'declined'; lease: Lease; forget: string[] }
  | { kind: 'silence'; why: string; isPoolExhausted: boolean };

export interface Decision {
  outcome: Outcome;
  /** Leases that ran out before this message. */
  expired: Lease[];
}

export function silence(why: string): { kind: 'silence'; why: string; isPoolExhausted: boolean } {
  return { kind: 'silence', why, isPoolExhausted: false };
}
