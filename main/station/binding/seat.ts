/** What a scanning place holds between two scans, and for how long. Pure. */
import type { Seat } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
import type { SeatMemory } from '../store/seats.ts';

/**
 * An account scanned this soon after a refused unit was meant for that unit (and the other way round).
 * Without this rule a row of scans would slip by one and bind every unit to its neighbour's account.
 */
export const REFUSED_HALF_MS = 10_000;
/** The same value again within this time is a scanner that fired twice. */
export const DOUBLE_SCAN_MS = 2_000;

/**
 * The memory without a half pair that is too old; judged by distance, so a clock set back ages it too.
 * @param halfPairMs  how long a good half is held
 */
export function withoutExpired(memory: SeatMemory, now: EpochMs, halfPairMs: number): SeatMemory {
  if (memory.half === null) return memory;
  const limit = memory.half.isRefused ? REFUSED_HALF_MS : halfPairMs;
  return Math.abs(now - memory.half.at) < limit ? memory : { ...memory, half: null };
}

export function isDoubleScan(memory: SeatMemory, text: string, now: EpochMs): boolean {
  return memory.last?.text === text && Math.abs(now - memory.last.at) < DOUBLE_SCAN_MS;
}

/** After OK: scanning goes on, and the half that was refused is put aside. */
export function acknowledged(memory: SeatMemory): SeatMemory {
  const half = memory.half?.isRefused ? null : memory.half;
  return { ...memory, half, last: null, lockedBy: null };
}

/** As a UI sees it; a refused half is not held. */
export function seatView({ seat, half, lockedBy }: SeatMemory): Seat {
  const held = half?.isRefused ? null : half;
  return {
    seat,
    heldUnit: held?.kind === 'unit' ? held.value : null,
    heldAccount: held?.kind === 'account' ? held.value : null,
    heldAt: held?.at ?? null,
    lockedBy,
  };
}
