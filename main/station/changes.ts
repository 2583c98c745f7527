/**
 * Numbers what the station announces, holds the latest, and hands every UI the changes it has not seen.
 *
 * A subscriber is a position in what is held, not a queue of its own: a slow one costs no memory, and
 * one that is overtaken is told so (`GAP`) and asks for the snapshot again. Nothing is skipped silently
 * and nothing changes places.
 */
import { randomUUID } from 'node:crypto';
import type { Change, Changes } from '../contract/contract.ts';
import { StationError } from '../contract/errors.ts';

export interface ChangesOptions {
  /** How many changes a UI may be behind. */
  hold?: number;
  /** How much log text may be held, in characters: a flood of long syslog lines must not fill memory. */
  holdCharacters?: number;
  /** Pause between two batches of changes nobody waits for. */
  pauseMs?: number;
  /** A stream with no news says so after this time, by an empty batch: silence means a stuck station. */
  heartbeatMs?: number;
  /** Largest batch, in changes. */
  batchSize?: number;
}

/** Somebody stands at the bench and waits for these: they are sent at once. */
const urgent: ReadonlySet<Change['type']> = new Set(['scan', 'seat', 'binding', 'status']);

interface Waiter {
  onlyUrgent: boolean;
  wake: () => void;
}

export class ChangesHub {
  /** Random per start: numbers of another run mean nothing. */
  readonly run = randomUUID();
  readonly #hold: number;
  readonly #holdCharacters: number;
  readonly #pauseMs: number;
  readonly #heartbeatMs: number;
  readonly #batchSize: number;
  readonly #waiters = new Set<Waiter>();
  #held: Change[] = [];
  #heldCharacters = 0;
  #seq = 0;
  #lastUrgent = 0;
  #subscribers = 0;
  /** Streams opened before the last {@link endStreams} belong to an earlier one. */
  #generation = 0;

  constructor(options: ChangesOptions = {}) {
    this.#hold = options.hold ?? 20_000;
    this.#holdCharacters = options.holdCharacters ?? 16_000_000;
    this.#pauseMs = options.pauseMs ?? 100;
    this.#heartbeatMs = options.heartbeatMs ?? 1000;
    this.#batchSize = options.batchSize ?? 500;
  }

  /** Number of the last change published; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** How many streams are open. */
  get subscribers(): number {
    return this.#subscribers;
  }

  /** Announces changes that are stored, in that order. Never throws, never waits. */
  publish(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    let isUrgent = false;
    for (const change of changes) {
      this.#seq += 1;
      this.#held.push(change);
      this.#heldCharacters += charactersOf(change);
      if (urgent.has(change.type)) {
        isUrgent = true;
        this.#lastUrgent = this.#seq;
      }
    }
    this.#dropOldest();
    for (const waiter of [...this.#waiters]) if (isUrgent || !waiter.onlyUrgent) waiter.wake();
  }

  /**
   * Ends every open stream with `GAP`, so that each UI takes a new snapshot: another station stands
   * behind the same facade now. The hub goes on; streams opened later are served as ever.
   */
  endStreams(): void {
    this.#generation += 1;
    for (const waiter of [...this.#waiters]) waiter.wake();
  }

  /**
   * Batches of changes after `afterSeq`, without end until `signal` aborts.
   *
   * What is already held comes at once; later changes at most every `pauseMs`, except that an urgent
   * one takes everything before it along immediately.
   *
   * @throws StationError GAP when `run` is another start, the number lies ahead of us, the
   *   subscriber is so late that changes it has not seen are no longer held, or {@link endStreams}.
   */
  async *subscribe(
    run: string,
    afterSeq: number,
    signal: AbortSignal,
  ): AsyncGenerator<Changes, void, void> {
    this.#subscribers += 1;
    const generation = this.#generation;
    try {
      let next = afterSeq + 1;
      let isBacklog = true;
      while (!signal.aborted) {
        const isOver = run !== this.run || generation !== this.#generation;
        if (isOver || next < this.#firstHeld || next > this.#seq + 1) throw gap();
        if (next > this.#seq) {
          isBacklog = false;
          const isNews = await this.#wait(signal, { ms: this.#heartbeatMs, onlyUrgent: false });
          if (!isNews && !signal.aborted) yield { first: next, changes: [] };
        } else if (isBacklog || this.#lastUrgent >= next) {
          const batch = this.#batchFrom(next);
          next += batch.changes.length;
          yield batch;
        } else {
          await this.#wait(signal, { ms: this.#pauseMs, onlyUrgent: true });
          isBacklog = true; // whatever came meanwhile is due
        }
      }
    } finally {
      this.#subscribers -= 1;
    }
  }

  get #firstHeld(): number {
    return this.#seq - this.#held.length + 1;
  }

  #batchFrom(next: number): Changes {
    const from = next - this.#firstHeld;
    return { first: next, changes: this.#held.slice(from, from + this.#batchSize) };
  }

  /** Drops a tenth at a time: cutting the front off an array costs as much as the array is long. */
  #dropOldest(): void {
    const isOver = (factor: number, dropped: number) =>
      this.#held.length - dropped > this.#hold * factor ||
      this.#heldCharacters > this.#holdCharacters * factor;
    if (!isOver(1.1, 0)) return;
    let dropped = 0;
    for (; isOver(1, dropped) && dropped < this.#held.length; dropped += 1) {
      const change = this.#held[dropped];
      if (change) this.#heldCharacters -= charactersOf(change);
    }
    this.#held = this.#held.slice(dropped);
  }

  /**
   * Until a change that counts, the time-out, or the abort.
   * @returns false after the time-out
   */
  #wait(signal: AbortSignal, until: { ms: number; onlyUrgent: boolean }): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isNews: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', waiter.wake);
        this.#waiters.delete(waiter);
        resolve(isNews);
      };
      const waiter: Waiter = { onlyUrgent: until.onlyUrgent, wake: () => end(true) };
      const timer = setTimeout(() => end(false), until.ms);
      this.#waiters.add(waiter);
      signal.addEventListener('abort', waiter.wake, { once: true });
    });
  }
}

function charactersOf(change: Change): number {
  return change.type === 'log' ? change.line.msg.length + (change.line.raw?.length ?? 0) : 0;
}

function gap(): StationError {
  return new StationError(
    'GAP',
    'Changes were missed; everything has to be read from the station again.',
  );
}
