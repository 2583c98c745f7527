/**
 * The little of a SQL driver that the table files need. Only `database.ts` knows which driver it is.
 * Times are `EpochMs` integers, truth values 0 or 1, lists and records JSON text.
 */
export type SqlValue = string | number | null | Uint8Array;

export interface Statement<Row> {
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  run(...values: SqlValue[]): { changes: number; lastInsertRowid: number | bigint };
}

export interface Sql {
  /** Compiles once; the table files keep what they get. `Row` is what the statement's columns give. */
  prepare<Row>(source: string): Statement<Row>;
}
