import type { EpochMs } from '../../../contract/values.ts';
import type { ProfileFormat } from '../packed/detect.ts';
import type { ProfileProblem } from '../problem.ts';
import type { RuleExplanation } from '../rules/rule-types.ts';
import type { ParameterChange, ResyncCause, ResyncEnd, UpgradeEnd } from './actions.ts';
import type { Boot, Wake } from './timers.ts';

/** A change as people may see it: of a secret, fingerprints stand for the values. */
export type ShownChange = ParameterChange & { isSecret: boolean };

/**
 * What happens to a simulated unit, in order. No text in it holds a secret: values of secret
 * parameters and keys show as fingerprints, also in the middle of URLs, bodies and log lines.
 */
export type UnitEvent = { at: EpochMs } & (
  | { type: 'boot'; boot: Boot; firmware: string }
  /** `setting`: the value of the parameter that decides; '' for what no parameter does. */
  | { type: 'wait'; until: EpochMs; wake: Wake; setting: string }
  /** Nothing happens any more by itself. */
  | { type: 'rest'; why: string }
  | { type: 'resync'; cause: ResyncCause; by: Wake['by'] }
  | { type: 'rule'; parameter: string; explanation: RuleExplanation }
  | { type: 'assigned'; change: ShownChange }
  | {
      type: 'request';
      purpose: 'profile' | 'firmware';
      method: 'GET' | 'POST';
      /** With scheme, server and port. */
      url: string;
      body: string | null;
      hasKey: boolean;
    }
  | { type: 'file'; sizeBytes: number; version: string | null }
  | { type: 'not-found' }
  | { type: 'opened'; format: ProfileFormat; usedKey: boolean }
  | { type: 'applied'; changes: ShownChange[]; ignored: readonly string[] }
  /** A step came to nothing; `why` is what `$ERR` says. */
  | { type: 'failed'; why: string; problem: ProfileProblem | null }
  | { type: 'log'; server: string; line: string }
  | {
      type: 'resynced';
      outcome: ResyncEnd['outcome'];
      why: string | null;
      changed: string[];
      reboots: boolean;
    }
  | {
      type: 'upgraded';
      outcome: UpgradeEnd['outcome'];
      why: string | null;
      from: string;
      to: string;
      url: string | null;
    }
);

/** Why a simulation is over. */
export type SimulationEnd =
  /** The unit waits for a person or a power cycle. */
  | 'nothing-more'
  /** It asked for the same files twice, and nothing changed: so it goes on. */
  | 'steady'
  | 'limit-of-time'
  | 'limit-of-events'
  | 'limit-of-resyncs';

/** Where a simulation stops at the latest. */
export interface SimulationLimits {
  events: number;
  /** Since power-on. */
  seconds: number;
  resyncs: number;
}
