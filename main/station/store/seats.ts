import type { ScanOutcome } from '../../contract/model.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** What a scanning place remembers from one scan to the next, over restarts too. */
export interface SeatMemory {
  seat: string;
  half: {
    kind: 'unit' | 'account';
    /** MAC or account number. */
    value: string;
    at: EpochMs;
    /** Refused when scanned: it only waits to refuse its other half. */
    isRefused: boolean;
  } | null;
  /** The last value used, to know a scanner that fired twice. */
  last: { text: string; at: EpochMs } | null;
  lockedBy: ScanOutcome | null;
}

/** A pair whose unit was not verified when it was scanned. */
export interface KeptPair {
  mac: Mac;
  account: string;
  seat: string;
  at: EpochMs;
}

export interface SeatsTable {
  all(): SeatMemory[];
  /** A place never seen before is empty. */
  of(seat: string): SeatMemory;
  save(memory: SeatMemory): void;
  /** Pairs that wait for their unit, oldest first. */
  keptPairs(): KeptPair[];
  /** One for each unit: a later one takes the place of an earlier. */
  keepPair(pair: KeptPair): void;
  dropPair(mac: Mac): void;
}

export function seatsTable(sql: Sql): SeatsTable {
  const all = sql.prepare<{ memory: string }>('SELECT memory FROM seats ORDER BY seat');
  const of = sql.prepare<{ memory: string }>('SELECT memory FROM seats WHERE seat = ?');
  const save = sql.prepare(
    'INSERT INTO seats (seat, memory) VALUES (?, ?) ON CONFLICT (seat) DO UPDATE SET memory = excluded.memory',
  );
  const keptPairs = sql.prepare<KeptPair>(
    'SELECT mac, account, seat, at FROM kept_pairs ORDER BY rowid',
  );
  const keepPair = sql.prepare(
    'INSERT OR REPLACE INTO kept_pairs (mac, account, seat, at) VALUES (?, ?, ?, ?)',
  );
  const dropPair = sql.prepare('DELETE FROM kept_pairs WHERE mac = ?');
  return {
    all: () => all.all().map((row) => JSON.parse(row.memory)),
    of: (seat) => {
      const row = of.get(seat);
      return row ? JSON.parse(row.memory) : { seat, half: null, last: null, lockedBy: null };
    },
    save: (memory) => void save.run(memory.seat, JSON.stringify(memory)),
    keptPairs: () => keptPairs.all(),
    keepPair: ({ mac, account, seat, at }) => void keepPair.run(mac, account, seat, at),
    dropPair: (mac) => void dropPair.run(mac),
  };
}
