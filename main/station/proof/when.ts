/** When a unit is asked for its values after its last file, and how often. Pure. */
import type { EpochMs } from '../../contract/values.ts';
import { finalStep } from '../provisioning/marks.ts';
import type { UnitRecord } from '../provisioning/record.ts';
import type { Limits } from '../provisioning/unit-event.ts';
import { isReadBack, levelOf } from './level.ts';

/** A unit restarts after its last file; until it is back it answers nothing. */
const EVERY_MS = 3_000;

/**
 * @returns null: not now. `isFinal`: it had the time of two quiets to come back and obey; what it says now
 *   stands
 */
export function wantsReadBack(
  unit: UnitRecord,
  now: EpochMs,
  limits: Limits,
): { isFinal: boolean } | null {
  const served = unit.steps[finalStep(limits)].servedAt;
  const { rehearsal, last } = unit.readBacks;
  const level = levelOf(unit, limits);
  if (served === null || unit.stage === 'VERIFIED' || unit.address === null) return null;
  if (!isReadBack(level) || unit.isReadBackOver || unit.isLockedAtEnd) return null;
  if (level === 'usual' && rehearsal?.outcome !== 'equal') return null;
  const everyMs = Math.min(EVERY_MS, limits.quietMs);
  if (now - Math.max(served, last?.at ?? 0) < everyMs) return null;
  return { isFinal: now - served >= 2 * limits.quietMs + EVERY_MS };
}
