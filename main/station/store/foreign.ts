import type { ForeignClient } from '../../contract/model.ts';
import type { Sql } from './sql.ts';

/** Clients on the bench wire that get no lease. */
export interface ForeignTable {
  /** In the order they were first seen. */
  all(): ForeignClient[];
  save(client: ForeignClient): void;
}

export function foreignTable(sql: Sql): ForeignTable {
  const all = sql.prepare<{ client: string }>('SELECT client FROM foreign_clients ORDER BY rowid');
  const save = sql.prepare(
    'INSERT INTO foreign_clients (mac, client) VALUES (?, ?) ON CONFLICT (mac) DO UPDATE SET client = excluded.client',
  );
  return {
    all: () => all.all().map((row) => JSON.parse(row.client)),
    save: (client) => void save.run(client.mac, JSON.stringify(client)),
  };
}
