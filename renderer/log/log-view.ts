/** The lines that fit the filter, kept true while lines come and go and the filter changes. */
import type { LogLine } from '../../main/contract/model.ts';
import {
  fits,
  isFiltering,
  type LogFilter,
  noFilter,
  type Pattern,
  readPattern,
} from './filter.ts';
import type { FeedChange, LogFeed } from './log-feed.ts';
import type { Matched } from './matcher.ts';
import { type OlderParts, OlderSearch } from './older-search.ts';

export interface ViewParts {
  feed: Pick<LogFeed, 'lines' | 'isAtStart' | 'isLoading' | 'hasFailed' | 'onChange'>;
  matcher: {
    match(pattern: Pattern, texts: readonly string[]): Promise<Matched>;
    stop(): void;
  };
  find: OlderParts['find'];
}

export type SearchState =
  | 'none'
  | 'searching'
  | 'found'
  /** No regular expression, or not yet; the filter before it stands. */
  | 'bad'
  /** Given up; the lines are shown without this text. */
  | 'too-long';

/** Texts asked for at a time: handing them over must not hold up a frame. */
const PART = 25_000;

export class LogView {
  /** With a filter, also what the station keeps and the feed does not hold. */
  readonly older: OlderSearch;
  search: SearchState = 'none';
  /** Null: nothing is to be marked. */
  marks: Pattern | null = null;
  /** Counts up with every change of the above. */
  version = 0;
  readonly #parts: ViewParts;
  /** Of the lines the feed holds, those that fit. */
  #held: readonly LogLine[] = [];
  #joined = { older: this.#held, held: this.#held, rows: this.#held };
  readonly #listeners = new Set<() => void>();
  #filter: LogFilter = noFilter;
  #pattern: Pattern | null = null;
  #generation = 0;
  /** Searches of new lines, one after the other. */
  #last: Promise<void> = Promise.resolve();
  #unlisten: () => void = () => undefined;

  constructor(parts: ViewParts) {
    this.#parts = parts;
    this.older = new OlderSearch({
      find: parts.find,
      matcher: parts.matcher,
      onChange: () => this.#changed(),
      onTooLong: () => this.#giveUp(),
    });
  }

  /** Oldest first. */
  get rows(): readonly LogLine[] {
    const [older, held] = [this.older.lines, this.#held];
    if (older !== this.#joined.older || held !== this.#joined.held) {
      this.#joined = { older, held, rows: older.length === 0 ? held : [...older, ...held] };
    }
    return this.#joined.rows;
  }

  open(): void {
    this.#unlisten = this.#parts.feed.onChange((change) => this.#follow(change));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    this.#generation += 1;
    this.#unlisten();
    this.older.stop();
    this.#parts.matcher.stop();
  }

  setFilter(filter: LogFilter): void {
    const pattern = readPattern(filter.text);
    this.#filter = filter;
    if (pattern === 'bad') this.search = 'bad';
    else this.#pattern = pattern;
    void this.#build(pattern === 'bad');
  }

  /** Looks at every line anew. Until a search has ended the rows before it stay. */
  async #build(isBad = false): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.older.stop();
    this.#parts.matcher.stop();
    const lines = this.#parts.feed.lines.filter((line) => fits(line, this.#filter));
    if (this.#pattern === null) {
      this.marks = null;
      this.#held = lines;
      this.search = isBad ? 'bad' : 'none';
      return this.#lookFurther();
    }
    if (!isBad) this.search = 'searching';
    this.#changed();
    const upTo = this.#parts.feed.lines.at(-1)?.id ?? 0;
    const found = await this.#find(lines, generation);
    if (generation !== this.#generation) return;
    if (found === 'too-long') {
      this.#pattern = null;
      this.marks = null;
      this.#held = this.#parts.feed.lines.filter((line) => fits(line, this.#filter));
      this.search = 'too-long';
    } else {
      this.marks = found.isSlow ? null : this.#pattern;
      this.#held = found.lines;
      if (!isBad) this.search = 'found';
      const since = this.#parts.feed.lines.filter(({ id }) => id > upTo);
      if (since.length > 0) this.#addNewest(since);
    }
    this.#lookFurther();
  }

  /** With a filter, among the lines the feed does not hold. */
  #lookFurther(): void {
    const { lines, isAtStart, isLoading, hasFailed } = this.#parts.feed;
    // Without what was typed the lines before it stand, and nothing is to be looked for.
    const isWanted = isFiltering(this.#filter) && this.search !== 'bad';
    if (!isWanted || isLoading || hasFailed) {
      this.older.end();
      this.#changed();
      return;
    }
    this.older.begin({
      filter: this.#pattern === null ? { ...this.#filter, text: '' } : this.#filter,
      pattern: this.#pattern,
      firstId: isAtStart ? null : (lines[0]?.id ?? null),
      fitting: this.#held.length,
    });
  }

  #follow(change: FeedChange): void {
    switch (change.kind) {
      case 'anew':
        void this.#build(this.search === 'bad');
        return;
      case 'cut':
        if (this.older.state !== 'off') {
          this.older.adopt(this.#held.filter(({ id }) => id < change.firstId));
        }
        this.#held = this.#held.filter(({ id }) => id >= change.firstId);
        this.#changed();
        return;
      case 'newest':
        if (this.search !== 'searching') this.#addNewest(change.lines);
        return;
      case 'older':
        if (this.search === 'searching') void this.#build();
        else {
          this.older.stop();
          this.#add(
            change.lines,
            (found) => [...found, ...this.#held],
            () => this.#lookFurther(),
          );
        }
    }
  }

  #addNewest(lines: readonly LogLine[]): void {
    this.#add(lines, (found) => this.#held.concat(found));
  }

  /** New lines wait for the search of those before them, so that their order stays. */
  #add(
    lines: readonly LogLine[],
    join: (found: LogLine[]) => readonly LogLine[],
    after: () => void = () => this.#changed(),
  ): void {
    const candidates = lines.filter((line) => fits(line, this.#filter));
    if (this.#pattern === null) {
      if (candidates.length > 0) this.#held = join(candidates);
      after();
      return;
    }
    const generation = this.#generation;
    this.#last = this.#last.then(async () => {
      if (generation !== this.#generation) return;
      const found = await this.#find(candidates, generation);
      if (generation !== this.#generation) return;
      if (found === 'too-long') return this.#giveUp();
      if (found.isSlow) this.marks = null;
      if (found.lines.length > 0) this.#held = join(found.lines);
      after();
    });
  }

  async #find(
    lines: readonly LogLine[],
    generation: number,
  ): Promise<{ lines: LogLine[]; isSlow: boolean } | 'too-long'> {
    const found: LogLine[] = [];
    let isSlow = false;
    for (let from = 0; from < lines.length; from += PART) {
      const part = lines.slice(from, from + PART);
      const pattern = this.#pattern;
      if (pattern === null || generation !== this.#generation) break;
      const matched = await this.#parts.matcher.match(
        pattern,
        part.map(({ msg }) => msg),
      );
      if (matched === 'too-long') return 'too-long';
      if (matched === 'given-up') break;
      isSlow ||= matched.isSlow;
      for (const at of matched.hits) {
        const line = part[at];
        if (line !== undefined) found.push(line);
      }
    }
    return { lines: found, isSlow };
  }

  #giveUp(): void {
    this.#pattern = null;
    this.#generation += 1;
    this.marks = null;
    this.older.stop();
    this.#held = this.#parts.feed.lines.filter((line) => fits(line, this.#filter));
    this.search = 'too-long';
    this.#lookFurther();
  }

  #changed(): void {
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }
}
