import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Namespace } from '../kit/netns.ts';
import type { Commands } from './agent.ts';

export interface AgentEvent {
  event: string;
  name?: string;
  text?: string;
  from?: string;
  state?: string;
  isNewCard?: boolean;
  code?: string;
  problem?: string | null;
  prefix?: number | null;
  warnings?: string[];
}

/** How a command failed; `code` is the StationError's. */
export class AgentError extends Error {
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}

interface Waiting {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/** One agent inside a namespace; it ends with the lab, or by `stop`. */
export class Agent {
  /** Everything it reported, in order. */
  readonly events: AgentEvent[] = [];
  readonly #child;
  readonly #waiting = new Map<number, Waiting>();
  readonly #changed = new EventTarget();
  #lastId = 0;

  /** @param launcher  a program that becomes the one its arguments name */
  constructor(namespace: Namespace, launcher: readonly string[] = []) {
    const agent = fileURLToPath(new URL('agent.ts', import.meta.url));
    const [command = '', ...args] = [...launcher, process.execPath, '--no-warnings', agent];
    this.#child = namespace.spawn(command, args);
    let complaints = '';
    this.#child.stderr.on('data', (bytes) => {
      complaints += bytes;
    });
    this.#child.on('exit', () => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`agent ended: ${complaints}`));
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#read(line));
  }

  call<N extends keyof Commands>(
    name: N,
    ...args: Parameters<Commands[N]>
  ): Promise<Awaited<ReturnType<Commands[N]>>> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#child.stdin.write(`${JSON.stringify([id, name, ...args])}\n`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** The first event like that, already reported or still to come (test time-out: never). */
  async event(isWanted: (event: AgentEvent) => boolean): Promise<AgentEvent> {
    for (;;) {
      const found = this.events.find(isWanted);
      if (found) return found;
      await once(this.#changed, 'change');
    }
  }

  /** The first event like that which comes after this call. */
  next(isWanted: (event: AgentEvent) => boolean): Promise<AgentEvent> {
    const seen = this.events.length;
    return this.event((event) => this.events.indexOf(event) >= seen && isWanted(event));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    await ended;
  }

  #read(line: string): void {
    const message = JSON.parse(line);
    if (message.event) {
      this.events.push(message);
      this.#changed.dispatchEvent(new Event('change'));
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) {
      waiting?.reject(new AgentError(message.error.code, message.error.message));
    } else {
      waiting?.resolve(message.value as never);
    }
  }
}
