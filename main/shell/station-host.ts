/**
 * Keeps the station's process: starts it, hands it the page's ports, stops it. The shell only
 * introduces the two; what they say never passes through here.
 */
import type { MessagePortMain, UtilityProcess } from 'electron';
import { idleReport, readReport, type StationReport } from './station-report.ts';

type Process = Pick<UtilityProcess, 'postMessage' | 'on' | 'once' | 'kill'>;

export class StationHost {
  readonly #fork: () => Process;
  readonly #stopLimitMs: number;
  #process: Process | null = null;
  #isStopping = false;
  #report = idleReport;
  readonly #onReport: (report: StationReport) => void;
  readonly #answer: (message: unknown) => Promise<unknown>;

  /**
   * @param fork      starts the process; called again when it ended and the page asks for it
   * @param onReport  told whenever the station fares otherwise than before
   * @param answer    what the process asks of the app; null: nothing was asked
   */
  constructor(
    fork: () => Process,
    onReport: (report: StationReport) => void,
    answer: (message: unknown) => Promise<unknown>,
    stopLimitMs = 2_000,
  ) {
    this.#fork = fork;
    this.#onReport = onReport;
    this.#answer = answer;
    this.#stopLimitMs = stopLimitMs;
  }

  /** How the station fares; idle while there is no process. */
  get report(): StationReport {
    return this.#report;
  }

  start(): void {
    if (this.#process !== null || this.#isStopping) return;
    const started = this.#fork();
    started.once('exit', () => {
      if (this.#process !== started) return;
      this.#process = null;
      this.#take(idleReport);
    });
    started.on('message', (message: unknown) => {
      const report = readReport(message);
      if (report !== null) this.#take(report);
      else void this.#reply(started, message);
    });
    this.#process = started;
  }

  /** Hands on one end of a channel. The page asks for a new one when the process behind it ended. */
  connect(port: MessagePortMain): void {
    this.start();
    if (this.#process === null) port.close();
    else this.#process.postMessage('page', [port]);
  }

  /** The computer is awake again: card, sockets and wire are to be looked at anew. */
  awoke(): void {
    this.#process?.postMessage('awoke');
  }

  /** Asks the process to stop cleanly; ends it when it takes longer than the limit. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const running = this.#process;
    if (running === null) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    const limit = setTimeout(() => running.kill(), this.#stopLimitMs);
    running.postMessage('stop');
    await ended;
    clearTimeout(limit);
  }

  async #reply(to: Process, message: unknown): Promise<void> {
    const answer = await this.#answer(message);
    if (answer !== null && this.#process === to) to.postMessage(answer);
  }

  #take(report: StationReport): void {
    this.#report = report;
    this.#onReport(report);
  }
}
