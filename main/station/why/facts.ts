/** What is asked when somebody asks why, and what a rule says. */
import type { Evidence, FailureCode, ForeignClient, StationStatus } from '../../contract/model.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { NearMac, Why } from '../../contract/why.ts';
import type { ClientKind } from '../dhcp/wanted.ts';
import type { UnitRecord } from '../provisioning/record.ts';
import type { Limits } from '../provisioning/unit-event.ts';
import type { TypedMac } from './near.ts';

/** Everything the station knows that may have stopped this one. */
export interface WhyFacts {
  typed: TypedMac;
  now: EpochMs;
  limits: Limits;
  station: Pick<
    StationStatus,
    'state' | 'problem' | 'locked' | 'startedAt' | 'interface' | 'warnings' | 'pool'
  > & {
    /** What the self-test found wrong with the services a unit needs. */
    broken: string[];
    /** Why those a unit needs do not run: stopped alone, a port taken, a socket that failed. */
    missing: string[];
    /** Whether this station gives addresses. */
    hasDhcp: boolean;
    ownMac: Mac | null;
    allowAll: boolean;
  };
  /** Null: never met as a unit. */
  unit: UnitRecord | null;
  account: string | null;
  /** Its batch of the export; null: not exported, or not bound. */
  batch: number | null;
  /** What DHCP saw of it without taking it for a unit. */
  foreign: ForeignClient | null;
  kind: ClientKind;
  /** Its last DHCP message of this run, and what became of it. */
  dhcp: { at: EpochMs; message: string; outcome: string } | null;
  /** When a packet of it was last seen in this run. */
  heardAt: EpochMs | null;
  last: Evidence | null;
  near: NearMac[];
}

export type Answer = Pick<Why, 'verdict' | 'rule' | 'sentence'> & {
  code?: FailureCode | null;
  todo?: string | null;
};
/** Null: this did not stop it. */
export type Rule = (facts: WhyFacts, mac: Mac) => Answer | null;
