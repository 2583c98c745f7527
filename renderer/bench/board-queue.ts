/**
 * Which tiles are drawn next (UI design, section 14): at most eight per frame, failures first, and
 * no state that lasted less than a quarter of a second. Pure; times are handed in.
 */
import type { Unit } from '../../main/contract/model.ts';
import type { EpochMs, Mac } from '../../main/contract/values.ts';
import { needsAttention, tileStateOf } from '../units/tile-state.ts';

export const TILES_PER_FRAME = 8;
export const SHORTEST_STATE_MS = 250;

interface Waiting {
  unit: Unit;
  dueAt: EpochMs;
}

export class BoardQueue {
  /** In the order in which the units changed first. */
  readonly #waiting = new Map<Mac, Waiting>();

  /**
   * Takes note of a unit that changed.
   * @param shown  what its tile shows now; a unit that went there and back is no change of state
   */
  put(unit: Unit, shown: Unit | undefined, now: EpochMs): void {
    const before = this.#waiting.get(unit.mac);
    const state = tileStateOf(unit).id;
    if (shown !== undefined && tileStateOf(shown).id === state) {
      this.#waiting.set(unit.mac, { unit, dueAt: now });
    } else if (before !== undefined && tileStateOf(before.unit).id === state) {
      this.#waiting.set(unit.mac, { unit, dueAt: before.dueAt });
    } else {
      // The station's clock says since when; a clock that is off can neither hold back nor hurry.
      const dueAt = Math.min(
        Math.max(unit.since + SHORTEST_STATE_MS, now),
        now + SHORTEST_STATE_MS,
      );
      this.#waiting.set(unit.mac, { unit, dueAt });
    }
  }

  remove(mac: Mac): void {
    this.#waiting.delete(mac);
  }

  /** The units to draw in this frame; they leave the queue. */
  take(now: EpochMs): Unit[] {
    const due = [...this.#waiting.values()].filter(({ dueAt }) => dueAt <= now);
    const urgent = due.filter(({ unit }) => needsAttention(unit));
    const rest = due.filter(({ unit }) => !needsAttention(unit));
    const taken = [...urgent, ...rest].slice(0, TILES_PER_FRAME).map(({ unit }) => unit);
    for (const { mac } of taken) this.#waiting.delete(mac);
    return taken;
  }

  /** When the next unit may be drawn; null: none waits. */
  nextDueAt(): EpochMs | null {
    let next: EpochMs | null = null;
    for (const { dueAt } of this.#waiting.values()) {
      if (next === null || dueAt < next) next = dueAt;
    }
    return next;
  }
}
