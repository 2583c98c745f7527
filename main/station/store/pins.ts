import type { EpochMs, Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** A one-time code as it was made for an account; the code itself is nowhere. */
export interface StoredPin {
  id: number;
  hash: string;
  account: string;
  madeAt: EpochMs;
  expiresAt: EpochMs;
  /** The unit that used it. */
  mac: Mac | null;
  takenAt: EpochMs | null;
  /** The profile went out whole: the code is spent. */
  servedAt: EpochMs | null;
  withdrawnAt: EpochMs | null;
}

export interface PinsTable {
  /** @returns its number. Throws for a hash that is there. */
  add(pin: Pick<StoredPin, 'hash' | 'account' | 'madeAt' | 'expiresAt'>): number;
  byHash(hash: string): StoredPin | null;
  get(id: number): StoredPin | null;
  /** Newest first, at most `limit`. */
  list(limit: number): StoredPin[];
  take(id: number, mac: Mac, at: EpochMs): void;
  /** Every code the unit has taken is spent. */
  spend(mac: Mac, at: EpochMs): void;
  withdraw(id: number, at: EpochMs): void;
}

export function pinsTable(sql: Sql): PinsTable {
  const columns = `id, hash, account, made_at AS madeAt, expires_at AS expiresAt, mac,
    taken_at AS takenAt, served_at AS servedAt, withdrawn_at AS withdrawnAt`;
  const add = sql.prepare<{ id: number }>(
    'INSERT INTO pins (hash, account, made_at, expires_at) VALUES (?, ?, ?, ?) RETURNING id',
  );
  const byHash = sql.prepare<StoredPin>(`SELECT ${columns} FROM pins WHERE hash = ?`);
  const get = sql.prepare<StoredPin>(`SELECT ${columns} FROM pins WHERE id = ?`);
  const list = sql.prepare<StoredPin>(`SELECT ${columns} FROM pins ORDER BY id DESC LIMIT ?`);
  const take = sql.prepare('UPDATE pins SET mac = ?, taken_at = ? WHERE id = ?');
  const spend = sql.prepare('UPDATE pins SET served_at = ? WHERE mac = ? AND served_at IS NULL');
  const withdraw = sql.prepare('UPDATE pins SET withdrawn_at = ? WHERE id = ?');
  return {
    add: ({ hash, account, madeAt, expiresAt }) =>
      add.get(hash, account, madeAt, expiresAt)?.id ?? 0,
    byHash: (hash) => byHash.get(hash) ?? null,
    get: (id) => get.get(id) ?? null,
    list: (limit) => list.all(limit),
    take: (id, mac, at) => void take.run(mac, at, id),
    spend: (mac, at) => void spend.run(at, mac),
    withdraw: (id, at) => void withdraw.run(at, id),
  };
}
