import type { ScanOutcome } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
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

export interface SeatsTable {
  all(): SeatMemory[];
  /** A place never seen before is empty. */
  of(seat: string): SeatMemory;
  save(memory: SeatMemory): void;
}

export function seatsTable(sql: Sql): SeatsTable {
  const all = sql.prepare<{ memory: string }>('SELECT memory FROM seats ORDER BY seat');
  const of = sql.prepare<{ memory: string }>('SELECT memory FROM seats WHERE seat = ?');
  const save = sql.prepare(
    'INSERT INTO seats (seat, memory) VALUES (?, ?) ON CONFLICT (seat) DO UPDATE SET memory = excluded.memory',
  );
  return {
    all: () => all.all().map((row) => JSON.parse(row.memory)),
    of: (seat) => {
      const row = of.get(seat);
      return row ? JSON.parse(row.memory) : { seat, half: null, last: null, lockedBy: null };
    },
    save: (memory) => void save.run(memory.seat, JSON.stringify(memory)),
  };
}
