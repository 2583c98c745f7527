import type { LogLine } from '../../contract/model.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { NewLogLine } from '../log.ts';
import { type LogFind, type LogFound, logFind } from './log-find.ts';
import { logOfUnits } from './log-of-units.ts';
import type { Sql, SqlValue } from './sql.ts';

/** How many lines the log keeps; older ones make room. */
export const MAX_LOG_ROWS = 1_000_000;
/** And how many characters of text: a million ordinary lines have less than a third of it. */
export const MAX_LOG_CHARACTERS = 512_000_000;
/** Most lines one prune takes away, so that no transaction blocks the services for long. */
export const PRUNE_CHUNK = 10_000;

export type TimedLogLine = NewLogLine & { at: EpochMs };

export interface LogQuery {
  mac?: Mac;
  /** Only the newest so many. */
  last?: number;
  beforeId?: number;
  /** The oldest `last` lines after this one instead of the newest. */
  afterId?: number;
}

/** The log as it is read back. Ids rise with time and are never used twice. */
export interface LogTable {
  /** @returns the lines as stored, with their ids. */
  add(lines: readonly TimedLogLine[]): LogLine[];
  /** Oldest first; all lines unless `last`. */
  list(query?: LogQuery): LogLine[];
  /**
   * The newest `last` lines before `beforeId` that fit, small and capital letters alike. One call looks at
   * 25,000 lines at most, so that the services have their turn between two.
   */
  find(query: LogFind): LogFound;
  /**
   * Drops the oldest lines until `maxRows` and `maxCharacters` are left, at most {@link PRUNE_CHUNK} per call, and
   * leaves one line in their place that says how many are gone in all. @returns whether there is more to drop.
   */
  prune(maxRows?: number, maxCharacters?: number): boolean;
}

const COLUMNS = 'id, at, source, mac, address, facility, severity, msg, raw';
const DROPPED = 'log.dropped';
/** What all lines together take, kept along so that nobody has to count a million of them. */
const CHARACTERS = 'log.characters';
const MAPPED_BYTES = 2_000_000_000;
/** Rows per statement: the way into the driver costs as much as the row itself. */
const ROWS_AT_ONCE = 40;

export function logTable(sql: Sql): LogTable {
  const insertOf = (rows: number) =>
    sql.prepare(
      `INSERT INTO log (at, source, mac, address, facility, severity, msg, raw)
       VALUES ${Array(rows).fill('(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    );
  const insertMany = insertOf(ROWS_AT_ONCE);
  const insertOne = insertOf(1);
  const list = sql.prepare<LogLine>(
    `SELECT ${COLUMNS} FROM log WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const after = sql.prepare<LogLine>(`SELECT ${COLUMNS} FROM log WHERE id > ? ORDER BY id LIMIT ?`);
  const find = logFind(sql, COLUMNS);
  const ends = sql.prepare<{ oldest: number | null; newest: number | null }>(
    // Both in one go would read every line.
    `SELECT (SELECT min(id) FROM log) AS oldest, (SELECT max(id) FROM log) AS newest`,
  );
  const charactersOf = sql.prepare<{ sum: number | null }>(
    'SELECT sum(length(msg) + coalesce(length(raw), 0)) AS sum FROM log WHERE id < ?',
  );
  const drop = sql.prepare('DELETE FROM log WHERE id < ?');
  const mark = sql.prepare(
    `UPDATE log SET source = 'station', mac = NULL, address = NULL, facility = NULL, severity = 5,
       msg = ?, raw = NULL WHERE id = ?`,
  );
  const meta = sql.prepare<{ value: string }>('SELECT value FROM meta WHERE key = ?');
  const setMeta = sql.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const ofUnits = logOfUnits(sql, COLUMNS);
  const map = sql.prepare(`PRAGMA mmap_size = ${MAPPED_BYTES}`);
  const unmap = sql.prepare('PRAGMA mmap_size = 0');
  /** Twice as fast as reading page after page; not for good, since a disk that fails would then end the process. */
  const mapped = <T>(read: () => T): T => {
    map.get();
    try {
      return read();
    } finally {
      unmap.get();
    }
  };
  const characters = (): number => {
    const known = meta.get(CHARACTERS)?.value;
    return known === undefined
      ? (charactersOf.get(Number.MAX_SAFE_INTEGER)?.sum ?? 0)
      : Number(known);
  };

  return {
    add: (lines) => {
      if (lines.length === 0) return [];
      const before = characters();
      const stored: LogLine[] = [];
      for (let at = 0; at < lines.length; ) {
        const isMany = lines.length - at >= ROWS_AT_ONCE;
        const part = lines.slice(at, at + (isMany ? ROWS_AT_ONCE : 1));
        const values = part.flatMap(valuesOf);
        const { lastInsertRowid } = (isMany ? insertMany : insertOne).run(...values);
        // Rows of one statement are numbered one after the other.
        const first = Number(lastInsertRowid) - part.length + 1;
        for (const [index, line] of part.entries()) stored.push(asStored(line, first + index));
        at += part.length;
      }
      const added = lines.reduce((sum, { msg, raw }) => sum + sizeOf(msg, raw ?? null), 0);
      setMeta.run(CHARACTERS, String(before + added));
      ofUnits.listUpTo(stored.at(-1)?.id ?? 0);
      return stored;
    },
    list: ({ mac, last = -1, beforeId = Number.MAX_SAFE_INTEGER, afterId } = {}) => {
      const isForward = afterId !== undefined;
      const rows =
        mac === undefined
          ? isForward
            ? after.all(afterId, last)
            : list.all(beforeId, last)
          : isForward
            ? ofUnits.after(mac, afterId, last)
            : ofUnits.before(mac, beforeId, last);
      return (isForward ? rows : rows.reverse()).map(withRaw);
    },
    find: (query) => {
      const found = mapped(() => find(query));
      return { ...found, lines: found.lines.map(withRaw) };
    },
    prune: (maxRows = MAX_LOG_ROWS, maxCharacters = MAX_LOG_CHARACTERS) => {
      // Lines are only ever taken from the old end, so the ids between the ends have no gaps.
      const { oldest, newest } = ends.get() ?? { oldest: null, newest: null };
      if (oldest === null || newest === null) return false;
      const rows = newest - oldest + 1;
      const all = characters();
      // Of too much text the share of lines that have it, if all were alike; the next call looks again.
      const tooLong = Math.ceil(rows * (1 - Math.min(1, maxCharacters / Math.max(1, all))));
      const tooMany = Math.min(Math.max(rows - maxRows, tooLong), rows - 1);
      if (tooMany <= 0) return false;
      const markId = oldest + Math.min(tooMany, PRUNE_CHUNK);
      const before = Number(meta.get(DROPPED)?.value ?? 0);
      // The mark takes one line's place; an earlier mark among the dropped was counted then.
      const gone = before + markId - oldest + (before === 0 ? 1 : 0);
      const text = `Older lines were dropped here: ${gone} so far.`;
      const freed = charactersOf.get(markId + 1)?.sum ?? 0;
      ofUnits.forgetBefore(markId + 1);
      drop.run(markId);
      mark.run(text, markId);
      setMeta.run(DROPPED, String(gone));
      setMeta.run(CHARACTERS, String(Math.max(0, all - freed + text.length)));
      return (
        tooMany > PRUNE_CHUNK || (tooLong > 0 && rows - tooMany > 1 && all - freed > maxCharacters)
      );
    },
  };
}

/**
 * Most messages are their text behind a priority or a header. Of such a one only what stands before is kept as its
 * `raw`, behind a sign no text from the wire has any more (`visible`): half the bytes on the disk.
 */
const BEFORE_TEXT = '\u0001';

function rawAsKept(msg: string, raw: string | null): string | null {
  if (raw === null || !raw.endsWith(msg)) return raw;
  return BEFORE_TEXT + raw.slice(0, raw.length - msg.length);
}

function withRaw(line: LogLine): LogLine {
  const { raw, msg } = line;
  return raw?.startsWith(BEFORE_TEXT) ? { ...line, raw: raw.slice(1) + msg } : line;
}

function sizeOf(msg: string, raw: string | null): number {
  return lengthOf(msg) + lengthOf(rawAsKept(msg, raw) ?? '');
}

/** As SQLite counts: a pair of surrogates is one. */
function lengthOf(text: string): number {
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length;
}

function valuesOf(line: TimedLogLine): SqlValue[] {
  const { at, source, mac = null, address = null, facility = null, severity, msg } = line;
  return [at, source, mac, address, facility, severity, msg, rawAsKept(msg, line.raw ?? null)];
}

function asStored(line: TimedLogLine, id: number): LogLine {
  const { at, source, mac = null, address = null, facility = null, severity, msg } = line;
  return { id, at, source, mac, address, facility, severity, msg, raw: line.raw ?? null };
}
