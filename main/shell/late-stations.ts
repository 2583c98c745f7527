/**
 * The stations of a data folder that may not open: damaged, of a newer version, on a full disk, owned by another
 * program. The window opens all the same and says why; each question is refused with that sentence, and a page that
 * goes on asking for its snapshot has the folder tried again, so that putting things right is enough.
 */
import { StationError } from '../contract/errors.ts';
import type { Stations } from '../practice/stations.ts';
import type { StationFacade } from '../station/router.ts';

/** A page asks every few seconds; opening reads the whole database. */
const TRY_AGAIN_MS = 3_000;

export class LateStations {
  /** Answers as the stations do, once they are open. */
  readonly facade: StationFacade;
  readonly #open: () => Promise<Stations>;
  readonly #onFault: (cause: unknown) => void;
  readonly #now: () => number;
  #stations: Stations | null = null;
  #trying: Promise<void> | null = null;
  #failure: unknown = null;
  #failedAt = 0;
  #isClosed = false;

  /**
   * @param open     opens them, or fails and leaves nothing open
   * @param onFault  gets what is no refusal but a fault of the program, once for each try
   * @param now      monotonic milliseconds
   */
  constructor(
    open: () => Promise<Stations>,
    onFault: (cause: unknown) => void,
    now = () => performance.now(),
  ) {
    this.#open = open;
    this.#onFault = onFault;
    this.#now = now;
    this.facade = new Proxy({} as StationFacade, {
      get: (_, group) =>
        this.#stations === null
          ? this.#refusing(String(group))
          : Reflect.get(this.#stations.facade, group),
    });
  }

  /** Null until they are open. */
  get current(): Stations | null {
    return this.#stations;
  }

  /** Tries to open them, unless that was tried a moment ago. Never rejects. */
  async ready(): Promise<void> {
    if (this.#stations !== null || this.#isClosed) return;
    if (this.#failure !== null && this.#now() - this.#failedAt < TRY_AGAIN_MS) return;
    this.#trying ??= this.#try().finally(() => {
      this.#trying = null;
    });
    await this.#trying;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#trying;
    await this.#stations?.close();
  }

  async #try(): Promise<void> {
    try {
      this.#stations = await this.#open();
    } catch (error) {
      this.#failure = error;
      this.#failedAt = this.#now();
      if (!(error instanceof StationError)) this.#onFault(error);
    }
  }

  #refusing(group: string): unknown {
    const methodOf = (name: string) => async (question: unknown) => {
      if (group === 'station' && name === 'snapshot') {
        await this.ready();
        const opened = this.#stations?.facade.station.snapshot;
        if (opened !== undefined) return opened(question as Parameters<typeof opened>[0]);
      }
      throw this.#why();
    };
    return new Proxy({}, { get: (_, name) => methodOf(String(name)) });
  }

  #why(): StationError {
    const { message } =
      this.#failure instanceof StationError
        ? this.#failure
        : { message: 'Something went wrong while the station opened; its error output says what.' };
    return new StationError('NOT_OPEN', message);
  }
}
