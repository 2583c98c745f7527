/** What the tracker starts from and waits by, out of store, settings and the running bench. */
import type { SettingsView } from '../contract/settings.ts';
import type { Basis } from './basis.ts';
import type { BenchRunner } from './bench-runner.ts';
import type { UnitRecord } from './provisioning/record.ts';
import { defaultLimits, type Limits } from './provisioning/unit-event.ts';
import type { Tables } from './store/store.ts';

/** The waits and proofs that count now. */
export function limitsOf(
  { quiet, limits, evidence }: Pick<SettingsView, 'quiet' | 'limits' | 'evidence'>,
  basis: Basis,
  { listeningSince, bench }: Pick<BenchRunner, 'listeningSince' | 'bench'>,
): Limits {
  const quietMs = quiet * 1000;
  return {
    ...defaultLimits,
    askMs: limits.ask * 1000,
    nextMs: limits.next * 1000,
    failMs: limits.failed * 1000,
    quietMs,
    proofs: evidence,
    bootQuietMs: 2 * quietMs,
    listeningSince,
    needsSignOfLife: bench?.network.isLoopback !== true,
    isRehearsing: basis.settings.rehearsal,
  };
}

/** A crash may have come between a binding and its mark on the unit; the binding decides. */
export function recordsAtStart({ units, bindings }: Tables): UnitRecord[] {
  return units.all().map((record) => {
    const { condition, reason } = record.beforeLinkLost ?? record;
    const isBound = bindings.live(record.mac) !== null;
    // Stations before this version knew no board.
    const isOffBoard = record.isOffBoard === true;
    return { ...record, isBound, isOffBoard, condition, reason, beforeLinkLost: null };
  });
}
