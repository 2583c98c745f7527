/** What the station remembers of a unit between two events; `advance.ts` turns one into the next. */
import type { Condition, Reason, Stage } from '../../contract/model.ts';
import type { ReadBackView } from '../../contract/proof.ts';
import type { EpochMs, Ipv4, Mac } from '../../contract/values.ts';
import type { UpgradeProgress } from './upgrade-progress.ts';

/** The chain's four files, in order: common, own (SEC-PRV-1), rehearsal (SEC-PRV-2), last. */
export const chainSteps = ['common', 'own', 'rehearsal', 'last'] as const;
export type ChainStep = (typeof chainSteps)[number];

/** How one file of the chain fared in the present pass. */
export interface StepProgress {
  askedAt: EpochMs | null;
  /** When it was last served whole, counting from the present pass. */
  servedAt: EpochMs | null;
  /** Served whole so often without the next step being asked for; three mean rejection. */
  servedCount: number;
  /** When the unit's own success line named this file. */
  reportedAt: EpochMs | null;
}

export interface UnitRecord {
  mac: Mac;
  model: string | null;
  serial: string | null;
  firmware: string | null;
  address: Ipv4 | null;
  vendorClass: string | null;
  isClaimed: boolean;
  /** A person took it off the board; it comes back when it is heard again. */
  isOffBoard: boolean;
  stage: Stage;
  condition: Condition;
  reason: Reason | null;
  since: EpochMs;
  firstSeenAt: EpochMs;
  lastSeenAt: EpochMs;
  attention: string | null;
  /** Bound to an account: gets no more profiles until released or provisioned again. */
  isBound: boolean;
  /** A person asked for another pass through the chain although the unit is bound. */
  mayGoAgain: boolean;
  /** When a person last chose to provision it again: waits begin anew there. Older records lack it. */
  againAt?: EpochMs;
  /**
   * Customization of its Info page: `Pending`, the company's name, or `Open`; null: not known. But for
   * `Open` it is an RC unit and left alone.
   */
  customisation: string | null;
  steps: Record<ChainStep, StepProgress>;
  /** Its firmware comes before its first file; null: nothing to upgrade. */
  upgrade: UpgradeProgress | null;
  /** An `Upgrade_Rule` of this station was given to it once: later files take it away. */
  hadUpgradeRule: boolean;
  /** Last request for any file; the quiet proof counts from here. */
  lastRequestAt: EpochMs | null;
  lastFailureAt: EpochMs | null;
  lastLeaseAt: EpochMs | null;
  /** DISCOVERs of new starts since a file last went out whole, at most the last eight. */
  startsAt: EpochMs[];
  /** What was read back last in this pass, of either kind of values. */
  readBacks: Record<ReadBackView['phase'], ReadBackView | null>;
  /** No more is read back by itself in this pass. */
  isReadBackOver: boolean;
  /** What proved the last file while its read-back was still awaited. */
  lastProof: { at: EpochMs; kind: string; detail: string } | null;
  /** Its last file switches its web server off: nothing can be read back after it. */
  isLockedAtEnd: boolean;
  /** When the values it is to leave with were looked through, and nothing of the bench was in them. */
  releaseCheckedAt: EpochMs | null;
  /** It did what no unit does, such as writing over a profile: it gets no file until a person decides. */
  heldBecause: string | null;
  /** What the card's loss covers up; given back when the link returns. */
  beforeLinkLost: { condition: Condition; reason: Reason | null } | null;
}

const untouched: StepProgress = { askedAt: null, servedAt: null, servedCount: 0, reportedAt: null };

export function untouchedSteps(): Record<ChainStep, StepProgress> {
  return { common: untouched, own: untouched, rehearsal: untouched, last: untouched };
}

/** Nothing of the ladder's end is shown yet in this pass. */
export const unproved = {
  readBacks: { rehearsal: null, last: null },
  isReadBackOver: false,
  lastProof: null,
  isLockedAtEnd: false,
  releaseCheckedAt: null,
} satisfies Partial<UnitRecord>;

/** A unit the station meets for the first time; factory state is assumed. */
export function newUnitRecord(mac: Mac, at: EpochMs): UnitRecord {
  return {
    mac,
    model: null,
    serial: null,
    firmware: null,
    address: null,
    vendorClass: null,
    isClaimed: false,
    isOffBoard: false,
    stage: 'MFG-RESET',
    condition: 'ok',
    reason: null,
    since: at,
    firstSeenAt: at,
    lastSeenAt: at,
    attention: null,
    isBound: false,
    mayGoAgain: false,
    customisation: null,
    steps: untouchedSteps(),
    upgrade: null,
    hadUpgradeRule: false,
    lastRequestAt: null,
    lastFailureAt: null,
    lastLeaseAt: null,
    startsAt: [],
    ...unproved,
    heldBecause: null,
    beforeLinkLost: null,
  };
}
