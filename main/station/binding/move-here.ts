/** "Move it here": a unit that is bound elsewhere goes to this account, with the reason kept. */
import type { Binding } from '../../contract/bindings.ts';
import type { ScanOutcome } from '../../contract/model.ts';
import { type EpochMs, formatMac, type Mac } from '../../contract/values.ts';
import type { Tables } from '../store/store.ts';
import { bindPair, pairOf, type UnitDirectory } from './pair.ts';
import { judgePair } from './rules.ts';
import { words } from './words.ts';

export interface Move {
  seat: string;
  mac: Mac;
  account: string;
  reason: string;
  at: EpochMs;
  /** Whether a refusal pauses this seat. */
  isLocking: boolean;
}

export interface Moved {
  outcome: ScanOutcome;
  /** The binding that ended; null: there was none, or the move was refused. */
  ended: Binding | null;
  /** The binding that began; null: refused. */
  binding: Binding | null;
}

/** Runs inside the store's transaction. The old binding ends only when the new one may begin. */
export function moveStep(tables: Tables, units: UnitDirectory, move: Move): Moved {
  const { seat, mac, account: number, reason, at } = move;
  const outcomeOf = (verdict: ScanOutcome['verdict'], why: string | null): ScanOutcome => ({
    ...{ at, text: formatMac(mac), class: 'mac', verdict, unit: mac, account: number, reason: why },
  });
  const done = (moved: Moved): Moved => {
    const { outcome } = moved;
    const isRefusal = outcome.verdict === 'not-bound' && move.isLocking;
    tables.seats.save({ seat, half: null, last: null, lockedBy: isRefusal ? outcome : null });
    tables.scans.add(seat, outcome);
    return moved;
  };
  const refused = (verdict: 'not-bound' | 'already', why: string) =>
    done({ outcome: outcomeOf(verdict, why), ended: null, binding: null });

  const account = tables.accounts.get(number);
  if (account === null) return refused('not-bound', words.notOnList);
  const pair = pairOf(tables, units, mac, account);
  const { live, unit } = pair;
  const isElsewhere = live !== null && live.account !== number;
  const judged = judgePair(isElsewhere ? { ...pair, live: null } : pair, at, false);
  if (judged.verdict !== 'bound' || unit === null) {
    const why = 'reason' in judged ? judged.reason : words.neverSeen;
    return refused(judged.verdict === 'already' ? 'already' : 'not-bound', why);
  }
  const ended = live && tables.bindings.end(live.id, 'released', at, reason);
  const binding = bindPair(tables, unit, { account: number, seat, at });
  return done({ outcome: outcomeOf('bound', null), ended, binding });
}
