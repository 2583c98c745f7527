/**
 * Keeps the station's process: starts it, hands it the page's ports, stops it. The shell only
 * introduces the two; what they say never passes through here.
 */
import type { MessagePortMain, UtilityProcess } from 'electron';

type Process = Pick<UtilityProcess, 'postMessage' | 'on' | 'once' | 'kill'>;

export class StationHost {
  readonly #fork: () => Process;
  readonly #stopLimitMs: number;
  #process: Process | null = null;
  #isStopping = false;

  /** @param fork  starts the process; called again when it ended and the page asks for it */
  constructor(fork: () => Process, stopLimitMs = 2_000) {
    this.#fork = fork;
    this.#stopLimitMs = stopLimitMs;
  }

  start(): void {
    if (this.#process !== null || this.#isStopping) return;
    const started = this.#fork();
    started.once('exit', () => {
      if (this.#process === started) this.#process = null;
    });
    this.#process = started;
  }

  /** Hands on one end of a channel. The page asks for a new one when the process behind it ended. */
  connect(port: MessagePortMain): void {
    this.start();
    if (this.#process === null) port.close();
    else this.#process.postMessage('page', [port]);
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
}
