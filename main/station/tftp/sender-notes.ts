/** Keeps the log readable when somebody sends rubbish: one line per sender and minute. */
import type { Ipv4 } from '../../contract/values.ts';

const MINUTE_MS = 60_000;
/** Senders remembered; when more appear within a minute, the newcomers go unlogged. */
const MAX_SENDERS = 1_000;

export class SenderNotes {
  readonly #lastAt = new Map<Ipv4, number>();

  /** @returns whether a line about this sender may be written now (monotonic milliseconds). */
  mayNote(sender: Ipv4, now: number): boolean {
    const last = this.#lastAt.get(sender);
    if (last !== undefined && now - last < MINUTE_MS) return false;
    if (this.#lastAt.size >= MAX_SENDERS) this.#forget(now);
    if (this.#lastAt.size >= MAX_SENDERS) return false;
    this.#lastAt.delete(sender); // keeps the map in order of time
    this.#lastAt.set(sender, now);
    return true;
  }

  #forget(now: number): void {
    for (const [sender, at] of this.#lastAt) {
      if (now - at < MINUTE_MS) return;
      this.#lastAt.delete(sender);
    }
  }
}
