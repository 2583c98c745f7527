import type { EpochMs, Mac } from '../../contract/values.ts';
import type { Sealing } from '../vault/seal.ts';
import type { Sql } from './sql.ts';

/**
 * Passwords made for units by `{{secret:NAME}}` of a template; they leave only in profiles and key files.
 * Both throw STORE_LOCKED when there is a value to be opened or sealed.
 */
export interface UnitSecretsTable {
  /** Name to value. */
  of(mac: Mac): Map<string, string>;
  /** Every value of every unit, for what must not be said. */
  values(): string[];
  /** Keeps what is there: a password once made stays. */
  add(mac: Mac, name: string, value: string, at: EpochMs): void;
  /** In the place of what is there: only with a person's reason. */
  replace(mac: Mac, name: string, value: string, at: EpochMs): void;
}

export function unitSecretsTable(sql: Sql, sealing: Sealing): UnitSecretsTable {
  const of = sql.prepare<{ name: string; value: string }>(
    'SELECT name, value FROM unit_secrets WHERE mac = ?',
  );
  const all = sql.prepare<{ mac: Mac; name: string; value: string }>(
    'SELECT mac, name, value FROM unit_secrets',
  );
  const add = sql.prepare(
    `INSERT INTO unit_secrets (mac, name, value, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (mac, name) DO NOTHING`,
  );
  const replace = sql.prepare(
    `INSERT INTO unit_secrets (mac, name, value, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (mac, name) DO UPDATE SET value = excluded.value, created_at = excluded.created_at`,
  );
  return {
    of: (mac) =>
      new Map(of.all(mac).map(({ name, value }) => [name, sealing.open(place(mac, name), value)])),
    values: () => all.all().map(({ mac, name, value }) => sealing.open(place(mac, name), value)),
    add: (mac, name, value, at) =>
      void add.run(mac, name, sealing.seal(place(mac, name), value), at),
    replace: (mac, name, value, at) =>
      void replace.run(mac, name, sealing.seal(place(mac, name), value), at),
  };
}

function place(mac: Mac, name: string) {
  return ['unit_secrets', mac, name, 'value'];
}
