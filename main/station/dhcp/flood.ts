/** Newcomers that ask and never take: a few are boots cut short, many are made up. */
import type { Instant } from './lease.ts';

const WINDOW_MS = 5_000;
/** More than this many in five to ten seconds is a flood; a shelf switched on at once is none for long. */
const MOST_UNFOLLOWED = 64;

export class FloodGauge {
  #startedMs = Number.NEGATIVE_INFINITY;
  #asked = 0;
  #before = 0;

  /** A client without a lease was offered an address, or would have been had there been one. */
  asked(now: Instant): void {
    this.#turn(now);
    this.#asked += 1;
  }

  /** One of them took what it was offered. */
  took(now: Instant): void {
    this.#turn(now);
    if (this.#asked > 0) this.#asked -= 1;
    else if (this.#before > 0) this.#before -= 1;
  }

  isHigh(now: Instant): boolean {
    this.#turn(now);
    return this.#asked + this.#before > MOST_UNFOLLOWED;
  }

  #turn({ monotonicMs }: Instant): void {
    const sinceMs = monotonicMs - this.#startedMs;
    if (sinceMs < WINDOW_MS) return;
    this.#before = sinceMs < 2 * WINDOW_MS ? this.#asked : 0;
    this.#asked = 0;
    this.#startedMs = monotonicMs;
  }
}
