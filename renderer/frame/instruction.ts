/** What the ribbon says: pure. */
import type { ScanOutcome, Seat } from '../../main/contract/model.ts';
import type { DroppedHalf } from '../mirror/scans.ts';
import { droppedText } from '../scan/verdict.ts';
import { macTail } from '../units/names.ts';

export interface Instruction {
  mood: 'ready' | 'half' | 'paused' | 'off' | 'learning';
  text: string;
  /** Why, or what became of the last scan; null: nothing to add. */
  detail: string | null;
}

export interface RibbonFacts {
  isGone: boolean;
  /** Keys go to Settings, where a scanner is learned. */
  isLearning: boolean;
  pending: number;
  problem: string | null;
  seat: Seat;
  shown: ScanOutcome | null;
  dropped: DroppedHalf | null;
}

/** The same wherever the person is: a scan means binding on every screen. */
export function instructionOf(facts: RibbonFacts): Instruction {
  const { seat, shown, dropped, problem } = facts;
  if (facts.isGone) {
    return { mood: 'off', text: 'Not connected — do not scan', detail: null };
  }
  if (facts.isLearning) {
    return { mood: 'learning', text: 'Learning — scan the test barcode', detail: null };
  }
  if (seat.lockedBy !== null) {
    const text = 'Scanning is paused — press Enter or scan OK';
    return { mood: 'paused', text, detail: seat.lockedBy.reason };
  }
  if (facts.pending > 1) return { mood: 'ready', text: 'Working…', detail: null };
  if (problem !== null) return { mood: 'paused', text: 'Scan again', detail: problem };
  if (seat.heldUnit !== null) {
    return half(`Device ${macTail(seat.heldUnit)} held — scan the account`, shown);
  }
  if (seat.heldAccount !== null) {
    return half(`Account ${seat.heldAccount} held — scan the device`, shown);
  }
  const text = 'Ready — scan a device or an account';
  const detail = dropped === null ? saidOf(shown) : droppedText(dropped);
  return { mood: 'ready', text, detail };
}

function half(text: string, shown: ScanOutcome | null): Instruction {
  return { mood: 'half', text, detail: saidOf(shown) };
}

/** What the last scan said that its place in the ribbon does not show by itself. */
function saidOf(shown: ScanOutcome | null): string | null {
  switch (shown?.verdict) {
    case 'not-readable':
    case 'ambiguous':
    case 'already':
    case 'replaced':
    case 'command':
      return shown.reason;
    default:
      return null;
  }
}
