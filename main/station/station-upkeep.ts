/** What the station does once a second, and what it makes of a clock that was set or a computer that slept. */

import type { BenchRunner } from './bench-runner.ts';
import { type Announcer, bindReadyPairs } from './binding/announce.ts';
import type { Binder } from './binding/bind.ts';
import type { ExpiryWatch } from './certificates/keeping.ts';
import type { ChangesHub } from './changes.ts';
import type { Clock } from './clock.ts';
import type { CustomisationLook } from './customisation.ts';
import type { ForeignClients } from './foreign.ts';
import { severity } from './log.ts';
import type { LogBook } from './log-book.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { RunBook } from './run-book.ts';
import type { Store } from './store/store.ts';
import type { StoreFault } from './store-fault.ts';
import type { ProfileDesk } from './templates/profile-desk.ts';
import { gapText, type TimeGaps } from './time-gap.ts';
import type { UnitProof } from './unit-proof.ts';
import type { UnitViews } from './unit-views.ts';

export interface StationUpkeepParts extends Pick<Announcer, 'bindingChanged'> {
  store: Store;
  clock: Clock;
  timeGaps: TimeGaps;
  changes: ChangesHub;
  log: LogBook;
  fault: StoreFault;
  bench: Pick<BenchRunner, 'bench' | 'state' | 'heardNothing'>;
  tracker: Tracker;
  proof: Pick<UnitProof, 'tick'>;
  customisations: CustomisationLook;
  foreign: ForeignClients;
  binder: Binder;
  profiles: ProfileDesk;
  units: UnitViews;
  runs: Pick<RunBook, 'tick'>;
  expiry: ExpiryWatch;
  announceStatus(): void;
}

const TICK_MS = 1000;

export class StationUpkeep {
  readonly #parts: StationUpkeepParts;
  readonly #ticker: NodeJS.Timeout;
  #toldPool: string | null = null;

  /** It runs from here on, until {@link StationUpkeep.stop}. */
  constructor(parts: StationUpkeepParts) {
    this.#parts = parts;
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#ticker);
  }

  /** Asked before every step of a unit too: what comes first after a sleep must not count as a long quiet. */
  mindTime(): void {
    const { timeGaps, bench, tracker, log } = this.#parts;
    const gap = timeGaps.look();
    if (gap === null) return;
    bench.heardNothing(gap);
    tracker.clockSetBack();
    log.write({ source: 'station', severity: severity.warning, msg: gapText(gap) });
  }

  #tick(): void {
    const { bench, tracker, proof, customisations, foreign, fault } = this.#parts;
    this.mindTime();
    // Without link nothing can arrive, so silence means nothing.
    if (bench.state === 'running') {
      tracker.tick();
      proof.tick();
      customisations.tick();
    }
    const clients = foreign.takeChanged();
    void fault.kept(async () => {
      const { store, changes, binder, profiles, units, log, runs, expiry, clock } = this.#parts;
      await fault.lookForRoom();
      if (clients.length > 0) {
        await store.write((tables) => clients.map((client) => tables.foreign.save(client)));
        changes.publish(clients.map((client) => ({ type: 'foreign', client })));
      }
      const seats = await binder.tick();
      changes.publish(seats.map((seat) => ({ type: 'seat', seat })));
      await bindReadyPairs(this.#parts);
      units.announce(profiles.book.endOldTrials());
      await log.prune();
      await runs.tick();
      expiry.tick(clock.monotonicMs());
      this.#announcePool();
    });
  }

  /** How full the pool is, and what is set aside; told at most once a second. */
  #announcePool(): void {
    const pool = this.#parts.bench.bench?.pool() ?? null;
    const shown = pool === null ? null : JSON.stringify([pool.used, pool.setAside]);
    if (shown === this.#toldPool) return;
    this.#toldPool = shown;
    this.#parts.announceStatus();
  }
}
