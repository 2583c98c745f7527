import type { Sealing } from '../vault/seal.ts';
import type { Sql } from './sql.ts';

/** Small texts the station keeps, by key. */
export interface MetaTable {
  get(key: string): string | null;
  set(key: string, value: string): void;
  /** One that is kept sealed. @throws StationError STORE_LOCKED when there is one */
  secret(key: string): string | null;
  /** @throws StationError STORE_LOCKED */
  setSecret(key: string, value: string): void;
}

export function metaTable(sql: Sql, sealing: Sealing): MetaTable {
  const get = sql.prepare<{ value: string }>('SELECT value FROM meta WHERE key = ?');
  const set = sql.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    get: (key) => get.get(key)?.value ?? null,
    set: (key, value) => void set.run(key, value),
    secret: (key) => {
      const sealed = get.get(key)?.value;
      return sealed === undefined ? null : sealing.open(['meta', key, 'value'], sealed);
    },
    setSecret: (key, value) => void set.run(key, sealing.seal(['meta', key, 'value'], value)),
  };
}
