/**
 * Lets a matter through once a minute per key, and only so many keys a minute, so that neither the
 * log nor memory grows with what strangers send.
 */
export class MinuteLimit {
  readonly #mostKeys: number;
  #keys = new Set<string>();
  #startedMs = Number.NEGATIVE_INFINITY;

  constructor(mostKeys: number) {
    this.#mostKeys = mostKeys;
  }

  /** @param nowMs monotonic */
  allows(key: string, nowMs: number): boolean {
    if (nowMs - this.#startedMs >= 60_000) {
      this.#startedMs = nowMs;
      this.#keys = new Set();
    }
    if (this.#keys.has(key) || this.#keys.size >= this.#mostKeys) return false;
    this.#keys.add(key);
    return true;
  }
}
