/** The lines the log screen holds: the newest ones at its opening, older ones when asked for, and all that follow. */
import type { LogLine } from '../../main/contract/model.ts';
import type { LogNews } from '../mirror/store.ts';
import type { StationClient } from '../mirror/wire.ts';

export interface FeedParts {
  list: StationClient['log']['list'];
  /** As `MirrorStore.onLog`. */
  onLog(listener: (news: LogNews) => void): () => void;
}

/** What became of the lines held; `newest` and `older` are those that came, in order. */
export type FeedChange =
  | { kind: 'newest'; lines: readonly LogLine[] }
  | { kind: 'older'; lines: readonly LogLine[] }
  /** Lines with smaller numbers are no longer held. */
  | { kind: 'cut'; firstId: number }
  | { kind: 'anew' };

const FIRST_LINES = 1000;
const OPENING_LINES = 20_000;
const PART_LINES = 5000;
/** Lines held; while somebody reads, as many again before the oldest go. */
const HELD_LINES = 100_000;
/** Lines are let go in parts: cutting the front off an array costs as much as the array is long. */
const SLACK_LINES = 2000;
const SHOW_EVERY_MS = 100;

export class LogFeed {
  /** Oldest first, by number. */
  lines: LogLine[] = [];
  /** Whether the station has nothing older than the first line. */
  isAtStart = false;
  isLoading = true;
  /** The station could not be asked for its log. */
  hasFailed = false;
  /** While a person reads, what they read is kept. */
  isHeld = false;
  readonly #parts: FeedParts;
  readonly #listeners = new Set<(change: FeedChange) => void>();
  #arrived: LogLine[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopListening: () => void = () => undefined;
  #run: string | null = null;
  #generation = 0;
  #isAskingOlder = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  onChange(listener: (change: FeedChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param run  of the station as the mirror knows it; null: it has not answered yet */
  start(run: string | null): void {
    this.#run = run;
    this.#stopListening = this.#parts.onLog((news) => this.#take(news));
    if (run !== null) void this.load();
  }

  stop(): void {
    this.#generation += 1;
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  /** Loads the next part of older lines, unless all are there, or as many as are held. */
  async loadOlder(most = PART_LINES): Promise<void> {
    const [first] = this.lines;
    const isFull = this.lines.length >= HELD_LINES;
    if (first === undefined || isFull || this.isAtStart || this.#isAskingOlder) return;
    const generation = this.#generation;
    this.#isAskingOlder = true;
    try {
      const lines = await this.#parts.list({ last: most, beforeId: first.id });
      if (generation !== this.#generation) return;
      this.isAtStart = lines.length < most;
      this.lines = [...lines, ...this.lines];
      this.#tell({ kind: 'older', lines });
    } catch {
      // A closed connection: what is there stays, and the next scroll to the top asks again.
      this.#tell({ kind: 'older', lines: [] });
    } finally {
      this.#isAskingOlder = false;
    }
  }

  #take(news: LogNews): void {
    if (news.kind === 'lines') {
      this.#gather(news.lines);
      return;
    }
    const isSameRun = news.run === this.#run;
    this.#run = news.run;
    if (isSameRun && !this.hasFailed) void this.#fillUp();
    else void this.load();
  }

  /** Reads the newest lines anew. Those announced meanwhile wait, and follow. */
  async load(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.lines = [];
    this.isAtStart = false;
    this.isLoading = true;
    this.hasFailed = false;
    this.#tell({ kind: 'anew' });
    try {
      const newest = await this.#parts.list({ last: FIRST_LINES });
      if (generation !== this.#generation) return;
      this.lines = [...newest];
      this.isAtStart = newest.length < FIRST_LINES;
      this.isLoading = false;
      this.#tell({ kind: 'anew' });
      this.#show();
    } catch {
      if (generation !== this.#generation) return;
      this.hasFailed = true;
      this.isLoading = false;
      this.#tell({ kind: 'anew' });
      return;
    }
    while (!this.isAtStart && this.lines.length < OPENING_LINES) {
      const before = this.lines.length;
      await this.loadOlder(Math.min(PART_LINES, OPENING_LINES - before));
      if (generation !== this.#generation || this.lines.length === before) return;
    }
  }

  /** After a gap: whatever follows the last line held. */
  async #fillUp(): Promise<void> {
    const generation = this.#generation;
    try {
      for (;;) {
        const afterId = this.lines.at(-1)?.id ?? 0;
        const lines = await this.#parts.list({ last: PART_LINES, afterId });
        if (generation !== this.#generation) return;
        this.#gather(lines);
        this.#show();
        if (lines.length < PART_LINES) return;
      }
    } catch {
      // The connection closed again: its next snapshot comes here once more.
    }
  }

  #gather(lines: readonly LogLine[]): void {
    for (const line of lines) this.#arrived.push(line);
    this.#timer ??= setTimeout(() => this.#show(), SHOW_EVERY_MS);
  }

  /** Takes in what arrived, each line once; at most ten times a second. */
  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.isLoading) return;
    const last = this.lines.at(-1)?.id ?? 0;
    const fresh = this.#arrived.filter(({ id }) => id > last).sort((a, b) => a.id - b.id);
    this.#arrived = [];
    if (fresh.length === 0) return;
    for (const line of fresh) this.lines.push(line);
    this.#tell({ kind: 'newest', lines: fresh });
    this.#cut();
  }

  #cut(): void {
    const most = this.isHeld ? 2 * HELD_LINES : HELD_LINES;
    if (this.lines.length <= most + SLACK_LINES) return;
    this.lines = this.lines.slice(-most);
    this.isAtStart = false;
    this.#tell({ kind: 'cut', firstId: this.lines[0]?.id ?? 0 });
  }

  #tell(change: FeedChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
