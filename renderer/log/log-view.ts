/** The lines that fit the filter, kept true while lines come and go and the filter changes. */
import type { LogLine } from '../../main/contract/model.ts';
import { fits, type LogFilter, noFilter, type Pattern, readPattern } from './filter.ts';
import type { FeedChange, LogFeed } from './log-feed.ts';
import type { Matched } from './matcher.ts';

export interface ViewParts {
  feed: Pick<LogFeed, 'lines' | 'onChange'>;
  matcher: {
    match(pattern: Pattern, texts: readonly string[]): Promise<Matched>;
    stop(): void;
  };
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
  /** Oldest first. */
  rows: readonly LogLine[] = [];
  search: SearchState = 'none';
  /** Null: nothing is to be marked. */
  marks: Pattern | null = null;
  /** Counts up with every change of the above. */
  version = 0;
  readonly #parts: ViewParts;
  readonly #listeners = new Set<() => void>();
  #filter: LogFilter = noFilter;
  #pattern: Pattern | null = null;
  #generation = 0;
  /** Searches of new lines, one after the other. */
  #last: Promise<void> = Promise.resolve();
  #unlisten: () => void = () => undefined;

  constructor(parts: ViewParts) {
    this.#parts = parts;
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
    this.#parts.matcher.stop();
    const lines = this.#parts.feed.lines.filter((line) => fits(line, this.#filter));
    if (this.#pattern === null) {
      this.marks = null;
      this.rows = lines;
      this.search = isBad ? 'bad' : 'none';
      return this.#changed();
    }
    if (!isBad) this.search = 'searching';
    this.#changed();
    const upTo = this.#parts.feed.lines.at(-1)?.id ?? 0;
    const found = await this.#find(lines, generation);
    if (generation !== this.#generation) return;
    if (found === 'too-long') {
      this.#pattern = null;
      this.marks = null;
      this.rows = this.#parts.feed.lines.filter((line) => fits(line, this.#filter));
      this.search = 'too-long';
    } else {
      this.marks = found.isSlow ? null : this.#pattern;
      this.rows = found.lines;
      if (!isBad) this.search = 'found';
      const since = this.#parts.feed.lines.filter(({ id }) => id > upTo);
      if (since.length > 0) this.#addNewest(since);
    }
    this.#changed();
  }

  #follow(change: FeedChange): void {
    switch (change.kind) {
      case 'anew':
        void this.#build(this.search === 'bad');
        return;
      case 'cut':
        this.rows = this.rows.filter(({ id }) => id >= change.firstId);
        this.#changed();
        return;
      case 'newest':
        if (this.search !== 'searching') this.#addNewest(change.lines);
        return;
      case 'older':
        if (this.search === 'searching') void this.#build();
        else this.#add(change.lines, (found) => [...found, ...this.rows]);
    }
  }

  #addNewest(lines: readonly LogLine[]): void {
    this.#add(lines, (found) => this.rows.concat(found));
  }

  /** New lines wait for the search of those before them, so that their order stays. */
  #add(lines: readonly LogLine[], join: (found: LogLine[]) => readonly LogLine[]): void {
    const candidates = lines.filter((line) => fits(line, this.#filter));
    if (this.#pattern === null) {
      if (candidates.length > 0) this.rows = join(candidates);
      this.#changed();
      return;
    }
    const generation = this.#generation;
    this.#last = this.#last.then(async () => {
      if (generation !== this.#generation) return;
      const found = await this.#find(candidates, generation);
      if (generation !== this.#generation) return;
      if (found === 'too-long') return this.#giveUp();
      if (found.isSlow) this.marks = null;
      if (found.lines.length > 0) this.rows = join(found.lines);
      this.#changed();
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
    this.rows = this.#parts.feed.lines.filter((line) => fits(line, this.#filter));
    this.search = 'too-long';
    this.#changed();
  }

  #changed(): void {
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }
}
