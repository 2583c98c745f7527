import type { LogLine } from '../../contract/model.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { NewLogLine } from '../log.ts';
import type { Sql } from './sql.ts';

/** How many lines the log keeps; older ones make room. */
export const MAX_LOG_ROWS = 1_000_000;
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
   * Drops the oldest lines until `maxRows` are left, at most {@link PRUNE_CHUNK} per call, and leaves one line in
   * their place that says how many are gone in all. @returns whether there is more to drop.
   */
  prune(maxRows?: number): boolean;
}

const COLUMNS = 'id, at, source, mac, address, facility, severity, msg, raw';
const DROPPED = 'log.dropped';

export function logTable(sql: Sql): LogTable {
  const insert = sql.prepare(
    `INSERT INTO log (at, source, mac, address, facility, severity, msg, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const list = sql.prepare<LogLine>(
    `SELECT ${COLUMNS} FROM log WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const listOf = sql.prepare<LogLine>(
    `SELECT ${COLUMNS} FROM log WHERE mac = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const after = sql.prepare<LogLine>(`SELECT ${COLUMNS} FROM log WHERE id > ? ORDER BY id LIMIT ?`);
  const afterOf = sql.prepare<LogLine>(
    `SELECT ${COLUMNS} FROM log WHERE mac = ? AND id > ? ORDER BY id LIMIT ?`,
  );
  const ends = sql.prepare<{ oldest: number | null; newest: number | null }>(
    'SELECT min(id) AS oldest, max(id) AS newest FROM log',
  );
  const drop = sql.prepare('DELETE FROM log WHERE id < ?');
  const mark = sql.prepare(
    `UPDATE log SET source = 'station', mac = NULL, address = NULL, facility = NULL, severity = 5,
       msg = ?, raw = NULL WHERE id = ?`,
  );
  const dropped = sql.prepare<{ value: string }>('SELECT value FROM meta WHERE key = ?');
  const setDropped = sql.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );

  return {
    add: (lines) =>
      lines.map((line) => {
        const stored = {
          at: line.at,
          source: line.source,
          mac: line.mac ?? null,
          address: line.address ?? null,
          facility: line.facility ?? null,
          severity: line.severity,
          msg: line.msg,
          raw: line.raw ?? null,
        };
        const { lastInsertRowid } = insert.run(...Object.values(stored));
        return { id: Number(lastInsertRowid), ...stored };
      }),
    list: ({ mac, last = -1, beforeId = Number.MAX_SAFE_INTEGER, afterId } = {}) => {
      if (afterId !== undefined) {
        return mac === undefined ? after.all(afterId, last) : afterOf.all(mac, afterId, last);
      }
      return (
        mac === undefined ? list.all(beforeId, last) : listOf.all(mac, beforeId, last)
      ).reverse();
    },
    prune: (maxRows = MAX_LOG_ROWS) => {
      // Lines are only ever taken from the old end, so the ids between the ends have no gaps.
      const { oldest, newest } = ends.get() ?? { oldest: null, newest: null };
      if (oldest === null || newest === null) return false;
      const tooMany = newest - oldest + 1 - maxRows;
      if (tooMany <= 0) return false;
      const markId = oldest + Math.min(tooMany, PRUNE_CHUNK);
      const before = Number(dropped.get(DROPPED)?.value ?? 0);
      // The mark takes one line's place; an earlier mark among the dropped was counted then.
      const gone = before + markId - oldest + (before === 0 ? 1 : 0);
      drop.run(markId);
      mark.run(`Older lines were dropped here: ${gone} so far.`, markId);
      setDropped.run(DROPPED, String(gone));
      return tooMany > PRUNE_CHUNK;
    },
  };
}
