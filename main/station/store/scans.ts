import type { ScanOutcome } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** Every scan with what became of it, for good. */
export interface ScansTable {
  add(seat: string, outcome: ScanOutcome): void;
  /** The newest `last` of a seat, oldest first. */
  list(seat: string, last: number): ScanOutcome[];
  /** Scans of a seat at or after `at`, newest first; of more than `most` the newest. */
  since(seat: string, at: EpochMs, most: number): ScanOutcome[];
}

export function scansTable(sql: Sql): ScansTable {
  const add = sql.prepare(
    `INSERT INTO scans (seat, at, text, class, verdict, unit, account, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const list = sql.prepare<ScanOutcome>(
    `SELECT at, text, class, verdict, unit, account, reason FROM scans WHERE seat = ?
     ORDER BY id DESC LIMIT ?`,
  );
  const newest = sql.prepare<ScanOutcome>(
    `SELECT at, text, class, verdict, unit, account, reason
     FROM (SELECT * FROM scans WHERE seat = ? ORDER BY id DESC LIMIT ?) WHERE at >= ?
     ORDER BY id DESC`,
  );
  return {
    add: (seat, o) =>
      void add.run(seat, o.at, o.text, o.class, o.verdict, o.unit, o.account, o.reason),
    list: (seat, last) => list.all(seat, last).reverse(),
    since: (seat, at, most) => newest.all(seat, most, at),
  };
}
