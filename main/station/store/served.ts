import type { ServedFile } from '../../contract/model.ts';
import type { Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** Every file that went to a unit. Names are those without secrets. */
export interface ServedTable {
  add(mac: Mac, file: ServedFile): void;
  /** Oldest first. */
  of(mac: Mac): ServedFile[];
}

type Row = Omit<ServedFile, 'complete'> & { complete: number };

export function servedTable(sql: Sql): ServedTable {
  const add = sql.prepare(
    'INSERT INTO served (mac, at, name, bytes, sha256, complete) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const of = sql.prepare<Row>(
    'SELECT name, at, bytes, sha256, complete FROM served WHERE mac = ? ORDER BY id',
  );
  return {
    add: (mac, file) =>
      void add.run(mac, file.at, file.name, file.bytes, file.sha256, file.complete ? 1 : 0),
    of: (mac) => of.all(mac).map((row) => ({ ...row, complete: row.complete === 1 })),
  };
}
