/**
 * The services of one run, each of which can be stopped and started alone. What cannot be opened or fails while it
 * serves is named and tried again; the others go on.
 */
import { StationError } from '../contract/errors.ts';
import type { ServiceState } from '../contract/model.ts';
import { type ServiceName, serviceNames, serviceWords } from '../contract/preflight.ts';
import { type Log, severity } from './log.ts';
import type { SocketTrouble } from './net/told-trouble.ts';

export interface Service {
  start(): Promise<number>;
  stop(): Promise<void>;
}

/** How a service comes about; a new one at each start. */
export interface ServiceMaker {
  /** By the settings of this moment; null: off, 0: any free one. */
  port(): number | null;
  /**
   * @param onTrouble to be told what befalls the sockets it listens on
   * @throws StationError
   */
  make(port: number, onTrouble: (trouble: SocketTrouble) => void): Service;
}

export type ServiceMakers = Record<ServiceName, ServiceMaker>;

export interface BenchServicesParts {
  makers: ServiceMakers;
  log: Log;
  /** Units cannot get through without it. */
  isNeeded(name: ServiceName): boolean;
  /** What its lack costs, as a sentence. */
  lack(name: ServiceName): string;
  /** Whether it still answers although a socket of its failed. */
  answers(name: ServiceName): Promise<boolean>;
  /** A service runs or does not run, unlike before. */
  onChange(name: ServiceName): void;
}

export interface OpenPlan {
  /** May stay down where the system refuses their port. */
  mayFail: ReadonlySet<ServiceName>;
  /** A person stopped them before, and they stay so. */
  leaveOff: ReadonlySet<ServiceName>;
}

/** What the card does is no fault of a service, and not mended by waiting for a port. */
const cardCodes = ['NO_CARD', 'NO_ADDRESS'];
/** DHCP last: a unit that has an address asks for files at once. */
const order: readonly ServiceName[] = ['syslog', 'http', 'https', 'tftp', 'dns', 'ntp', 'dhcp'];
/** Between the tries to open a service that is down: doubled each time. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

interface Slot {
  service: Service | null;
  /** Where it listens, or did last. */
  port: number | null;
  state: ServiceState['state'];
  why: string | null;
  pauseMs: number;
  retry: NodeJS.Timeout | undefined;
  turn: Promise<unknown>;
  isAsked: boolean;
}

export class BenchServices {
  readonly #parts: BenchServicesParts;
  readonly #slots = new Map<ServiceName, Slot>();
  readonly #unsure = new Set<ServiceName>();
  #isClosed = false;

  constructor(parts: BenchServicesParts) {
    this.#parts = parts;
    for (const name of serviceNames) {
      this.#slots.set(name, {
        ...{ service: null, port: null, state: 'off', why: null, pauseMs: FIRST_PAUSE_MS },
        ...{ retry: undefined, turn: Promise.resolve(), isAsked: false },
      });
    }
  }

  /**
   * Opens all that are on, DHCP only when nothing else was refused.
   * @throws StationError of each that may not fail, in one sentence after the other; {@link close} ends the rest
   */
  async open({ mayFail, leaveOff }: OpenPlan): Promise<void> {
    const refusals: StationError[] = [];
    for (const name of order) {
      if (this.#parts.makers[name].port() === null) continue;
      const slot = this.#slot(name);
      if (leaveOff.has(name)) {
        slot.state = 'stopped';
        continue;
      }
      if (name === 'dhcp' && refusals.length > 0) continue;
      try {
        await this.#bring(name, slot);
      } catch (error) {
        if (!(error instanceof StationError) || cardCodes.includes(error.code)) throw error;
        if (mayFail.has(name)) this.#goDown(name, slot, error.message);
        else refusals.push(error);
      }
    }
    const [first, ...more] = refusals;
    if (first === undefined) return;
    if (more.length === 0) throw first;
    // The way to the right to low ports is one for all of them, and said once.
    const isOne = first.code === 'NO_PERMISSION';
    const others = more.map(({ code, message }) =>
      isOne && code === first.code ? firstSentence(message) : message,
    );
    const words = [first.message, ...others].join(' ');
    throw new StationError(first.code, words, { cause: first });
  }

  /** As people see it; without what its self-test says. */
  state(name: ServiceName): ServiceState {
    const { state, port, why } = this.#slot(name);
    const isNeeded = this.#parts.isNeeded(name);
    const isOn = state === 'on';
    const word = serviceWords[name];
    const problem = {
      ...{ on: null, off: null },
      stopped: `${word} was stopped by hand. ${this.#parts.lack(name)}`,
      down: `${word} does not run. ${why ?? ''} ${this.#parts.lack(name)} The station tries again by itself.`,
    }[state];
    return { port: isOn ? port : null, state, isNeeded, problem };
  }

  /** Where it listens, or did last; null: never so far. */
  portOf(name: ServiceName): number | null {
    return this.#slot(name).port;
  }

  /**
   * Nothing happens when it runs.
   * @throws StationError SERVICE_OFF, or what keeps its port from us: then it is tried again
   */
  start(name: ServiceName): Promise<void> {
    return this.#inTurn(name, async (slot) => {
      if (slot.state === 'on') return;
      if (this.#parts.makers[name].port() === null) {
        const text = `${serviceWords[name]} is off. Switch it on in the settings, then start the station.`;
        throw new StationError('SERVICE_OFF', text);
      }
      slot.pauseMs = FIRST_PAUSE_MS;
      await this.#again(name, slot);
    });
  }

  /** Those whose sockets failed while nothing could tell whether they go on. */
  lookAgain(): void {
    for (const name of this.#unsure) {
      const { service } = this.#slot(name);
      const trouble = { words: 'before the link came back', isClosed: false };
      if (service !== null) void this.#inTrouble(name, service, trouble);
    }
    this.#unsure.clear();
  }

  /** What it was doing ends; nothing happens when it is off. */
  stop(name: ServiceName): Promise<void> {
    return this.#inTurn(name, async (slot) => {
      if (slot.state === 'off' || slot.state === 'stopped') return;
      await this.#end(slot);
      slot.state = 'stopped';
      slot.why = null;
      this.#say(severity.notice, this.state(name).problem ?? '');
      this.#parts.onChange(name);
    });
  }

  /** All of them, the last opened first. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const slot of this.#slots.values()) clearTimeout(slot.retry);
    for (const name of order.toReversed()) {
      const slot = this.#slot(name);
      await slot.turn;
      await this.#end(slot);
      slot.state = 'off';
    }
  }

  /** @throws as the maker and the service do */
  async #bring(name: ServiceName, slot: Slot): Promise<void> {
    const maker = this.#parts.makers[name];
    const wanted = maker.port();
    // Any free port is kept through the run: units' rules name it.
    const port = wanted === 0 && slot.port !== null ? slot.port : (wanted ?? 0);
    const service: Service = maker.make(port, (trouble) => {
      if (slot.service === service) void this.#inTrouble(name, service, trouble);
    });
    const taken = await service.start();
    slot.service = service;
    slot.port = taken;
    slot.state = 'on';
    slot.why = null;
    slot.pauseMs = FIRST_PAUSE_MS;
  }

  /** One more try to open it. */
  async #again(name: ServiceName, slot: Slot): Promise<void> {
    clearTimeout(slot.retry);
    try {
      await this.#bring(name, slot);
    } catch (error) {
      const isTold = error instanceof StationError;
      this.#goDown(name, slot, isTold ? error.message : 'It could not be opened.');
      throw error;
    }
    const text = `${serviceWords[name]} runs again, on port ${slot.port}.`;
    this.#say(severity.notice, text);
    this.#parts.onChange(name);
  }

  #goDown(name: ServiceName, slot: Slot, why: string): void {
    const isNews = slot.state !== 'down' || slot.why !== why;
    slot.state = 'down';
    slot.why = why;
    clearTimeout(slot.retry);
    slot.retry = setTimeout(() => this.#retry(name), slot.pauseMs).unref();
    slot.pauseMs = Math.min(LONGEST_PAUSE_MS, slot.pauseMs * 2);
    if (!isNews) return;
    this.#say(severity.error, this.state(name).problem ?? '');
    this.#parts.onChange(name);
  }

  #retry(name: ServiceName): void {
    // What still keeps it down is in its state already.
    const tried = this.#inTurn(name, async (slot) => {
      if (slot.state === 'down') await this.#again(name, slot);
    });
    tried.catch(() => undefined);
  }

  /** A socket of its failed: it goes on if it still answers, else it is opened anew. */
  async #inTrouble(name: ServiceName, service: Service, trouble: SocketTrouble): Promise<void> {
    const { isAsked } = this.#slot(name);
    if (isAsked && !trouble.isClosed) return;
    await this.#inTurn(name, async (slot) => {
      if (slot.service !== service) return;
      slot.isAsked = true;
      const isAlive = !trouble.isClosed && (await this.#parts.answers(name));
      slot.isAsked = false;
      if (isAlive) {
        this.#unsure.add(name);
        return;
      }
      await this.#end(slot);
      this.#goDown(name, slot, `Its socket failed (${trouble.words}).`);
    }).catch((error: unknown) => {
      const words = error instanceof Error ? error.message : String(error);
      this.#say(severity.error, `${serviceWords[name]} could not be closed: ${words}`);
    });
  }

  async #end(slot: Slot): Promise<void> {
    clearTimeout(slot.retry);
    const { service } = slot;
    slot.service = null;
    await service?.stop();
  }

  #inTurn(name: ServiceName, work: (slot: Slot) => Promise<void>): Promise<void> {
    const slot = this.#slot(name);
    const done = slot.turn.then(() => {
      if (this.#isClosed) throw new StationError('NOT_RUNNING', 'The station is stopping.');
      return work(slot);
    });
    slot.turn = done.catch(() => undefined);
    return done;
  }

  #slot(name: ServiceName): Slot {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw new Error(`no service ${name}`);
    return slot;
  }

  #say(level: number, msg: string): void {
    this.#parts.log.write({ source: 'station', severity: level, msg });
  }
}

function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
}
