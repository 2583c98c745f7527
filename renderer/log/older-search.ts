/** Lines that fit among those the station keeps and this screen does not hold: looked for backwards, page by page. */
import type { LogFind } from '../../main/contract/log-find.ts';
import type { LogLine } from '../../main/contract/model.ts';
import type { StationClient } from '../mirror/wire.ts';
import { type LogFilter, type Pattern, questionOf } from './filter.ts';
import type { Matched } from './matcher.ts';

export type OlderState =
  /** No filter is set. */
  | 'off'
  | 'looking'
  /** A page is full; there may be more. */
  | 'enough'
  /** Every line that is kept was looked at. */
  | 'all'
  /** The station could not be asked. */
  | 'failed';

export interface OlderParts {
  find: StationClient['log']['find'];
  matcher: { match(pattern: Pattern, texts: readonly string[]): Promise<Matched> };
  onChange(): void;
  /** The pattern needs for ever. */
  onTooLong(): void;
}

export interface OlderAsked {
  filter: LogFilter;
  /** Null: the filter has no text. */
  pattern: Pattern | null;
  /** The first line held here; null: there is none. */
  firstId: number | null;
  /** How many of those held fit: they count towards the first page. */
  fitting: number;
}

export const PAGE_LINES = 500;
/** A person types: nothing is asked before they pause. */
const DELAY_MS = 300;
/** Lines the station looks at per answer; what was found, and how far it got, is shown after each. */
const LOOK_LINES = 100_000;
/** Lines fetched at a time where the page itself has to compare them. */
const COMPARED_LINES = 2000;
/** Held at most, also of those that were cut off what the screen holds. */
const MOST_LINES = 100_000;

export class OlderSearch {
  state: OlderState = 'off';
  /** Oldest first. */
  lines: readonly LogLine[] = [];
  /** Older lines that were looked at, and those that were not yet; null: not known before the first answer. */
  looked = 0;
  left: number | null = null;
  readonly #parts: OlderParts;
  #asked: OlderAsked | null = null;
  #nextId: number | null = null;
  #wanted = 0;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: ((isWhole: boolean) => void)[] = [];

  constructor(parts: OlderParts) {
    this.#parts = parts;
  }

  /** Forgets what was found, and looks again in a moment. */
  begin(asked: OlderAsked): void {
    this.end();
    this.#asked = asked;
    this.#nextId = asked.firstId;
    this.#wanted = Math.max(0, PAGE_LINES - asked.fitting);
    if (asked.firstId === null) this.state = 'all';
    else if (this.#wanted === 0) this.state = 'enough';
    else {
      this.state = 'looking';
      this.#timer = setTimeout(() => void this.#look(), DELAY_MS);
    }
    this.#parts.onChange();
  }

  /** Another page; after a failure, the same once more. */
  more(): void {
    if (this.state !== 'enough' && this.state !== 'failed') return;
    if (this.state === 'enough') this.#wanted = this.lines.length + PAGE_LINES;
    this.state = 'looking';
    this.#parts.onChange();
    void this.#look();
  }

  /**
   * Looks on until every line was looked at, or as many are found as can be held.
   * @returns false: it came to no end, because the filter changed or the station did not answer
   */
  toEnd(): Promise<boolean> {
    if (this.state === 'off' || this.state === 'all') return Promise.resolve(true);
    const done = new Promise<boolean>((resolve) => this.#waiting.push(resolve));
    const isAsking = this.state === 'looking';
    this.#wanted = MOST_LINES;
    this.state = 'looking';
    if (!isAsking) {
      this.#parts.onChange();
      void this.#look();
    }
    return done;
  }

  /** Lines the screen holds no longer; they fit. */
  adopt(lines: readonly LogLine[]): void {
    this.lines = [...this.lines, ...lines];
    if (this.lines.length <= MOST_LINES) return;
    this.lines = this.lines.slice(-MOST_LINES);
    this.#generation += 1;
    this.#nextId = this.lines[0]?.id ?? null;
    this.state = 'enough';
    this.looked = 0;
    this.left = null;
    this.#end(true);
  }

  /** What is being asked is given up. What was found stays, until something else is begun. */
  stop(): void {
    this.#generation += 1;
    clearTimeout(this.#timer);
    this.state = 'off';
    this.#end(false);
  }

  /** The same, and what was found is let go. */
  end(): void {
    this.stop();
    this.lines = [];
    this.looked = 0;
    this.left = null;
  }

  async #look(): Promise<void> {
    const asked = this.#asked;
    const generation = this.#generation;
    const isOld = () => generation !== this.#generation;
    try {
      while (asked !== null && this.#nextId !== null && this.lines.length < this.#wanted) {
        const { isByPage, ...question } = this.#questionOf(asked, this.#nextId);
        const found = await this.#parts.find(question);
        if (isOld()) return;
        const fitting = isByPage ? await this.#matching(asked.pattern, found.lines) : found.lines;
        if (isOld()) return;
        if (fitting === 'too-long') return this.#parts.onTooLong();
        this.lines = [...fitting, ...this.lines];
        this.looked += found.looked;
        this.left = found.left;
        this.#nextId = found.nextBeforeId;
        this.#parts.onChange();
      }
      this.state = this.#nextId === null ? 'all' : 'enough';
    } catch {
      if (isOld()) return;
      this.state = 'failed';
    }
    this.#parts.onChange();
    this.#end(this.state !== 'failed');
  }

  #end(isWhole: boolean): void {
    for (const resolve of this.#waiting.splice(0)) resolve(isWhole);
  }

  /** A pattern, and a text that is too long to ask for, is looked for here. */
  #questionOf(asked: OlderAsked, beforeId: number): LogFind & { isByPage: boolean } {
    const question = questionOf(asked.filter);
    if (question.text === null) {
      return { ...question, text: '', beforeId, last: COMPARED_LINES, isByPage: true };
    }
    const last = Math.min(PAGE_LINES, this.#wanted - this.lines.length);
    return { ...question, text: question.text, beforeId, last, look: LOOK_LINES, isByPage: false };
  }

  async #matching(
    pattern: Pattern | null,
    lines: readonly LogLine[],
  ): Promise<LogLine[] | 'too-long'> {
    if (pattern === null) return [...lines];
    const matched = await this.#parts.matcher.match(
      pattern,
      lines.map(({ msg }) => msg),
    );
    if (matched === 'too-long') return 'too-long';
    if (matched === 'given-up') return [];
    return [...matched.hits].flatMap((at) => lines[at] ?? []);
  }
}
