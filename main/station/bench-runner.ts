/** Start and stop of the bench, and what the card's comings and goings make of it; one after the other. */
import { StationError } from '../contract/errors.ts';
import type { StationStatus } from '../contract/model.ts';
import { type ServiceName, serviceNames } from '../contract/preflight.ts';
import type { EpochMs, Ipv4 } from '../contract/values.ts';
import type { Bench } from './bench.ts';
import type { OpenPlan } from './bench-services.ts';
import type { Clock } from './clock.ts';
import { type CardChange, type CardWatch, watchCard } from './net/watch.ts';
import type { UnitEvent } from './provisioning/unit-event.ts';
import type { TimeGap } from './time-gap.ts';

/** The card to serve on, by name, address or both. */
export interface WantedCard {
  interface?: string | undefined;
  address?: Ipv4 | undefined;
}

/** How a bench is opened. */
export interface Opening {
  /** Ends the start early. */
  signal: AbortSignal;
  /** It served before, and goes on: the wire is looked at meanwhile, not first. */
  isReturn: boolean;
  plan: OpenPlan;
  /** What units said was not heard for a moment. */
  onGap(): void;
  /** It must not serve on; the sentence says why. */
  onDanger(danger: Error): void;
}

export interface BenchRunnerParts {
  clock: Clock;
  /** A start begins, before anything is opened. What it throws keeps the station from starting. */
  beforeStart(): Promise<void>;
  /** Opens every service on the card, or none. */
  open(wanted: WantedCard, opening: Opening): Promise<Bench>;
  /** State or problem are news. */
  onState(): void;
  onLink(event: UnitEvent & { type: 'link-lost' | 'link-back' }): void;
  /** It stopped by itself, as if a person had, and stays so until the next start. */
  onHalted(): void;
  /** The computer slept; card and wire are looked at anew. */
  onAwake(sleptMs: number): void;
  /** It went on serving by new sockets, maybe with another network. */
  onReopened(): void;
}

/** The card went away again while its services were being opened: the watch will tell when it is back. */
const cardCodes = ['NO_CARD', 'NO_ADDRESS'];

export class BenchRunner {
  readonly #parts: BenchRunnerParts;
  #bench: Bench | null = null;
  #watch: CardWatch | null = null;
  #wanted: WantedCard;
  #cardName: string | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  /** Aborted by a stop, so that a start in the middle of its checks does not hold it up. */
  #starting = new AbortController();
  state: StationStatus['state'] = 'stopped';
  problem: string | null = null;
  startedAt: EpochMs | null = null;
  #heardSince: EpochMs = 0;
  /** Stopped by a person, until one starts them or the station. */
  readonly #leftOff = new Set<ServiceName>();

  constructor(wanted: WantedCard, parts: BenchRunnerParts) {
    this.#wanted = wanted;
    this.#parts = parts;
  }

  /** The running services; null while stopped, or while the card is away. */
  get bench(): Bench | null {
    return this.#bench;
  }

  /** What units did meanwhile was not heard, or cannot be told by the clock. */
  heardNothing(gap: TimeGap): void {
    this.#heardSince = gap.at;
  }

  /**
   * Since when the bench is heard without a gap: start, the link's last return, the last {@link TimeGap}, a
   * service that came or went; this moment while one that units need does not run.
   */
  get listeningSince(): EpochMs {
    return this.#bench?.isDeaf === true ? this.#parts.clock.now() : this.#heardSince;
  }

  /** From start to stop, also while the card is away. */
  get isOn(): boolean {
    return this.#watch !== null;
  }

  /**
   * Does something no start may come in between, such as a look whether ports are free.
   * @returns null when the station starts or is on
   */
  whileOff<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.state === 'starting') return Promise.resolve(null);
    return this.#inTurn(async () => (this.#watch === null ? await work() : null));
  }

  /** Whether it is this card it serves on, also while the card is away. While it starts it may be any card's turn. */
  usesCard(name: string): boolean {
    return this.state === 'starting' || this.#cardName === name;
  }

  /**
   * @param wanted empty: the card named last, at first the one of the settings
   * @param without services that may stay down where their port is refused
   * @throws StationError as `openBench` does; the station then stays stopped and says why
   */
  start(wanted: WantedCard, without: readonly ServiceName[] = []): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#watch !== null) return;
      const isNamed = wanted.interface !== undefined || wanted.address !== undefined;
      if (isNamed) this.#wanted = wanted;
      this.#become('starting', null);
      this.#leftOff.clear();
      try {
        await this.#parts.beforeStart();
        const { network } = await this.#open(false, without);
        this.startedAt = this.#parts.clock.now();
        this.#cardName = network.interfaceName;
        this.#watch = watchCard(network, (change) => void this.#cardChanged(change));
      } catch (error) {
        this.#become('failed', textOf(error));
        throw error;
      }
    });
  }

  stop(): Promise<void> {
    this.#starting.abort();
    return this.#inTurn(async () => {
      this.#starting = new AbortController();
      this.#watch?.stop();
      this.#watch = null;
      this.#cardName = null;
      await this.#close();
      this.startedAt = null;
      this.#become('stopped', null);
    });
  }

  /** A fault elsewhere that people must see, such as a full disk. */
  showProblem(problem: string): void {
    this.#become(this.state, problem);
  }

  /** It is over; what is shown of something else stays. */
  problemOver(problem: string): void {
    if (this.problem === problem) this.#become(this.state, null);
  }

  /** The computer is awake again, as the system says; the watch also finds out by itself. */
  awoke(): void {
    this.#watch?.awoke();
  }

  #cardChanged({ state, why, isNewCard, sleptMs }: CardChange): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#watch === null) return;
      const at = this.#parts.clock.now();
      if (state === 'locked' || state === 'address-taken') return this.#halt(why ?? state);
      if (state !== 'ok') {
        // With the cable out the sockets stay: they are tied to the card and send nothing elsewhere.
        if (state === 'no-link') this.#bench?.linkLost();
        else await this.#close();
        this.#parts.onLink({ type: 'link-lost', at, why: why ?? state });
        this.#become('no-link', why);
        return;
      }
      if (sleptMs > 0) this.#parts.onAwake(sleptMs);
      if (isNewCard) await this.#close();
      const isReopened = this.#bench === null;
      if (this.#bench === null) await this.#open(true, serviceNames);
      else this.#bench.linkBack();
      this.#parts.onLink({ type: 'link-back', at });
      this.#become('running', null);
      if (isReopened) this.#parts.onReopened();
    }).catch((error: unknown) => this.#openFailed(error));
  }

  #openFailed(error: unknown): Promise<void> | void {
    const code = error instanceof StationError ? error.code : '';
    if (cardCodes.includes(code)) return this.#become('no-link', textOf(error));
    return this.#inTurn(() => this.#halt(textOf(error)));
  }

  /** Stops as if a person had, but says why. */
  async #halt(why: string): Promise<void> {
    this.#watch?.stop();
    this.#watch = null;
    this.#cardName = null;
    await this.#close();
    this.startedAt = null;
    this.#become('failed', why);
    this.#parts.onHalted();
  }

  /**
   * One service alone, the others go on.
   * @throws StationError NOT_RUNNING, and as {@link Bench.startService}
   */
  startService(name: ServiceName): Promise<void> {
    return this.#inTurn(async () => {
      const bench = this.#served();
      this.#leftOff.delete(name);
      await bench.startService(name);
    });
  }

  /** It stays off until it is started, or the station is. @throws StationError NOT_RUNNING */
  stopService(name: ServiceName): Promise<void> {
    return this.#inTurn(async () => {
      const bench = this.#served();
      await bench.stopService(name);
      this.#leftOff.add(name);
    });
  }

  #served(): Bench {
    if (this.#bench !== null) return this.#bench;
    const text =
      this.#watch === null
        ? 'The station is stopped: start it, then its services can be stopped and started alone.'
        : 'The bench card is away: its services come back with it.';
    throw new StationError('NOT_RUNNING', text);
  }

  /** @param mayFail  who serves already rather goes on with what can be opened */
  async #open(isReturn: boolean, mayFail: readonly ServiceName[]): Promise<Bench> {
    const bench = await this.#parts.open(this.#wanted, {
      signal: this.#starting.signal,
      isReturn,
      plan: { mayFail: new Set(mayFail), leaveOff: this.#leftOff },
      onGap: () => {
        this.#heardSince = this.#parts.clock.now();
      },
      onDanger: (danger) => void this.#inTurn(() => this.#endangered(bench, danger)),
    });
    this.#bench = bench;
    const { problem } = bench.network;
    this.#become(problem === null ? 'running' : 'no-link', problem);
    return bench;
  }

  /** What was found on its wire ends the serving. */
  endanger(danger: Error): void {
    const bench = this.#bench;
    if (bench !== null) void this.#inTurn(() => this.#endangered(bench, danger));
  }

  /** @param bench  the run it was told of: another may serve by now */
  async #endangered(bench: Bench, danger: Error): Promise<void> {
    if (this.#bench === bench && this.#watch !== null) await this.#halt(danger.message);
  }

  async #close(): Promise<void> {
    const bench = this.#bench;
    this.#bench = null;
    await bench?.stop();
  }

  #become(state: StationStatus['state'], problem: string | null): void {
    const isNews = state !== this.state || problem !== this.problem;
    if (state === 'running' && this.state !== 'running') {
      this.#heardSince = this.#parts.clock.now();
    }
    this.state = state;
    this.problem = problem;
    if (isNews) this.#parts.onState();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
