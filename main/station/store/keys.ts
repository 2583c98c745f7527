import type { EpochMs, Mac } from '../../contract/values.ts';
import type { UnitKey } from '../provisioning/unit-keys.ts';
import type { Sql } from './sql.ts';

export interface KeysTable {
  of(mac: Mac): UnitKey | null;
  /** Oldest first. */
  all(): UnitKey[];
  save(key: UnitKey): void;
  /** Written to a key file for the ISP. */
  markExported(macs: readonly Mac[], at: EpochMs): void;
  byDirectory(directory: string): UnitKey | null;
}

const COLUMNS = `mac, key, directory, last_name AS lastName, created_at AS createdAt, issued_at AS issuedAt,
    exported_at AS exportedAt`;

export function keysTable(sql: Sql): KeysTable {
  const of = sql.prepare<UnitKey>(`SELECT ${COLUMNS} FROM keys WHERE mac = ?`);
  const all = sql.prepare<UnitKey>(`SELECT ${COLUMNS} FROM keys ORDER BY rowid`);
  const byDirectory = sql.prepare<UnitKey>(`SELECT ${COLUMNS} FROM keys WHERE directory = ?`);
  const markExported = sql.prepare('UPDATE keys SET exported_at = ? WHERE mac = ?');
  const save = sql.prepare(
    `INSERT INTO keys (mac, key, directory, last_name, created_at, issued_at, exported_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (mac) DO UPDATE SET key = excluded.key, directory = excluded.directory,
       last_name = excluded.last_name, created_at = excluded.created_at,
       issued_at = excluded.issued_at, exported_at = excluded.exported_at`,
  );
  return {
    of: (mac) => of.get(mac) ?? null,
    all: () => all.all(),
    save: (k) =>
      void save.run(k.mac, k.key, k.directory, k.lastName, k.createdAt, k.issuedAt, k.exportedAt),
    markExported: (macs, at) => {
      for (const mac of macs) markExported.run(at, mac);
    },
    byDirectory: (directory) => byDirectory.get(directory) ?? null,
  };
}
