/** Starts the live station as a child process, and asks it things. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LiveOptions, Order, Told } from './live-station.ts';

type Answer<T extends Told['type']> = Extract<Told, { type: T }>;

export class LiveStation {
  readonly url: string;
  readonly origin: string;
  readonly syslogPort: number;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, ready: Answer<'ready'>) {
    this.#child = child;
    this.url = ready.url;
    this.origin = ready.origin;
    this.syslogPort = ready.syslogPort;
  }

  static async start(options: LiveOptions): Promise<LiveStation> {
    const child = fork(fileURLToPath(new URL('./live-station.ts', import.meta.url)), [
      JSON.stringify(options),
    ]);
    return new LiveStation(child, await told(child, 'ready'));
  }

  /** Units are plugged in; they go their way while the caller goes on. */
  plug(order: Omit<Extract<Order, { type: 'plug' }>, 'type'>): void {
    this.#send({ type: 'plug', ...order });
  }

  /** MACs of units that are verified and free. */
  async units(): Promise<Answer<'units'>> {
    const answer = told(this.#child, 'units');
    this.#send({ type: 'units' });
    return answer;
  }

  /** Waits until so many units are verified and free, two minutes at most. */
  async verified(count: number): Promise<string[]> {
    for (let tries = 0; tries < 240; tries += 1) {
      const { verified } = await this.units();
      if (verified.length >= count) return verified;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`Fewer than ${count} units were verified within two minutes.`);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#send({ type: 'close' });
    const limit = setTimeout(() => this.#child.kill(), 10_000);
    await ended;
    clearTimeout(limit);
  }

  #send(order: Order): void {
    this.#child.send(order);
  }
}

function told<T extends Told['type']>(child: ChildProcess, type: T): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const listen = (message: Told): void => {
      if (message.type !== type) return;
      child.off('message', listen);
      child.off('exit', gone);
      resolve(message as Answer<T>);
    };
    const gone = (code: number | null): void =>
      reject(new Error(`The station ended with ${code ?? 'a signal'}.`));
    child.on('message', listen);
    child.once('exit', gone);
  });
}
