/** The station's log: lines are numbered and kept in groups, then announced. */
import type { LogLine, LogSource } from '../contract/model.ts';
import type { Mac } from '../contract/values.ts';
import type { Clock } from './clock.ts';
import type { SyslogEvent } from './events.ts';
import { shownText } from './files/answer.ts';
import { type Log, type NewLogLine, severity } from './log.ts';

type TimedLine = NewLogLine & { at: number };

export interface LogBookParts {
  clock: Clock;
  /** Stores lines; resolves with their numbers when they are kept. */
  keep(lines: TimedLine[]): Promise<LogLine[]>;
  announce(lines: LogLine[]): void;
  /** Whose line it is when only the sender's address is known. */
  leaseHolder(address: string): Mac | null;
  /** What a unit asked for and said of itself, without its secrets. */
  hide(text: string, mac: Mac | null): string;
  /** So many datagrams come that storing can wait. */
  isFlooded?(): boolean;
  /** Drops some of the oldest lines when there are too many; true when there is more to drop. */
  prune(): Promise<boolean>;
  /** The log itself cannot be written; says so where a person may see it. */
  onFault(error: unknown): void;
}

const FILE_SERVICES: ReadonlySet<LogSource> = new Set(['tftp', 'http', 'https']);
/** Lines wait this long for company, so that a flood of syslog costs few commits. */
const GATHER_MS = 100;
/** Lines stored in one go: some ten milliseconds, in which no socket is read. */
const PART_LINES = 1000;
/** And no more text than this, unless one line has more. */
const PART_CHARACTERS = 1_000_000;
/**
 * Between two parts the sockets have their turn, for as long as the last part took: a flood is received first and
 * stored after.
 */
const LEAST_PAUSE_MS = 5;
const MUCH_HELD_LINES = 100_000;
/** In a flood storing waits, for so long at most. */
const FLOOD_MS = 3000;
const FLOOD_LOOK_MS = 20;
/** With a store that is slow or refuses (disk full) so much is held before the oldest are let go. */
const HELD_LINES = 500_000;
const HELD_CHARACTERS = 64_000_000;
/** Far below that, so that those who can be told to wait are told in time. */
const BEHIND_LINES = 100_000;
const BEHIND_CHARACTERS = 16_000_000;
/** The bounds are looked at after so many new lines. */
const PRUNE_AFTER = 1000;

export class LogBook implements Log {
  readonly #parts: LogBookParts;
  #lines: TimedLine[] = [];
  #characters = 0;
  /** Lines let go since the last that was stored. */
  #letGo = 0;
  /** Lines taken, and those stored or let go, since the start. */
  #taken = 0;
  #done = 0;
  #waiting: { upTo: number; resolve: () => void }[] = [];
  #isWriting = false;
  #isEnding = false;
  #pruning = false;
  /** Lines since the log was last known to be within its bounds; unknown at the start. */
  #added = PRUNE_AFTER;

  constructor(parts: LogBookParts) {
    this.#parts = parts;
  }

  /** That wait to be stored. */
  get heldLines(): number {
    return this.#lines.length;
  }

  get isBehind(): boolean {
    return this.#lines.length > BEHIND_LINES || this.#characters > BEHIND_CHARACTERS;
  }

  write(line: NewLogLine): void {
    const mac = line.mac ?? (line.address ? this.#parts.leaseHolder(line.address) : null);
    // Paths, User-Agents and units' own words may name a one-time code, which is not for the log.
    const isAsked = FILE_SERVICES.has(line.source);
    const msg = shownText(isAsked ? this.#parts.hide(line.msg, mac) : line.msg);
    const raw = line.raw == null ? null : shownText(line.raw);
    this.#hold({ ...line, msg, raw, mac, at: line.at ?? this.#parts.clock.now() });
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.#writeAll();
  }

  /** A message's line; one without priority counts as a notice (RFC 3164 section 4.3.3). */
  writeSyslog(event: SyslogEvent): void {
    const { at, address, facility, msg, raw } = event;
    const grade = event.severity ?? severity.notice;
    // Whose lease the address is sent it, whichever MAC the text names.
    const mac = this.#parts.leaseHolder(address) ?? event.mac;
    this.write({ source: 'syslog', severity: grade, at, mac, address, facility, msg, raw });
  }

  /** Resolves when every line written so far is kept, or the store has refused; later lines are not waited for. */
  settled(): Promise<void> {
    const upTo = this.#taken;
    if (upTo === this.#done) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ upTo, resolve }));
  }

  /** The same at the end, when no socket waits any more: without a pause. */
  finish(): Promise<void> {
    this.#isEnding = true;
    return this.settled();
  }

  /** Keeps the log within its bounds; call it about once a second. */
  async prune(): Promise<void> {
    if (this.#added < PRUNE_AFTER || this.#pruning) return;
    this.#pruning = true;
    try {
      this.#added = 0;
      while (await this.#parts.prune()) await pause(LEAST_PAUSE_MS);
    } finally {
      this.#pruning = false;
    }
  }

  #hold(line: TimedLine): void {
    this.#taken += 1;
    this.#lines.push(line);
    this.#characters += charactersOf(line);
    if (this.#lines.length > HELD_LINES || this.#characters > HELD_CHARACTERS) this.#letOldestGo();
  }

  /** A tenth at once: cutting the front off an array costs as much as the array is long. */
  #letOldestGo(): void {
    let count = 0;
    const isTooMuch = () =>
      this.#lines.length - count > HELD_LINES * 0.9 || this.#characters > HELD_CHARACTERS * 0.9;
    for (; count < this.#lines.length && isTooMuch(); count += 1) {
      const line = this.#lines[count];
      if (line !== undefined) this.#characters -= charactersOf(line);
    }
    this.#lines = this.#lines.slice(count);
    this.#letGo += count;
    this.#done += count;
  }

  /** At the end there is no later: a process whose disk is full must not wait for room for ever. */
  #letAllGo(): void {
    this.#lines = [];
    this.#characters = 0;
    this.#done = this.#taken;
  }

  /** Takes the next lines to store. */
  #nextPart(): TimedLine[] {
    let characters = 0;
    let count = 0;
    for (const line of this.#lines) {
      characters += charactersOf(line);
      if (count === PART_LINES || (count > 0 && characters > PART_CHARACTERS)) break;
      count += 1;
    }
    const part = this.#lines.splice(0, count);
    for (const line of part) this.#characters -= charactersOf(line);
    return part;
  }

  async #writeAll(): Promise<void> {
    await pause(GATHER_MS);
    while (this.#lines.length > 0) {
      await this.#floodOver();
      const since = performance.now();
      const part = this.#nextPart();
      const letGo = this.#letGo;
      try {
        const kept = await this.#parts.keep([...letGoLine(letGo, part), ...part]);
        this.#letGo -= letGo;
        this.#added += kept.length;
        this.#done += part.length;
        this.#parts.announce(kept);
        this.#wake(this.#done);
      } catch (error) {
        this.#lines = [...part, ...this.#lines];
        for (const line of part) this.#characters += charactersOf(line);
        this.#parts.onFault(error);
        if (this.#isEnding) this.#letAllGo();
        else await pause(1000);
        this.#wake(Number.POSITIVE_INFINITY);
      }
      if (this.#lines.length === 0) break;
      if (this.#isEnding) continue;
      await pause(Math.max(LEAST_PAUSE_MS, performance.now() - since));
    }
    this.#isWriting = false;
  }

  async #floodOver(): Promise<void> {
    for (let waited = 0; waited < FLOOD_MS; waited += FLOOD_LOOK_MS) {
      if (this.#isEnding || this.#lines.length > MUCH_HELD_LINES) return;
      if (this.#parts.isFlooded?.() !== true) return;
      await pause(FLOOD_LOOK_MS);
    }
  }

  #wake(upTo: number): void {
    const due = this.#waiting.filter((each) => each.upTo <= upTo);
    this.#waiting = this.#waiting.filter((each) => each.upTo > upTo);
    for (const { resolve } of due) resolve();
  }
}

/** Where lines are missing, one says so. */
function letGoLine(count: number, [first]: readonly TimedLine[]): TimedLine[] {
  if (count === 0 || first === undefined) return [];
  const msg = `${count} lines were let go here: they came faster than they could be stored.`;
  return [{ source: 'station', severity: severity.error, msg, at: first.at }];
}

function charactersOf({ msg, raw }: NewLogLine): number {
  return msg.length + (raw?.length ?? 0);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
