/** A store that refuses, such as on a full disk: shown to everybody, and over when writing succeeds again. */
import type { Clock } from './clock.ts';
import type { Store } from './store/store.ts';

export interface StoreFaultParts {
  store: Store;
  clock: Clock;
  /** The log cannot be written either, so every UI is told. */
  show(problem: string): void;
  over(problem: string): void;
}

/** Everybody tries again once a second; so long after the last who failed, writing is tried here. */
const OVER_AFTER_MS = 3000;

export class StoreFault {
  readonly #parts: StoreFaultParts;
  #last: { text: string; atMs: number } | null = null;

  constructor(parts: StoreFaultParts) {
    this.#parts = parts;
  }

  met(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#last = { text, atMs: this.#parts.clock.monotonicMs() };
    this.#parts.show(text);
  }

  /** Does what nobody waits for; a refusal is shown. */
  async kept(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.met(error);
    }
  }

  /** Once a second. @throws StationError while the store still refuses */
  async lookForRoom(): Promise<void> {
    const { store, clock, over } = this.#parts;
    const last = this.#last;
    if (last === null || clock.monotonicMs() - last.atMs < OVER_AFTER_MS) return;
    await store.write(({ meta }) => meta.set('store.fault-over', String(clock.now())));
    if (this.#last !== last) return;
    this.#last = null;
    over(last.text);
  }
}
