/**
 * The facts services tell. A service answers the wire at once, then tells one of these;
 * the tracker turns it into the unit's next state, stores it and announces what was stored.
 */
import type { EpochMs, Ipv4, Mac } from '../contract/values.ts';
import type { FileAbout, FileRequest } from './files/answer.ts';

/** A DHCP client we gave, refused or took an address. */
export type DhcpEvent =
  | {
      type: 'dhcp-seen';
      at: EpochMs;
      mac: Mac;
      message: 'DISCOVER' | 'REQUEST' | 'INFORM';
      vendorClass: string | null;
      hostName: string | null;
      /** Wanted clients get a lease; others are listed as foreign. */
      isWanted: boolean;
    }
  | {
      type: 'lease-granted';
      at: EpochMs;
      mac: Mac;
      address: Ipv4;
      /** It held this lease before. */
      isRenewal: boolean;
      /** It asked without an address of its own: it has started, and does not just renew. */
      isBoot: boolean;
    }
  | {
      type: 'lease-ended';
      at: EpochMs;
      mac: Mac;
      address: Ipv4;
      why: 'released' | 'expired' | 'declined';
    }
  | { type: 'pool-exhausted'; at: EpochMs; mac: Mac; size: number };

/** How often a running transfer is told of, and after how long at first. */
export const PROGRESS_EVERY_MS = 250;

/** One transfer from first request to its recorded end. */
export type TransferEvent =
  | { type: 'transfer-started'; at: EpochMs; request: FileRequest; about: FileAbout }
  /** At most four times a second, and only of transfers that take longer than that. */
  | {
      type: 'transfer-progress';
      at: EpochMs;
      request: FileRequest;
      about: FileAbout;
      /** Acknowledged (TFTP), or handed to the system (HTTP). */
      sentBytes: number;
      resends: number;
      /** TFTP only: blocks sent so far, each counted once, and the options granted. */
      blocks?: number;
      options?: readonly string[];
    }
  | {
      type: 'transfer-ended';
      at: EpochMs;
      request: FileRequest;
      about: FileAbout;
      /** `complete`: the last byte was acknowledged (TFTP), or handed to the closed-cleanly connection (HTTP). */
      result: 'complete' | 'timed-out' | 'aborted' | 'failed';
      sentBytes: number;
      resends: number;
      blocks?: number;
      options?: readonly string[];
      detail: string | null;
    }
  | {
      type: 'file-not-served';
      at: EpochMs;
      request: FileRequest;
      answer: 'missing' | 'refused';
      reason: string;
      /** Of a refusal: see {@link FileAnswer}. */
      holds?: boolean;
    };

/** One syslog datagram. `mac` is the one named in its text, if any. */
export interface SyslogEvent {
  type: 'syslog';
  at: EpochMs;
  address: Ipv4;
  mac: Mac | null;
  facility: number | null;
  severity: number | null;
  msg: string;
  raw: string;
  /** Set when the line is a unit's own report about a resync or upgrade (guide: Syslog). */
  report: UnitReport | null;
}

export interface UnitReport {
  /** Null when the line names neither product nor MAC: then its sender's lease tells the unit. */
  product: string | null;
  mac: Mac | null;
  operation: 'resync' | 'upgrade';
  phase: 'request' | 'success' | 'failure';
  url: string | null;
  detail: string | null;
}

export type StationEvent = DhcpEvent | TransferEvent | SyslogEvent;
export type Tell = (event: StationEvent) => void;
