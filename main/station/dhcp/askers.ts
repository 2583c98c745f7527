/**
 * MACs that asked for an address and took none yet. Only so many become units on the board: the others,
 * most of them made up in a flood, are met once they take a lease.
 */
import type { Mac } from '../../contract/values.ts';

const MOST_ASKERS = 512;
const KEPT_MS = 600_000;

export class Askers {
  /** MAC → when it was first seen; oldest first. */
  readonly #since = new Map<Mac, number>();

  /**
   * Whether this one is among those told of.
   * @param nowMs monotonic
   */
  admits(mac: Mac, nowMs: number): boolean {
    if (this.#since.has(mac)) return true;
    for (const [old, sinceMs] of this.#since) {
      if (nowMs - sinceMs < KEPT_MS) break;
      this.#since.delete(old);
    }
    if (this.#since.size >= MOST_ASKERS) return false;
    this.#since.set(mac, nowMs);
    return true;
  }

  took(mac: Mac): void {
    this.#since.delete(mac);
  }
}
