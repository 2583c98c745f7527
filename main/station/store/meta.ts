import type { Sql } from './sql.ts';

/** Small texts the station keeps, by key. */
export interface MetaTable {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

export function metaTable(sql: Sql): MetaTable {
  const get = sql.prepare<{ value: string }>('SELECT value FROM meta WHERE key = ?');
  const set = sql.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    get: (key) => get.get(key)?.value ?? null,
    set: (key, value) => void set.run(key, value),
  };
}
