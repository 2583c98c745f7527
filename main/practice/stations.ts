/**
 * What a host opens: the station of a data folder, and beside it, whenever somebody practises, a
 * second one with simulated units. One facade answers from whichever is in front; a UI notices the
 * change by its stream of changes ending, and takes a new snapshot.
 */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StationError } from '../contract/errors.ts';
import { type BenchFacade, createFacade } from '../station/facade/index.ts';
import type { StationFacade } from '../station/router.ts';
import type { Settings } from '../station/settings.ts';
import { openStation, type Station } from '../station/station.ts';
import { openStore } from '../station/store/store.ts';
import type { SystemStore } from '../station/vault/wraps.ts';
import { openPracticeBench, type PracticeBench } from './practice-bench.ts';

export interface Stations {
  /** The real one. */
  readonly station: Station;
  /** The contract, answered by the real station or, while one practises, by the other. */
  readonly facade: StationFacade;
  /** Ends a practice, then closes the real station. */
  close(): Promise<void>;
}

export interface StationsOptions {
  /** The data folder. A practice lives in `practice` below it. */
  dir: string;
  settings: Settings;
  /** The keyring of this computer's user, where the host can reach it. */
  systemStore?: SystemStore;
  /** Of the practice units; 1: for people. */
  practiceSpeed?: number;
}

/**
 * The vault may be locked: the status says why, and nothing is served until it is not.
 * @throws StationError as `openStore`, `Vault.connect` and `openStation` do; the data folder is free again then
 */
export async function openStations(options: StationsOptions): Promise<Stations> {
  const { dir, settings } = options;
  const practiceDir = join(dir, 'practice');
  const { keyFile, passphraseFile } = settings;
  const store = openStore({
    dir,
    keyFile: keyFile && resolve(keyFile),
    passphraseFile: passphraseFile && resolve(passphraseFile),
  });
  try {
    await store.vault.connect(options.systemStore ?? null);
    // Of a practice whose process was killed.
    await rm(practiceDir, { recursive: true, force: true });
    const station = await openStation({ store, settings });
    station.vault.noteAtStart(passphraseFile !== undefined);
    return new TwoStations(station, practiceDir, options.practiceSpeed ?? 1);
  } catch (error) {
    await store.close();
    throw error;
  }
}

class TwoStations implements Stations {
  readonly station: Station;
  readonly facade: StationFacade;
  readonly #real: BenchFacade;
  readonly #practiceDir: string;
  readonly #speed: number;
  #practice: PracticeBench | null = null;
  /** Beginnings and ends come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #isBeginning = false;
  #isClosed = false;

  constructor(station: Station, practiceDir: string, speed: number) {
    this.station = station;
    this.#practiceDir = practiceDir;
    this.#speed = speed;
    const real = createFacade(station);
    this.#real = {
      ...real,
      station: {
        ...real.station,
        start: async (wanted) => {
          if (!this.#isBeginning) return real.station.start(wanted);
          throw new StationError('PRACTICE_ONLY', 'A practice begins. End it first, then start.');
        },
      },
    };
    this.facade = this.#switching();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#inTurn(() => this.#end());
    await this.station.close();
  }

  #front(): BenchFacade {
    return this.#practice?.facade ?? this.#real;
  }

  #begin(units: number): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#practice !== null) return;
      if (this.#isClosed) throw new StationError('STOPPING', 'The station is stopping.');
      const { state } = this.station.status();
      if (state !== 'stopped' && state !== 'failed') {
        throw new StationError(
          'BENCH_RUNNING',
          'The station serves the real bench. Stop it first, then practise.',
        );
      }
      this.#isBeginning = true;
      try {
        this.#practice = await openPracticeBench({
          dir: this.#practiceDir,
          units,
          speed: this.#speed,
          real: this.#real,
          stop: () => this.#backToReal(),
        });
      } finally {
        this.#isBeginning = false;
      }
      this.station.changes.endStreams();
    });
  }

  async #end(): Promise<void> {
    const practice = this.#practice;
    if (practice === null) return;
    this.#practice = null;
    practice.station.changes.endStreams();
    await practice.close();
  }

  async #backToReal() {
    await this.#inTurn(() => this.#end());
    return this.station.status();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Looked up at every call (`router.ts`): what is in front may change between two. */
  #switching(): StationFacade {
    const front = () => this.#front();
    return {
      get changes() {
        return front().changes;
      },
      get station() {
        return front().station;
      },
      get preflight() {
        return front().preflight;
      },
      get settings() {
        return front().settings;
      },
      get profiles() {
        return front().profiles;
      },
      get firmware() {
        return front().firmware;
      },
      get certificates() {
        return front().certificates;
      },
      get pins() {
        return front().pins;
      },
      get backups() {
        return front().backups;
      },
      get units() {
        return front().units;
      },
      get log() {
        return front().log;
      },
      get accounts() {
        return front().accounts;
      },
      get scans() {
        return front().scans;
      },
      get bindings() {
        return front().bindings;
      },
      get exports() {
        return front().exports;
      },
      get keys() {
        return front().keys;
      },
      get vault() {
        return front().vault;
      },
      practice: this.#practiceQuestions(),
    };
  }

  #practiceQuestions(): StationFacade['practice'] {
    return {
      begin: async ({ units }) => {
        await this.#begin(units);
        return (this.#practice ?? this).station.status();
      },
      end: () => this.#backToReal(),
      shelf: async () => {
        if (this.#practice === null) {
          throw new StationError('NOT_PRACTISING', 'Nobody practises now. Begin a practice first.');
        }
        return this.#practice.shelf();
      },
    };
  }
}
