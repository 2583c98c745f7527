import type { ScanOutcome } from '../../contract/model.ts';
import type { Sql } from './sql.ts';

/** Every scan with what became of it, for good. */
export interface ScansTable {
  add(seat: string, outcome: ScanOutcome): void;
  /** The newest `last` of a seat, oldest first. */
  list(seat: string, last: number): ScanOutcome[];
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
  return {
    add: (seat, o) =>
      void add.run(seat, o.at, o.text, o.class, o.verdict, o.unit, o.account, o.reason),
    list: (seat, last) => list.all(seat, last).reverse(),
  };
}
