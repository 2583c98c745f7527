/** Whether a unit and an account may become a pair. Pure: no clock, no store. */
import type { Account } from '../../contract/accounts.ts';
import type { Condition, Reason, Stage } from '../../contract/model.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { StoredBinding } from '../store/bindings.ts';
import { words } from './words.ts';

/** What binding must know of a unit on the bench. */
export interface BenchUnit {
  mac: Mac;
  stage: Stage;
  condition: Condition;
  reason: Reason | null;
  since: EpochMs;
  model: string | null;
  serial: string | null;
  firmware: string | null;
}

/** Which half a refusal is about; `pair`: each is fine, but not with the other. */
export type Fault = 'unit' | 'account' | 'pair';

export type PairJudgement =
  | { verdict: 'bound' }
  | { verdict: 'already'; reason: string }
  /** Nothing speaks against the pair but that the unit is on its way: it may be kept until then. */
  | { verdict: 'not-yet' }
  | { verdict: 'not-bound'; reason: string; fault: Fault };

export interface Pair {
  /** Null: never seen on this bench. */
  unit: BenchUnit | null;
  /** The unit's live binding. */
  live: StoredBinding | null;
  account: Account;
  /** Devices of the account besides this unit: bound ones, and those that bind when they are verified. */
  devices: readonly Mac[];
}

/**
 * Applies the rules to a whole pair, in the order a technician would want to hear of them.
 * @param mayWait  "Bind when ready": a pair of which only the unit is not verified yet is `not-yet`
 */
export function judgePair(
  { unit, live, account, devices }: Pair,
  now: EpochMs,
  mayWait: boolean,
): PairJudgement {
  if (live?.account === account.account) {
    return { verdict: 'already', reason: words.already(live, now) };
  }
  if (live !== null) return refused('unit', words.boundElsewhere(live, now));
  const problem = unitProblem(unit, now);
  const isWaiting = mayWait && unit !== null && isUnderWay(unit);
  if (unit === null || (problem !== null && !isWaiting)) {
    return refused('unit', problem ?? words.neverSeen);
  }
  if (account.status === 'closed') return refused('account', words.closed(account));
  if (devices.length >= account.allowed) return refused('account', words.full(account, devices));
  // A model not known yet will be, and is judged then.
  const isModelOpen = isWaiting && unit.model === null;
  if (!isModelOpen && !isAskedModel(account.model, unit.model)) {
    return refused('pair', words.wrongModel(account, unit));
  }
  return isWaiting ? { verdict: 'not-yet' } : { verdict: 'bound' };
}

/** Seen here, not verified, and nothing went wrong: it will be ready by itself. */
export function isUnderWay(unit: BenchUnit): boolean {
  return unit.stage !== 'VERIFIED' && unit.condition !== 'failed';
}

/** Why a unit cannot be bound to any account now; null when nothing speaks against it. */
export function unitProblem(unit: BenchUnit | null, now: EpochMs): string | null {
  if (unit === null) return words.neverSeen;
  const isReady = unit.stage === 'VERIFIED' && unit.condition !== 'failed';
  return isReady ? null : words.notReady(unit, now);
}

/** An account without a model takes any unit; an unknown model proves nothing and is refused. */
export function isAskedModel(asked: string | null, model: string | null): boolean {
  return asked === null || (model !== null && plainModel(asked) === plainModel(model));
}

/** `LINKSYS SPA-962`, `spa962` and `SPA962` are one model. */
function plainModel(model: string): string {
  return model
    .toUpperCase()
    .replace(/^(?:CISCO|LINKSYS|SIPURA)\b/, '')
    .replace(/[^0-9A-Z]/g, '');
}

function refused(fault: Fault, reason: string): PairJudgement {
  return { verdict: 'not-bound', fault, reason };
}
