/** Which lines of the log are whose: a list filled in large groups, and a look through the lines after its end. */
import type { LogLine } from '../../contract/model.ts';
import type { Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

export interface LogOfUnits {
  /** Call it with the newest line's number; takes in what came, when it is enough to be worth it. */
  listUpTo(newest: number): void;
  /** Newest first, below `id`; all with -1. */
  before(mac: Mac, id: number, last: number): LogLine[];
  /** Oldest first, above `id`. */
  after(mac: Mac, id: number, last: number): LogLine[];
  /** Those lines are about to be dropped. */
  forgetBefore(id: number): void;
}

/** Lines that wait outside the list: looking through them takes a millisecond or two. */
const LISTED_AT_ONCE = 10_000;
/** The last line the list knows. */
const LISTED = 'log.listed';

export function logOfUnits(sql: Sql, columns: string): LogOfUnits {
  const listed = sql.prepare<{ value: string }>('SELECT value FROM meta WHERE key = ?');
  const setListed = sql.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const take = sql.prepare(
    `INSERT OR IGNORE INTO log_of_units
     SELECT mac, id FROM log WHERE id > ? AND id <= ? AND mac IS NOT NULL ORDER BY mac, id`,
  );
  const look = (way: 'ASC' | 'DESC') =>
    sql.prepare<LogLine>(
      `SELECT ${columns} FROM log WHERE id > ? AND id < ? AND mac = ? ORDER BY id ${way} LIMIT ?`,
    );
  // The line that says how many are gone may stand in the place of one of the unit's.
  const inList = (way: 'ASC' | 'DESC') =>
    sql.prepare<LogLine>(
      `SELECT ${columns} FROM log WHERE mac = ? AND id IN (
         SELECT id FROM log_of_units WHERE mac = ? AND id > ? AND id < ? ORDER BY id ${way} LIMIT ?
       ) ORDER BY id ${way}`,
    );
  const [lookUp, lookDown] = [look('ASC'), look('DESC')];
  const [listUp, listDown] = [inList('ASC'), inList('DESC')];
  const macsBefore = sql.prepare<{ mac: Mac }>(
    'SELECT DISTINCT mac FROM log WHERE id < ? AND mac IS NOT NULL',
  );
  const forget = sql.prepare('DELETE FROM log_of_units WHERE mac = ? AND id < ?');
  const end = () => Number(listed.get(LISTED)?.value ?? 0);
  const rest = (last: number, rows: readonly LogLine[]) => (last < 0 ? last : last - rows.length);

  return {
    listUpTo: (newest) => {
      const from = end();
      if (newest - from < LISTED_AT_ONCE) return;
      take.run(from, newest);
      setListed.run(LISTED, String(newest));
    },
    before: (mac, id, last) => {
      const from = end();
      const newer = lookDown.all(from, id, mac, last);
      return [...newer, ...listDown.all(mac, mac, 0, Math.min(id, from + 1), rest(last, newer))];
    },
    after: (mac, id, last) => {
      const from = end();
      const older = listUp.all(mac, mac, id, from + 1, last);
      return [
        ...older,
        ...lookUp.all(Math.max(id, from), Number.MAX_SAFE_INTEGER, mac, rest(last, older)),
      ];
    },
    forgetBefore: (id) => {
      for (const { mac } of macsBefore.all(id)) forget.run(mac, id);
    },
  };
}
