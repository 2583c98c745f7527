import type { EpochMs, Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** Passwords made for units by `{{secret:NAME}}` of a template; they leave only in profiles and key files. */
export interface UnitSecretsTable {
  /** Name to value. */
  of(mac: Mac): Map<string, string>;
  /** Keeps what is there: a password once made stays. */
  add(mac: Mac, name: string, value: string, at: EpochMs): void;
}

export function unitSecretsTable(sql: Sql): UnitSecretsTable {
  const of = sql.prepare<{ name: string; value: string }>(
    'SELECT name, value FROM unit_secrets WHERE mac = ?',
  );
  const add = sql.prepare(
    `INSERT INTO unit_secrets (mac, name, value, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (mac, name) DO NOTHING`,
  );
  return {
    of: (mac) => new Map(of.all(mac).map(({ name, value }) => [name, value])),
    add: (mac, name, value, at) => void add.run(mac, name, value, at),
  };
}
