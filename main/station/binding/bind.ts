/** Pairs units with accounts by scans, in any order, one scan after the other for the whole station. */

import type { Binding } from '../../contract/bindings.ts';
import { StationError } from '../../contract/errors.ts';
import type { ScanOutcome, Seat } from '../../contract/model.ts';
import { formatMac, type Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { KeptPair, SeatMemory } from '../store/seats.ts';
import type { Store, Tables } from '../store/store.ts';
import { isDue, type KeptOutcome, settlePair } from './kept-pairs.ts';
import { type Move, type Moved, moveStep } from './move-here.ts';
import { type BindingSettings, type UnitDirectory, usualBindingSettings } from './pair.ts';
import { scanStep } from './scan-step.ts';
import { acknowledged, seatView, withoutExpired } from './seat.ts';
import { type TakenBack, undoLast, undoUnit } from './undo.ts';

export type { BindingSettings, UnitDirectory } from './pair.ts';
export type { BenchUnit } from './rules.ts';

export interface Binder {
  /** @returns what became of the scan, once it is durable. Every verdict is a normal answer. */
  submit(seat: string, text: string): Promise<ScanOutcome>;
  /**
   * Takes back the seat's newest live bind or kept pair, or that of `mac`.
   * @throws StationError NOTHING_TO_UNDO, or EXPORTED when a batch holds it
   */
  undo(seat: string, mac?: Mac): Promise<TakenBack>;
  /**
   * Frees a unit from its account, exported or not; the row stays, with the reason.
   * @throws StationError NOT_BOUND
   */
  release(mac: Mac, reason?: string): Promise<Binding>;
  /**
   * Ends the unit's binding as released, with the reason, and binds it to that account by the same rules, in
   * one transaction; a refusal changes nothing but the seat.
   */
  moveHere(move: Omit<Move, 'at' | 'isLocking'>): Promise<Moved>;
  /**
   * Binds kept pairs whose unit is verified by now, and refuses those that wait no longer; call it about once a
   * second. @returns what became of them, each with its seat as it is now
   */
  bindReady(): Promise<KeptOutcome[]>;
  /** Lets a seat paused by a refusal go on; the refused half is put aside. */
  acknowledge(seat: string): Promise<Seat>;
  seat(name: string): Seat;
  /** Drops half pairs that are too old; call it about once a second. @returns the seats that changed. */
  tick(): Promise<Seat[]>;
  /** Every binding there ever was, oldest first. */
  list(): Binding[];
  /** The unit's live binding, or null. */
  ofUnit(mac: Mac): Binding | null;
}

export interface BinderParts {
  store: Store;
  units: UnitDirectory;
  clock: Clock;
  /** Which seats a refusal pauses: those a person looks at. */
  lockingSeats(seat: string): boolean;
  /** As they are now; the usual ones when absent. */
  settings?: () => BindingSettings;
}

/**
 * Every scan is one change of the store, and the store runs changes in the order they were asked for:
 * that is the queue, and binding, scan and seat are one transaction.
 */
export function createBinder({
  store,
  units,
  clock,
  lockingSeats,
  settings = () => usualBindingSettings,
}: BinderParts): Binder {
  const fresh = (memory: SeatMemory) => withoutExpired(memory, clock.now(), settings().halfPairMs);
  return {
    submit: (seat, text) =>
      store.write((tables) => {
        const scan = { seat, text, at: clock.now(), isLocking: lockingSeats(seat) };
        return scanStep(tables, units, { ...scan, settings: settings() });
      }),
    undo: (seat, mac) =>
      store.write((tables) => {
        const at = clock.now();
        const undone = mac === undefined ? undoLast(tables, seat, at) : undoUnit(tables, mac, at);
        if (!undone.ok) throw new StationError(undone.code, undone.reason);
        // The pair may be scanned again at once without counting as a double scan.
        tables.seats.save({ ...tables.seats.of(seat), last: null });
        return { binding: undone.binding, wasKept: undone.wasKept };
      }),
    release: (mac, reason) =>
      store.write((tables) => {
        const live = tables.bindings.live(mac);
        if (live === null) {
          throw new StationError('NOT_BOUND', `${formatMac(mac)} is not bound to an account.`);
        }
        return tables.bindings.end(live.id, 'released', clock.now(), reason);
      }),
    moveHere: (move) =>
      store.write((tables) =>
        moveStep(tables, units, {
          ...move,
          at: clock.now(),
          isLocking: lockingSeats(move.seat),
        }),
      ),
    bindReady: async () => {
      const isReady = (pair: KeptPair) => isDue(pair, units, settings(), clock.now());
      const kept = (tables: Tables) => tables.seats.keptPairs().filter(isReady);
      if (store.read(kept).length === 0) return [];
      return store.write((tables) =>
        kept(tables).map((pair) =>
          settlePair(tables, units, pair, {
            settings: settings(),
            at: clock.now(),
            isLocking: lockingSeats(pair.seat),
          }),
        ),
      );
    },
    acknowledge: (seat) =>
      store.write((tables) => {
        const memory = acknowledged(fresh(tables.seats.of(seat)));
        tables.seats.save(memory);
        return seatView(memory);
      }),
    seat: (name) => seatView(fresh(store.read((tables) => tables.seats.of(name)))),
    tick: async () => {
      const isExpired = (memory: SeatMemory) => fresh(memory).half !== memory.half;
      if (!store.read((tables) => tables.seats.all()).some(isExpired)) return [];
      return store.write((tables) =>
        tables.seats
          .all()
          .filter(isExpired)
          .map((memory) => {
            tables.seats.save(fresh(memory));
            return seatView(fresh(memory));
          }),
      );
    },
    list: () => store.read((tables) => tables.bindings.list()),
    ofUnit: (mac) =>
      store.read((tables) => {
        const live = tables.bindings.live(mac);
        return live && tables.bindings.get(live.id);
      }),
  };
}
