/** Which lines of the log a person wants to see (UI design, section 6.7). Pure. */
import type { LogLine, LogSource } from '../../main/contract/model.ts';
import type { EpochMs, Mac } from '../../main/contract/values.ts';

export type SeverityChoice = 'all' | 'notice' | 'warning' | 'error';

export interface LogFilter {
  source: LogSource | 'all';
  mac: Mac | null;
  severity: SeverityChoice;
  /** As typed: plain text, or `/regex/`. */
  text: string;
  /** Both ends included; null: any time. */
  range: { from: EpochMs; to: EpochMs } | null;
}

export const noFilter: LogFilter = {
  source: 'all',
  mac: null,
  severity: 'all',
  text: '',
  range: null,
};

/** Syslog's numbers: smaller is worse. */
const worstShown: Record<SeverityChoice, number> = { all: 7, notice: 5, warning: 4, error: 3 };

/** More the station is not asked for (`logFindSchema`). */
const LONGEST_TEXT = 1000;

/** Whether a line fits everything but the text, which a worker looks for. */
export function fits(line: LogLine, filter: Omit<LogFilter, 'text'>): boolean {
  const { source, mac, severity, range } = filter;
  return (
    (source === 'all' || line.source === source) &&
    (mac === null || line.mac === mac) &&
    line.severity <= worstShown[severity] &&
    (range === null || (line.at >= range.from && line.at <= range.to))
  );
}

/** What the station is asked for; `text` null: it is a pattern, or too long, and the page has to look itself. */
export function questionOf({ source, mac, severity, text, range }: LogFilter) {
  const isForPage = /^\/.+\/[isuv]*$/.test(text) || text.length > LONGEST_TEXT;
  return {
    text: isForPage ? null : text,
    ...(source !== 'all' && { source }),
    ...(mac !== null && { mac }),
    ...(severity !== 'all' && { severity: worstShown[severity] }),
    ...(range !== null && { from: range.from, to: range.to }),
  };
}

export function isFiltering({ source, mac, severity, text, range }: LogFilter): boolean {
  return source !== 'all' || mac !== null || severity !== 'all' || text !== '' || range !== null;
}

/** A text to look for, ready for `new RegExp`. */
export interface Pattern {
  source: string;
  flags: string;
}

/**
 * Reads what was typed. `/…/` with something between is a regular expression, with flags `i`, `s`,
 * `u`, `v`; a path such as `/spa962.cfg` is not. Plain text is found in small and capital letters.
 * @returns null for no text; `bad` when it is no regular expression (yet)
 */
export function readPattern(text: string): Pattern | null | 'bad' {
  if (text === '') return null;
  const [, source, flags = ''] = /^\/(.+)\/([isuv]*)$/.exec(text) ?? [];
  if (source === undefined) {
    return { source: text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), flags: 'i' };
  }
  try {
    new RegExp(source, flags);
    return { source, flags };
  } catch {
    return 'bad';
  }
}

/** Most places marked in one line. */
const MOST_MARKS = 40;

/** Where a pattern is in a text: pairs of start and end, without empty ones. */
export function marksIn(text: string, { source, flags }: Pattern): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const match of text.matchAll(new RegExp(source, `${flags}g`))) {
    if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
    if (found.length === MOST_MARKS) break;
  }
  return found;
}
