import type { EpochMs, Mac } from '../../contract/values.ts';
import type { Endpoint } from './destination.ts';
import type { Outcome } from './outcome.ts';
import type { DhcpPacket } from './packet.ts';
import type { ClientRequest } from './request.ts';

/** One message being served. */
export interface Exchange {
  request: ClientRequest;
  packet: DhcpPacket;
  from: Endpoint;
  /** As they came. */
  bytes: Uint8Array;
}

/** What became of one message, for people: bytes as they were on the wire. */
export interface SeenExchange {
  at: EpochMs;
  mac: Mac;
  from: Endpoint;
  /** The station's end; the client's datagram does not tell it. */
  own: Endpoint;
  asked: Uint8Array;
  outcome: Outcome;
  /** Null: nothing was sent. */
  sent: { bytes: Uint8Array; to: Endpoint } | null;
}

/** Who is asking, by the rules of `wanted.ts` and the settings. */
export interface Standing {
  /** Gets boot options. */
  isWanted: boolean;
  /** Gets an address. */
  mayLease: boolean;
}
