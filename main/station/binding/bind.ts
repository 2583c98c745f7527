/** Pairs units with accounts by scans, in any order, one scan after the other for the whole station. */

import type { Binding } from '../../contract/bindings.ts';
import { StationError } from '../../contract/errors.ts';
import type { ScanOutcome, Seat } from '../../contract/model.ts';
import { formatMac, type Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { scanStep, type UnitDirectory } from './scan-step.ts';
import { acknowledged, seatView, withoutExpired } from './seat.ts';
import { undoLast, undoUnit } from './undo.ts';

export type { BenchUnit } from './rules.ts';
export type { UnitDirectory } from './scan-step.ts';

export interface Binder {
  /** @returns what became of the scan, once it is durable. Every verdict is a normal answer. */
  submit(seat: string, text: string): Promise<ScanOutcome>;
  /**
   * Takes back the seat's newest live bind, or that of `mac`.
   * @throws StationError NOTHING_TO_UNDO, or EXPORTED when a batch holds it
   */
  undo(seat: string, mac?: Mac): Promise<Binding>;
  /** Frees a unit from its account, exported or not; the row stays. @throws StationError NOT_BOUND */
  release(mac: Mac): Promise<Binding>;
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
}

/**
 * Every scan is one change of the store, and the store runs changes in the order they were asked for:
 * that is the queue, and binding, scan and seat are one transaction.
 */
export function createBinder({ store, units, clock, lockingSeats }: BinderParts): Binder {
  return {
    submit: (seat, text) =>
      store.write((tables) =>
        scanStep(tables, units, { seat, text, at: clock.now(), isLocking: lockingSeats(seat) }),
      ),
    undo: (seat, mac) =>
      store.write((tables) => {
        const at = clock.now();
        const undone = mac === undefined ? undoLast(tables, seat, at) : undoUnit(tables, mac, at);
        if (!undone.ok) throw new StationError(undone.code, undone.reason);
        // The pair may be scanned again at once without counting as a double scan.
        tables.seats.save({ ...tables.seats.of(seat), last: null });
        return undone.binding;
      }),
    release: (mac) =>
      store.write((tables) => {
        const live = tables.bindings.live(mac);
        if (live === null) {
          throw new StationError('NOT_BOUND', `${formatMac(mac)} is not bound to an account.`);
        }
        return tables.bindings.end(live.id, 'released', clock.now());
      }),
    acknowledge: (seat) =>
      store.write((tables) => {
        const memory = acknowledged(withoutExpired(tables.seats.of(seat), clock.now()));
        tables.seats.save(memory);
        return seatView(memory);
      }),
    seat: (name) =>
      seatView(
        withoutExpired(
          store.read((tables) => tables.seats.of(name)),
          clock.now(),
        ),
      ),
    tick: async () => {
      const isExpired = (seat: { half: unknown }, fresh: { half: unknown }) =>
        seat.half !== fresh.half;
      const seats = store.read((tables) => tables.seats.all());
      if (!seats.some((seat) => isExpired(seat, withoutExpired(seat, clock.now())))) return [];
      return store.write((tables) =>
        tables.seats.all().flatMap((seat) => {
          const fresh = withoutExpired(seat, clock.now());
          if (!isExpired(seat, fresh)) return [];
          tables.seats.save(fresh);
          return [seatView(fresh)];
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
