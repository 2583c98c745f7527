/** Lines of the log that have a text, or are of a kind: looked for piece by piece, from the newest to the oldest. */
import type { LogLine, LogSource } from '../../contract/model.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import { visible } from '../log.ts';
import type { Sql, SqlValue, Statement } from './sql.ts';

/** Which lines; what is left out may be anything. */
export interface LogFind {
  text?: string | undefined;
  source?: LogSource | undefined;
  mac?: Mac | undefined;
  /** That bad or worse: syslog's numbers, 0 the worst. */
  severity?: number | undefined;
  /** Both included. */
  from?: EpochMs | undefined;
  to?: EpochMs | undefined;
  beforeId?: number | undefined;
  last: number;
}

export interface LogFound {
  /** Oldest first. */
  lines: LogLine[];
  /** Asks for older ones; null: there are none. */
  nextBeforeId: number | null;
  /** Lines this look went through, and older ones it has not come to. */
  looked: number;
  left: number;
}

/** Lines one look takes: some five milliseconds. */
const FIND_CHUNK = 25_000;
/** The same where the text is compared here, which costs five times as much. */
const COMPARED_CHUNK = 5000;
/** Of those rows read in one go: they may be long, and may not fit. */
const COMPARED_AT_ONCE = 200;

/** @param columns  those of a {@link LogLine} */
export function logFind(sql: Sql, columns: string): (query: LogFind) => LogFound {
  const ends = sql.prepare<{ oldest: number | null; newest: number | null }>(
    // Both in one go would read every line.
    `SELECT (SELECT min(id) FROM log) AS oldest, (SELECT max(id) FROM log) AS newest`,
  );
  const statements = new Map<string, Statement<LogLine>>();
  const statementFor = (conditions: readonly string[]) => {
    const where = ['id < ?', 'id >= ?', ...conditions].join(' AND ');
    const statement =
      statements.get(where) ??
      sql.prepare<LogLine>(`SELECT ${columns} FROM log WHERE ${where} ORDER BY id DESC LIMIT ?`);
    statements.set(where, statement);
    return statement;
  };

  return (query) => {
    const { beforeId = Number.MAX_SAFE_INTEGER, last } = query;
    const { oldest, newest } = ends.get() ?? { oldest: null, newest: null };
    if (oldest === null || newest === null) {
      return { lines: [], nextBeforeId: null, looked: 0, left: 0 };
    }
    const before = Math.min(beforeId, newest + 1);
    const { conditions, values, isLike } = conditionsOf(query);
    const from = Math.max(oldest, before - (isLike === null ? FIND_CHUNK : COMPARED_CHUNK));
    const found = statementFor(conditions);
    const lines: LogLine[] = [];
    const most = isLike === null ? last : COMPARED_AT_ONCE;
    for (let below = before; lines.length < last; ) {
      const part = found.all(below, from, ...values, most);
      for (const line of part) {
        if (lines.length < last && (isLike === null || isLike(line.msg))) lines.push(line);
      }
      if (isLike === null || part.length < most) break;
      below = part.at(-1)?.id ?? from;
    }
    const next = lines.length === last ? (lines.at(-1)?.id ?? from) : from;
    return {
      lines: lines.reverse(),
      nextBeforeId: next > oldest ? next : null,
      looked: Math.max(0, before - next),
      left: Math.max(0, next - oldest),
    };
  };
}

interface Conditions {
  conditions: string[];
  values: SqlValue[];
  /** What SQLite cannot compare: it knows small and capital letters of ASCII only. */
  isLike: ((msg: string) => boolean) | null;
}

function conditionsOf({ text = '', source, mac, severity, from, to }: LogFind): Conditions {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add('source = ?', source);
  add('mac = ?', mac);
  add('severity <= ?', severity);
  add('at >= ?', from);
  add('at <= ?', to);
  if (text === '') return { conditions, values, isLike: null };
  // As lines show it: a zero byte would end the pattern.
  const wanted = visible(text);
  const escaped = wanted.replace(/[\\%_]/g, '\\$&');
  // Any letter stands for one that is compared afterwards.
  add(`msg LIKE ? ESCAPE '\\'`, `%${escaped.replace(/[^\0-\x7f]/gu, '_')}%`);
  const isAscii = /^[\0-\x7f]*$/.test(wanted);
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  return { conditions, values, isLike: isAscii ? null : (msg) => pattern.test(msg) };
}
