import type { Pattern } from './filter.ts';
import type { MatchAnswer, MatchQuestion } from './match.ts';

/** Of a Worker, what is used. */
export interface WorkerPort {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(question: MatchQuestion): void;
  terminate(): void;
}

export type Matched = Omit<MatchAnswer, 'id'> | 'too-long' | 'given-up';

/** A pattern that needs longer than this for one part of the lines needs for ever. */
const LIMIT_MS = 1000;

/**
 * Asks a worker which texts have a pattern in them, one question after the other. A question that
 * takes too long ends the worker, not the page; the next one gets a new worker.
 */
export class Matcher {
  readonly #makeWorker: () => WorkerPort;
  readonly #limitMs: number;
  #worker: WorkerPort | null = null;
  #isReady = false;
  #lastId = 0;
  #waiting: { question: MatchQuestion; answer: (matched: Matched) => void }[] = [];
  #limit: ReturnType<typeof setTimeout> | undefined;

  constructor(makeWorker: () => WorkerPort, limitMs = LIMIT_MS) {
    this.#makeWorker = makeWorker;
    this.#limitMs = limitMs;
  }

  match(pattern: Pattern, texts: readonly string[]): Promise<Matched> {
    this.#lastId += 1;
    const question = { id: this.#lastId, pattern, texts };
    return new Promise((answer) => {
      this.#waiting.push({ question, answer });
      if (this.#waiting.length === 1) this.#ask();
    });
  }

  /** Gives up what is asked; a worker in the middle of something is ended. */
  stop(): void {
    if (this.#waiting.length > 0) this.#end('given-up');
  }

  close(): void {
    this.#end('given-up');
  }

  #ask(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    if (this.#worker === null) this.#start();
    if (!this.#isReady) return;
    this.#limit = setTimeout(() => this.#end('too-long'), this.#limitMs);
    this.#worker?.postMessage(first.question);
  }

  /** The limit counts from when the worker listens: a busy computer may be slow to start it. */
  #start(): void {
    const worker = this.#makeWorker();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<MatchAnswer | 'ready'>) => {
      if (data === 'ready') this.#isReady = true;
      else {
        clearTimeout(this.#limit);
        const { id, ...matched } = data;
        const [asked] = this.#waiting.splice(0, 1);
        if (asked?.question.id === id) asked.answer(matched);
      }
      this.#ask();
    };
  }

  #end(how: 'too-long' | 'given-up'): void {
    clearTimeout(this.#limit);
    this.#worker?.terminate();
    this.#worker = null;
    this.#isReady = false;
    const asked = this.#waiting;
    this.#waiting = [];
    for (const { answer } of asked) answer(how);
  }
}

export function createMatcher(): Matcher {
  return new Matcher(
    () => new Worker(new URL('./match.worker.ts', import.meta.url), { type: 'module' }),
  );
}
