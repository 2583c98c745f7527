/** Units as UIs see them: one, the board, what each waits for and has shown; and tells UIs which changed. */
import type { Change } from '../contract/contract.ts';
import type { Unit, UnitDetail } from '../contract/model.ts';
import type { EpochMs, Mac } from '../contract/values.ts';
import type { ChangesHub } from './changes.ts';
import type { UpgradeLine } from './firmware/upgrade-line.ts';
import { ladderOf } from './proof/ladder.ts';
import { levelOf } from './proof/level.ts';
import { awaitedOf } from './provisioning/awaited.ts';
import type { UnitRecord } from './provisioning/record.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { Limits } from './provisioning/unit-event.ts';
import type { Store, Tables } from './store/store.ts';
import { viewUnit } from './unit-view.ts';

export interface UnitViewsParts {
  store: Store;
  tracker: Tracker;
  changes: Pick<ChangesHub, 'publish'>;
  upgrades: Pick<UpgradeLine, 'before'>;
  limits(): Limits;
  /** When the trial of a draft on it ends; null: none. */
  trialUntil(mac: Mac): EpochMs | null;
}

export class UnitViews {
  readonly #parts: UnitViewsParts;

  constructor(parts: UnitViewsParts) {
    this.#parts = parts;
  }

  one(mac: Mac): Unit | null {
    const { store, tracker } = this.#parts;
    const record = tracker.byMac(mac);
    return record === null ? null : store.read((tables) => this.#view(record, tables));
  }

  /** Every unit but those taken off the board. */
  board(): Unit[] {
    const { store, tracker } = this.#parts;
    return store.read((tables) => tracker.board().map((record) => this.#view(record, tables)));
  }

  /** The board, once what was told of it so far is stored. */
  async settledBoard(): Promise<Unit[]> {
    await this.#parts.tracker.settled();
    return this.board();
  }

  /** What it waits for next; null: nothing. */
  awaited(mac: Mac): UnitDetail['awaited'] {
    const { tracker, limits } = this.#parts;
    const record = tracker.byMac(mac);
    return record === null ? null : awaitedOf(record, limits());
  }

  /** What it has shown, step by step. */
  proofOf(mac: Mac): Pick<UnitDetail, 'level' | 'ladder' | 'readBack'> {
    const record = this.#parts.tracker.byMac(mac);
    const limits = this.#parts.limits();
    if (record === null) return { level: limits.proofs, ladder: [], readBack: null };
    const { rehearsal, last } = record.readBacks;
    const ladder = ladderOf(record, limits);
    return { level: levelOf(record, limits), ladder, readBack: last ?? rehearsal };
  }

  /** Tells every UI how these units are now, or that they are off the board. */
  announce(macs: Iterable<Mac>): void {
    const { tracker, changes } = this.#parts;
    const news = [...macs].flatMap((mac): Change[] => {
      if (tracker.byMac(mac)?.isOffBoard) return [{ type: 'unit-removed', mac }];
      const unit = this.one(mac);
      return unit === null ? [] : [{ type: 'unit', unit }];
    });
    changes.publish(news);
  }

  #view(record: UnitRecord, tables: Tables): Unit {
    const { trialUntil, upgrades } = this.#parts;
    return viewUnit(record, tables, trialUntil(record.mac), upgrades.before(record.mac));
  }
}
