/**
 * The requests of one connection, answered one at a time and in order (RFC 9112 section 9.3.2): who sends many
 * without waiting for answers has no more files open for it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export class RequestLine {
  readonly #waiting: { request: IncomingMessage; over: Promise<void> }[] = [];

  /** Requests that are not over. */
  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Serves a request once those before it are over; not at all when by then nothing can be said to its client.
   * @returns when it is over; never rejects as long as `serve` does not
   */
  add(
    request: IncomingMessage,
    response: ServerResponse,
    serve: () => Promise<void>,
  ): Promise<void> {
    const before = this.#waiting.at(-1)?.over ?? Promise.resolve();
    // After its connection's last answer a request behind it has no way back to the client.
    const isLost = () => request.socket.destroyed || response.socket === null;
    const over = before.then(() => (isLost() ? undefined : serve()));
    const entry = { request, over };
    this.#waiting.push(entry);
    return over.finally(() => this.#waiting.splice(this.#waiting.indexOf(entry), 1));
  }

  /** Resolves when every request that came whole has its answer; null: there is none. */
  answered(): Promise<void> | null {
    return this.#waiting.findLast(({ request }) => request.complete)?.over ?? null;
  }
}
