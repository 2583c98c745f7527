/**
 * What one run of the station leaves for the next: when it was last alive, whether it served, and how
 * it ended. A run that was killed or lost its power left no end, and is known by that.
 */
import * as z from 'zod';
import { type LastRun, lastRunSchema } from '../contract/preflight.ts';
import type { EpochMs } from '../contract/values.ts';
import type { Clock } from './clock.ts';
import type { Store } from './store/store.ts';

const KEPT_AS = 'run.last';
/** A run that ends by a power cut is known to have been alive so long before. */
const WRITE_EVERY_MS = 20_000;

export interface RunBookParts {
  store: Pick<Store, 'read' | 'write'>;
  clock: Clock;
  /** Units on the board. */
  units(): number;
}

export class RunBook {
  /** The run before this one; null: this is the first. */
  readonly lastRun: LastRun | null;
  readonly #parts: RunBookParts;
  #isServing = false;
  #isEnded = false;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  /** The latest time of this computer's clock so far. */
  #latest: EpochMs;

  constructor(parts: RunBookParts) {
    this.#parts = parts;
    this.lastRun = readLastRun(parts.store.read(({ meta }) => meta.get(KEPT_AS)));
    this.#latest = parts.clock.now();
  }

  /** Begins this run: from now on it counts as not ended. */
  begin(): Promise<void> {
    return this.#write(false);
  }

  /** The services run, or do not any more; durable when it resolves. */
  async serving(isServing: boolean): Promise<void> {
    if (this.#isServing === isServing) return;
    this.#isServing = isServing;
    await this.#write(false);
  }

  /** Call it about once a second. */
  async tick(): Promise<void> {
    const { clock } = this.#parts;
    this.#latest = Math.max(this.#latest, clock.now());
    if (clock.monotonicMs() - this.#writtenAtMs >= WRITE_EVERY_MS) await this.#write(false);
  }

  /** This run ends as it should. Later writes would undo that, so there are none. */
  end(): Promise<void> {
    const done = this.#write(true);
    this.#isEnded = true;
    return done;
  }

  /** The latest time anybody knows of, this run's or the one before's; what the clock must not be behind. */
  get latestKnown(): EpochMs {
    return Math.max(this.#latest, this.lastRun?.endedAt ?? 0);
  }

  async #write(isClean: boolean): Promise<void> {
    if (this.#isEnded) return;
    const { store, clock, units } = this.#parts;
    this.#writtenAtMs = clock.monotonicMs();
    const run: LastRun = {
      endedAt: clock.now(),
      isClean,
      wasServing: this.#isServing,
      units: units(),
    };
    await store.write(({ meta }) => meta.set(KEPT_AS, JSON.stringify(run)));
  }
}

const storedSchema = z.string().transform((text, context) => {
  try {
    return lastRunSchema.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'not a run' });
    return z.NEVER;
  }
});

function readLastRun(text: string | null): LastRun | null {
  return storedSchema.safeParse(text).data ?? null;
}
