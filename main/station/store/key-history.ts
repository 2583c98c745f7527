import type { PastKey } from '../../contract/escrow.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import { keyFingerprint, type UnitKey } from '../provisioning/unit-keys.ts';
import type { Sealing } from '../vault/seal.ts';
import type { Sql } from './sql.ts';

/** Keys that units had before. What gives a {@link UnitKey} throws STORE_LOCKED while the keys are locked. */
export interface KeyHistoryTable {
  /** Newest first. */
  of(mac: Mac): PastKey[];
  /** The key the unit may still use: its next one is not proved yet. */
  awaiting(mac: Mac): UnitKey | null;
  awaitingByDirectory(directory: string): UnitKey | null;
  /** When the change began; opens nothing. */
  awaitingSince(mac: Mac): EpochMs | null;
  countAwaiting(): number;
  /** Whether that directory was any unit's. */
  hasDirectory(directory: string): boolean;
  add(key: UnitKey, about: Pick<PastKey, 'endedAt' | 'state' | 'why'>): void;
  /** The change is taken back: as if the next key had never been. */
  takeBack(mac: Mac): void;
  /** The unit uses its next key: this one is of no more use, and forgotten but for its fingerprint. */
  prove(mac: Mac): void;
  /** Every key that is still kept, for what must not be said. */
  keys(): UnitKey[];
}

const SHARED = `mac, directory, last_name AS lastName, created_at AS createdAt, issued_at AS issuedAt,
  exported_at AS exportedAt, key`;
const AWAITING = "state = 'awaiting-proof'";

export function keyHistoryTable(sql: Sql, sealing: Sealing): KeyHistoryTable {
  const of = sql.prepare<PastKey>(
    `SELECT fingerprint, created_at AS madeAt, issued_at AS issuedAt, ended_at AS endedAt, state, why
     FROM key_history WHERE mac = ? ORDER BY id DESC`,
  );
  const awaiting = sql.prepare<UnitKey>(
    `SELECT ${SHARED} FROM key_history WHERE mac = ? AND ${AWAITING}`,
  );
  const byDirectory = sql.prepare<UnitKey>(
    `SELECT ${SHARED} FROM key_history WHERE directory = ? AND ${AWAITING}`,
  );
  const since = sql.prepare<{ at: EpochMs }>(
    `SELECT ended_at AS at FROM key_history WHERE mac = ? AND ${AWAITING}`,
  );
  const count = sql.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM key_history WHERE ${AWAITING}`,
  );
  const hasDirectory = sql.prepare('SELECT 1 FROM key_history WHERE directory = ?');
  const kept = sql.prepare<UnitKey>(`SELECT ${SHARED} FROM key_history WHERE key IS NOT NULL`);
  const add = sql.prepare(
    `INSERT INTO key_history (mac, key, fingerprint, directory, last_name, created_at, issued_at,
       exported_at, ended_at, state, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const takeBack = sql.prepare(`DELETE FROM key_history WHERE mac = ? AND ${AWAITING}`);
  const prove = sql.prepare(
    `UPDATE key_history SET state = 'proved', key = NULL WHERE mac = ? AND ${AWAITING}`,
  );
  const place = (directory: string) => ['key_history', directory, 'key'];
  const opened = (row: UnitKey): UnitKey => ({
    ...row,
    key: sealing.open(place(row.directory), row.key),
  });
  const one = (row: UnitKey | undefined) => (row === undefined ? null : opened(row));
  return {
    of: (mac) => of.all(mac),
    awaiting: (mac) => one(awaiting.get(mac)),
    awaitingByDirectory: (directory) => one(byDirectory.get(directory)),
    awaitingSince: (mac) => since.get(mac)?.at ?? null,
    countAwaiting: () => count.get()?.n ?? 0,
    hasDirectory: (directory) => hasDirectory.get(directory) !== undefined,
    add: (key, { endedAt, state, why }) => {
      const { mac, directory, lastName, createdAt, issuedAt, exportedAt } = key;
      const sealed = sealing.seal(place(directory), key.key);
      add.run(
        ...([mac, sealed, keyFingerprint(key.key), directory, lastName, createdAt] as const),
        ...([issuedAt, exportedAt, endedAt, state, why] as const),
      );
    },
    takeBack: (mac) => void takeBack.run(mac),
    prove: (mac) => void prove.run(mac),
    keys: () => kept.all().map(opened),
  };
}
