/** What can happen to one unit; the tracker makes these out of the services' facts. */
import type { FailureCode, ServedFile } from '../../contract/model.ts';
import type { ProofLevel, ReadBackView } from '../../contract/proof.ts';
import type { EpochMs, Ipv4 } from '../../contract/values.ts';
import type { ChainStep } from './record.ts';

/** What a unit says of itself while asking for a file. */
export interface SelfDescription {
  model: string | null;
  serial: string | null;
  firmware: string | null;
}

/**
 * What it asked for, besides the chain. `holding`: the common file, and is held there; `firmware`: the same,
 * and its firmware comes first; `image`: firmware; `retail`, `reflected`: files of its certificate; `disk`:
 * any other file.
 */
export type AskedStep =
  | ChainStep
  | 'holding'
  | 'firmware'
  | 'image'
  | 'retail'
  | 'reflected'
  | 'disk';

export type UnitEvent =
  | {
      type: 'seen';
      at: EpochMs;
      vendorClass: string | null;
      model: string | null;
      isStart: boolean;
    }
  /** `isBoot`: after a start, not by renewal. */
  | { type: 'leased'; at: EpochMs; address: Ipv4; isBoot: boolean }
  | {
      type: 'lease-ended';
      at: EpochMs;
      address: Ipv4;
      why: 'released' | 'expired' | 'declined';
    }
  | { type: 'no-address'; at: EpochMs; poolSize: number }
  | {
      type: 'asked';
      at: EpochMs;
      step: AskedStep;
      name: string;
      address: Ipv4;
      isClaimed: boolean;
      /** Why it is held; only with `holding`, and with `firmware` while it waits. */
      why: string | null;
      self: SelfDescription;
    }
  | {
      type: 'served';
      at: EpochMs;
      step: AskedStep;
      file: ServedFile;
      /** From its request to its last byte. */
      took: { via: 'tftp' | 'http' | 'https'; ms: number };
    }
  | {
      type: 'broken-off';
      at: EpochMs;
      step: AskedStep;
      /** When the request came that ended so. */
      askedAt: EpochMs;
      file: ServedFile;
      percent: number;
      why: 'timed-out' | 'aborted' | 'failed';
      detail: string | null;
    }
  | { type: 'not-found'; at: EpochMs; name: string }
  | { type: 'template-broken'; at: EpochMs; text: string }
  | { type: 'compiler-failed'; at: EpochMs; text: string }
  /** The vendor's compiler made a file for it: its exit code and what it printed. */
  | { type: 'compiled'; at: EpochMs; text: string; technical: string }
  /** Its firmware reads no open format, and there is no compiler. */
  | { type: 'too-old'; at: EpochMs; text: string }
  /** A made file was refused to it, because it is bound or the file is another unit's. */
  | { type: 'denied'; at: EpochMs; text: string }
  | {
      type: 'reported';
      at: EpochMs;
      operation: 'resync' | 'upgrade';
      phase: 'request' | 'success' | 'failure';
      /** The file its line names, when it is one of the chain's. */
      step: ChainStep | null;
      text: string;
    }
  /**
   * Before its first file it is to upgrade. `version`: as it said it just now, null while it has not;
   * `before`: how many wait before it, null: it has its turn.
   */
  | {
      type: 'upgrade-step';
      at: EpochMs;
      version: string | null;
      to: string;
      /** The image it takes next. */
      file: string;
      before: number | null;
    }
  /** It has the version it is to have, or nothing is wanted of it any more; `why` as a sentence. */
  | { type: 'upgrade-over'; at: EpochMs; version: string | null; why: string }
  | {
      type: 'upgrade-impossible';
      at: EpochMs;
      version: string;
      to: string;
      file: string;
      text: string;
    }
  /** Its customisation status became known: `Pending`, a company's name, or `Open`. */
  | { type: 'customised'; at: EpochMs; status: string; by: 'unit' | 'person' }
  | { type: 'alive'; at: EpochMs; how: string }
  /** `isFinal`: it is not asked again by itself, so what differs now stands. */
  | { type: 'read-back'; at: EpochMs; told: ReadBackView; isFinal: boolean }
  /** Before its last file goes out: what is wrong with the values it would leave with; null: nothing. */
  | {
      type: 'release-check';
      part: 'values';
      at: EpochMs;
      problem: { code: FailureCode; text: string } | null;
      isLockedAtEnd: boolean;
      /** False: of a whole profile by HTTPS, outside the chain. */
      isOfChain?: boolean;
    }
  /** And what is wrong with its firmware. */
  | {
      type: 'release-check';
      part: 'firmware';
      at: EpochMs;
      problem: { code: FailureCode; text: string } | null;
    }
  /** It did what no unit of ours does; it gets no file until a person decides. */
  | { type: 'suspected'; at: EpochMs; text: string }
  /** A person told it something by its web server. */
  | { type: 'ordered'; at: EpochMs; text: string }
  | { type: 'tick'; at: EpochMs }
  | { type: 'bound'; at: EpochMs; account: string }
  | { type: 'unbound'; at: EpochMs; why: string }
  | { type: 'provision-again'; at: EpochMs }
  /** `mayGoAgain`: whether it gets files although it is bound; null: as before. */
  | { type: 'key-changed'; at: EpochMs; text: string; mayGoAgain: boolean | null }
  /** A person took it off the board, and put it back there; `address`: of a lease that still runs. */
  | { type: 'taken-off'; at: EpochMs }
  | { type: 'put-back'; at: EpochMs; address: Ipv4 | null }
  /** Some packet of a unit off the board; `address` null: another's, or nobody's. */
  | { type: 'heard'; at: EpochMs; address: Ipv4 | null }
  /** `why`: the card has no link, or the unit itself is silent to everything. */
  | { type: 'link-lost'; at: EpochMs; why: string }
  | { type: 'link-back'; at: EpochMs };

/** The waits of ui-design section 5, and what this run of the station asks as proof. */
export interface Limits {
  /** Leased and nothing asked for: waiting after this, in ms. */
  askMs: number;
  /** Served and the next file not asked for: waiting after this. */
  nextMs: number;
  /** Waiting becomes failed after so long without a sign, counted from the same moment. */
  failMs: number;
  /** The "quiet" of the quiet-and-alive proof. */
  quietMs: number;
  /** Waiting, and no packet for so long: the unit itself is looked for, and lost when it does not answer. */
  lostMs: number;
  /** After a power cycle: a lease, then no request for so long, proves the last file. */
  bootQuietMs: number;
  /** From the first block of an image to the unit's return with another version. */
  upgradeMs: number;
  /** False on loopback, where a sign of life is not asked for. */
  needsSignOfLife: boolean;
  /** Since when the station hears the bench without a gap; silence before it proves nothing. */
  listeningSince: EpochMs;
  /** False: the unit's own file is the last one ("key not rehearsed"). */
  isRehearsing: boolean;
  /** What must prove the last file; see {@link ProofLevel}. */
  proofs: ProofLevel;
  /** The same for units of a model, by its name. */
  proofsOf: Readonly<Record<string, ProofLevel>>;
}

export const defaultLimits: Limits = {
  askMs: 90_000,
  nextMs: 60_000,
  failMs: 300_000,
  quietMs: 30_000,
  lostMs: 20_000,
  bootQuietMs: 60_000,
  upgradeMs: 900_000,
  needsSignOfLife: true,
  listeningSince: 0,
  isRehearsing: true,
  proofs: 'usual',
  proofsOf: {},
};
