/** Notices what a computer does to time: it sleeps, it stands still, somebody sets its clock. */
import type { EpochMs } from '../contract/values.ts';
import type { Clock } from './clock.ts';

export interface TimeGap {
  /** `stood-still`: nothing could be heard so long; `clock-set`: the wall clock was moved, back when negative. */
  kind: 'stood-still' | 'clock-set';
  ms: number;
  /** The clock as it is now. */
  at: EpochMs;
}

/** Below this it is a busy computer, or one that is told the time a little at a time. */
const LEAST_MS = 5000;

/** Asked once a second; a sleeping computer's wall clock runs on, its monotonic one may or may not. */
export class TimeGaps {
  readonly #clock: Clock;
  #wall: EpochMs;
  #monotonic: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.now();
    this.#monotonic = clock.monotonicMs();
  }

  /** @returns what happened since it was asked last; null: time ran as it should */
  look(): TimeGap | null {
    const at = this.#clock.now();
    const monotonic = this.#clock.monotonicMs();
    const ran = monotonic - this.#monotonic;
    const set = at - this.#wall - ran;
    this.#wall = at;
    this.#monotonic = monotonic;
    if (Math.abs(set) >= LEAST_MS) return { kind: 'clock-set', ms: set, at };
    return ran >= LEAST_MS ? { kind: 'stood-still', ms: ran, at } : null;
  }
}

/** For the log. */
export function gapText({ kind, ms }: TimeGap): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const long = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  if (kind === 'stood-still') {
    return `This computer stood still for ${long}: what units said meanwhile was not heard, so waits begin anew.`;
  }
  const how = ms < 0 ? `${long} back` : `${long} forward, or this computer slept`;
  return `The clock of this computer moved ${how}: waits begin anew.`;
}
