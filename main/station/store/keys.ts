import type { EpochMs, Mac } from '../../contract/values.ts';
import { keyFingerprint, type UnitKey } from '../provisioning/unit-keys.ts';
import type { Sealing } from '../vault/seal.ts';
import type { Sql } from './sql.ts';

/** A unit's key as far as anybody may see it. */
export type KeyInfo = Omit<UnitKey, 'key'> & { fingerprint: string };

/** What gives a {@link UnitKey} throws STORE_LOCKED while the keys are locked; the rest does not. */
export interface KeysTable {
  of(mac: Mac): UnitKey | null;
  /** Oldest first. */
  all(): UnitKey[];
  byDirectory(directory: string): UnitKey | null;
  save(key: UnitKey): void;
  infoOf(mac: Mac): KeyInfo | null;
  count(): number;
  /** Units that were given a key, be it one that a new one waits to replace. Opens nothing. */
  countGiven(): number;
  /** Written to a key file for the ISP. */
  markExported(macs: readonly Mac[], at: EpochMs): void;
}

const SHARED = `mac, directory, last_name AS lastName, created_at AS createdAt, issued_at AS issuedAt,
    exported_at AS exportedAt`;

export function keysTable(sql: Sql, sealing: Sealing): KeysTable {
  const of = sql.prepare<UnitKey>(`SELECT ${SHARED}, key FROM keys WHERE mac = ?`);
  const all = sql.prepare<UnitKey>(`SELECT ${SHARED}, key FROM keys ORDER BY rowid`);
  const byDirectory = sql.prepare<UnitKey>(`SELECT ${SHARED}, key FROM keys WHERE directory = ?`);
  const infoOf = sql.prepare<KeyInfo>(`SELECT ${SHARED}, fingerprint FROM keys WHERE mac = ?`);
  const count = sql.prepare<{ n: number }>('SELECT count(*) AS n FROM keys');
  const countGiven = sql.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM keys WHERE issued_at IS NOT NULL
       OR mac IN (SELECT mac FROM key_history WHERE state = 'awaiting-proof')`,
  );
  const markExported = sql.prepare('UPDATE keys SET exported_at = ? WHERE mac = ?');
  const save = sql.prepare(
    `INSERT INTO keys (mac, key, fingerprint, directory, last_name, created_at, issued_at, exported_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (mac) DO UPDATE SET key = excluded.key, fingerprint = excluded.fingerprint,
       directory = excluded.directory, last_name = excluded.last_name,
       created_at = excluded.created_at, issued_at = excluded.issued_at,
       exported_at = excluded.exported_at`,
  );
  const opened = (row: UnitKey): UnitKey => ({
    ...row,
    key: sealing.open(['keys', row.mac, 'key'], row.key),
  });
  const one = (row: UnitKey | undefined) => (row === undefined ? null : opened(row));
  return {
    of: (mac) => one(of.get(mac)),
    all: () => all.all().map(opened),
    byDirectory: (directory) => one(byDirectory.get(directory)),
    save: ({ mac, key, directory, lastName, createdAt, issuedAt, exportedAt }) => {
      const sealed = sealing.seal(['keys', mac, 'key'], key);
      const fingerprint = keyFingerprint(key);
      save.run(mac, sealed, fingerprint, directory, lastName, createdAt, issuedAt, exportedAt);
    },
    infoOf: (mac) => infoOf.get(mac) ?? null,
    count: () => count.get()?.n ?? 0,
    countGiven: () => countGiven.get()?.n ?? 0,
    markExported: (macs, at) => {
      for (const mac of macs) markExported.run(at, mac);
    },
  };
}
