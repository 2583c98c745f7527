/**
 * Secrets of a database that was written before they were sealed: sealed once, at the first opening with an open
 * vault, and scrubbed from the file, its WAL and the copies made before this version changed it.
 */
import { keyFingerprint } from '../provisioning/unit-keys.ts';
import type { Vault } from '../vault/vault.ts';
import type { Database } from './database.ts';
import { sealed } from './migrations/0006-sealed.ts';
import { migrations } from './migrations/index.ts';

/** The id of the data key; there from the transaction on that sealed the rows. */
const SEALED_WITH = 'vault.id';
const SCRUBBED = 'vault.scrubbed';

const secretColumns = [
  { table: 'keys', key: ['mac'], column: 'key', where: '' },
  { table: 'unit_secrets', key: ['mac', 'name'], column: 'value', where: '' },
  { table: 'account_secrets', key: ['account', 'field'], column: 'value', where: '' },
  { table: 'import_secrets', key: ['import', 'account', 'field'], column: 'value', where: '' },
  { table: 'meta', key: ['key'], column: 'value', where: "AND key = 'station.secret'" },
] as const;

/** The id of the data key whose seals are in it; null: its secrets are plain, or there are none. */
export function sealedWith(database: Database): string | null {
  return metaOf(database, SEALED_WITH);
}

/** Does nothing while the vault is locked, or when it is done already. A crash in between is caught up with. */
export function sealRows(database: Database, vault: Vault): void {
  if (vault.isLocked || vault.id === null) return;
  if (sealedWith(database) === null) sealAll(database, vault, vault.id);
  if (metaOf(database, SCRUBBED) !== null) return;
  if (database.dir !== null && !database.isNew) {
    // Freed pages hold what stood there before; this writes the whole file anew, without any.
    database.exec('VACUUM');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.removeCopiesBefore(migrations.indexOf(sealed) + 1);
  }
  setMeta(database, SCRUBBED, '1');
}

function sealAll(database: Database, vault: Vault, id: string): void {
  const { sql } = database;
  database.exec('BEGIN IMMEDIATE');
  try {
    const keys = sql.prepare<{ mac: string; key: string }>('SELECT mac, key FROM keys').all();
    const show = sql.prepare('UPDATE keys SET fingerprint = ? WHERE mac = ?');
    for (const { mac, key } of keys) show.run(keyFingerprint(key), mac);
    for (const { table, key, column, where } of secretColumns) {
      const rows = sql
        .prepare<Record<string, string | number>>(
          `SELECT ${[...key, column].join(', ')} FROM ${table} WHERE ${column} IS NOT NULL ${where}`,
        )
        .all();
      const save = sql.prepare(
        `UPDATE ${table} SET ${column} = ? WHERE ${key.map((name) => `${name} = ?`).join(' AND ')}`,
      );
      for (const row of rows) {
        const values = key.map((name) => row[name] ?? '');
        const place = [table, ...values.map(String), column];
        save.run(vault.seal(place, String(row[column])), ...values);
      }
    }
    setMeta(database, SEALED_WITH, id);
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function metaOf(database: Database, key: string): string | null {
  const found = database.sql
    .prepare<{ value: string }>('SELECT value FROM meta WHERE key = ?')
    .get(key);
  return found?.value ?? null;
}

function setMeta(database: Database, key: string, value: string): void {
  database.sql
    .prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = ?',
    )
    .run(key, value, value);
}
