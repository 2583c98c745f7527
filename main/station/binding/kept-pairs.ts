/** "Bind when ready": pairs scanned before their unit was verified, bound by the same rules when it is. */
import type { Binding } from '../../contract/bindings.ts';
import type { ScanOutcome, Seat } from '../../contract/model.ts';
import { type EpochMs, formatMac } from '../../contract/values.ts';
import type { KeptPair } from '../store/seats.ts';
import type { Tables } from '../store/store.ts';
import { type BindingSettings, bindPair, pairOf, type UnitDirectory } from './pair.ts';
import { judgePair, unitProblem } from './rules.ts';
import { seatView } from './seat.ts';
import { words } from './words.ts';

/** A pair older than this is a box that was forgotten, not one that is nearly ready. */
const KEPT_MS = 24 * 3_600_000;

/** What became of a kept pair, as if it had been scanned now at its seat. */
export interface KeptOutcome {
  seat: Seat;
  outcome: ScanOutcome;
  /** Null: refused. */
  binding: Binding | null;
}

/**
 * Whether there is anything to decide about the pair: its unit is ready, or the wait is over. One that failed may
 * be provisioned again and still get there.
 */
export function isDue(
  pair: KeptPair,
  units: UnitDirectory,
  settings: BindingSettings,
  now: EpochMs,
): boolean {
  const isTooOld = Math.abs(now - pair.at) >= KEPT_MS;
  const isReady = unitProblem(units.byMac(pair.mac), now) === null;
  return !settings.bindWhenReady || isTooOld || isReady;
}

/** Binds the pair or refuses it, stores which, and pauses a seat a person looks at after a refusal. */
export function settlePair(
  tables: Tables,
  units: UnitDirectory,
  pair: KeptPair,
  about: { settings: BindingSettings; at: EpochMs; isLocking: boolean },
): KeptOutcome {
  const { mac, account: number, seat } = pair;
  const { at } = about;
  tables.seats.dropPair(mac);
  const { binding, reason } = decide(tables, units, pair, about);
  const verdict = binding === null ? 'not-bound' : 'bound';
  const text = formatMac(mac);
  const outcome: ScanOutcome = {
    ...{ at, text, class: 'mac', verdict, unit: mac, account: number, reason },
  };
  tables.scans.add(seat, outcome);
  const memory = tables.seats.of(seat);
  const isRefusal = binding === null && about.isLocking;
  const next = isRefusal && memory.lockedBy === null ? { ...memory, lockedBy: outcome } : memory;
  if (next !== memory) tables.seats.save(next);
  return { seat: seatView(next), outcome, binding };
}

function decide(
  tables: Tables,
  units: UnitDirectory,
  { mac, account: number, seat, at: keptAt }: KeptPair,
  { settings, at }: { settings: BindingSettings; at: EpochMs },
): { binding: Binding | null; reason: string | null } {
  const refused = (reason: string) => ({ binding: null, reason });
  if (!settings.bindWhenReady) return refused(words.waitSwitchedOff);
  if (Math.abs(at - keptAt) >= KEPT_MS) return refused(words.waitedTooLong);
  const account = tables.accounts.get(number);
  if (account === null) return refused(words.notOnList);
  const pair = pairOf(tables, units, mac, account);
  const judged = judgePair(pair, at, false);
  if (judged.verdict !== 'bound' || pair.unit === null) {
    return refused('reason' in judged ? judged.reason : words.neverSeen);
  }
  return { binding: bindPair(tables, pair.unit, { account: number, seat, at }), reason: null };
}
