/** What the station remembers of a unit between two events; `advance.ts` turns one into the next. */
import type { Condition, Reason, Stage } from '../../contract/model.ts';
import type { EpochMs, Ipv4, Mac } from '../../contract/values.ts';

/** The chain's four files, in order (common, own, rehearsal, last). */
export type ChainStep = 'common' | 'own' | 'rehearsal' | 'last';

/** How often and when one file of the chain went out in the present pass. */
export interface StepProgress {
  askedAt: EpochMs | null;
  servedAt: EpochMs | null;
  /** Served whole, counted since the step before was proved; rising without progress means rejection. */
  servedCount: number;
}

export interface UnitRecord {
  mac: Mac;
  model: string | null;
  serial: string | null;
  firmware: string | null;
  address: Ipv4 | null;
  vendorClass: string | null;
  isClaimed: boolean;
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
  steps: Record<ChainStep, StepProgress>;
  /** Last request for any file; the quiet proof counts from here. */
  lastRequestAt: EpochMs | null;
  lastFailureAt: EpochMs | null;
  lastLeaseAt: EpochMs | null;
  /** DISCOVERs since the last file went out whole, at most the last eight. */
  discoversAt: EpochMs[];
}
