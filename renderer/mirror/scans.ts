/** The scanning place in the mirror: what it holds, what it said last, what it dropped. Pure. */
import type { ScanOutcome, Seat, Unit } from '../../main/contract/model.ts';
import type { EpochMs, Mac } from '../../main/contract/values.ts';

const SCANS_KEPT = 500;

/** The part of the mirror that scans change. */
export interface ScanPart {
  /** Oldest first. */
  scans: readonly ScanOutcome[];
  seat: Seat;
  /** The outcome the verdict panel shows; null once the next scan has begun. */
  shown: ScanOutcome | null;
  /** The half pair that was let go last, until the next scan begins. */
  dropped: DroppedHalf | null;
}

export interface DroppedHalf {
  unit: Mac | null;
  account: string | null;
  /** `cancel`: a person let it go; `time`: the second scan did not come. */
  by: 'cancel' | 'time';
}

/** The newest scans of a snapshot, oldest first. */
export function keptScans(scans: readonly ScanOutcome[]): ScanOutcome[] {
  return [...scans].sort((a, b) => a.at - b.at).slice(-SCANS_KEPT);
}

/**
 * Takes an outcome once, whichever of answer and change comes first, and does to the seat what the
 * station did, where the outcome tells: which half a refusal clears only the change that follows
 * says. `ignored` leaves the panel alone.
 */
export function withScan<Part extends ScanPart>(part: Part, outcome: ScanOutcome): Part {
  const isKnown = part.scans.some(
    (known) =>
      known.at === outcome.at && known.text === outcome.text && known.verdict === outcome.verdict,
  );
  if (isKnown) return part;
  const scans = [...part.scans.slice(1 - SCANS_KEPT), outcome];
  if (outcome.verdict === 'ignored') return { ...part, scans };
  const isCancel = isCommand(outcome, 'CANCEL');
  return {
    ...part,
    scans,
    shown: outcome,
    seat: seatAfter(part.seat, outcome),
    dropped: isCancel ? halfOf(part.seat, 'cancel') : null,
  };
}

/** Takes the seat as the station says it is; a half that vanished without a scan is noted. */
export function withSeat<Part extends ScanPart>(part: Part, seat: Seat): Part {
  const before = part.seat;
  const isSameLock = before.lockedBy?.at === seat.lockedBy?.at;
  const isDropped = isHolding(before) && !isHolding(seat) && isSameLock;
  return { ...part, seat, dropped: isDropped ? halfOf(before, 'time') : part.dropped };
}

/** First key of the next scan: an old verdict never stands beside a new unit. */
export function withScanBegun<Part extends ScanPart>(part: Part): Part {
  return part.shown === null && part.dropped === null
    ? part
    : { ...part, shown: null, dropped: null };
}

export function isHolding(seat: Seat): boolean {
  return (seat.heldUnit ?? seat.heldAccount) !== null;
}

/** Whether an outcome is that command barcode, however the scanner wrote it. */
export function isCommand(outcome: Pick<ScanOutcome, 'class' | 'text'>, command: string): boolean {
  return outcome.class === 'command' && outcome.text.toUpperCase().includes(`PPS-${command}`);
}

function halfOf(seat: Seat, by: DroppedHalf['by']): DroppedHalf | null {
  return isHolding(seat) ? { unit: seat.heldUnit, account: seat.heldAccount, by } : null;
}

function seatAfter(seat: Seat, outcome: ScanOutcome): Seat {
  const empty = { heldUnit: null, heldAccount: null, heldAt: null };
  switch (outcome.verdict) {
    case 'held':
    case 'replaced':
      return { ...seat, heldUnit: outcome.unit, heldAccount: outcome.account, heldAt: outcome.at };
    case 'bound':
    case 'already':
      return { ...seat, ...empty, lockedBy: null };
    case 'command':
      if (isCommand(outcome, 'CANCEL')) return { ...seat, ...empty };
      return isCommand(outcome, 'OK') ? { ...seat, lockedBy: null } : seat;
    default:
      return seat;
  }
}

/** The last bind of this seat that still stands, and whether it may be taken back. */
export function lastBindOf(part: {
  scans: readonly ScanOutcome[];
  units: ReadonlyMap<Mac, Unit>;
}): { unit: Mac; account: string; at: EpochMs; canUndo: boolean } | null {
  const scan = part.scans.findLast(({ verdict, unit, account }) => {
    const known = unit === null ? undefined : part.units.get(unit);
    return verdict === 'bound' && known?.binding !== 'none' && known?.account === account;
  });
  if (!scan || scan.unit === null || scan.account === null) return null;
  return {
    unit: scan.unit,
    account: scan.account,
    at: scan.at,
    canUndo: part.units.get(scan.unit)?.binding === 'bound',
  };
}
