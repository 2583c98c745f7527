/** The station's log: lines are numbered and kept in groups, then announced. */
import type { LogLine } from '../contract/model.ts';
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
  /** Drops some of the oldest lines when there are too many; true when there is more to drop. */
  prune(): Promise<boolean>;
  /** The log itself cannot be written; says so where a person may see it. */
  onFault(error: unknown): void;
}

/** Lines wait this long for company, so that a flood of syslog costs few commits. */
const GATHER_MS = 100;
/** With a store that refuses (disk full) so many lines are held before the oldest are let go. */
const HELD_LINES = 50_000;
/** The bounds are looked at after so many new lines. */
const PRUNE_AFTER = 1000;

export class LogBook implements Log {
  readonly #parts: LogBookParts;
  #lines: TimedLine[] = [];
  #writing: Promise<void> | null = null;
  /** Lines since the log was last known to be within its bounds; unknown at the start. */
  #added = PRUNE_AFTER;

  constructor(parts: LogBookParts) {
    this.#parts = parts;
  }

  write(line: NewLogLine): void {
    const mac = line.mac ?? (line.address ? this.#parts.leaseHolder(line.address) : null);
    this.#lines.push({ ...line, mac, at: line.at ?? this.#parts.clock.now() });
    this.#writing ??= this.#writeAll();
  }

  /** A datagram's line; one without priority counts as a notice (RFC 3164 section 4.3.3). */
  writeSyslog(event: SyslogEvent): void {
    const { at, mac, address, facility, msg, raw } = event;
    const grade = event.severity ?? severity.notice;
    // A unit names the URL it asks for; a one-time code in it is not for the log.
    const text = { msg: shownText(msg), raw: shownText(raw) };
    this.write({ source: 'syslog', severity: grade, at, mac, address, facility, ...text });
  }

  /** Resolves when every line written so far is kept. */
  async settled(): Promise<void> {
    // The write under way, and the one with what came meanwhile; later lines are not waited for.
    await this.#writing;
    await this.#writing;
  }

  /** Keeps the log within its bounds; call it about once a second. */
  async prune(): Promise<void> {
    if (this.#added < PRUNE_AFTER) return;
    if (!(await this.#parts.prune())) this.#added = 0;
  }

  async #writeAll(): Promise<void> {
    await pause(GATHER_MS);
    const lines = this.#lines;
    this.#lines = [];
    try {
      this.#parts.announce(await this.#parts.keep(lines));
      this.#added += lines.length;
    } catch (error) {
      this.#lines = [...lines, ...this.#lines].slice(-HELD_LINES);
      this.#parts.onFault(error);
      await pause(1000);
    }
    this.#writing = this.#lines.length > 0 ? this.#writeAll() : null;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
