/**
 * A link that is up and brings nothing: a firewall keeps units out without a sign, so the station says
 * that it hears nobody. What came once shows that the way is open.
 */

/** A unit that is switched on asks for an address within seconds. */
const QUIET_MS = 60_000;

export interface QuietWatchParts {
  /** The sentence to show; asked for when it is due. */
  words(): Promise<string>;
  /** {@link QuietWatch.warning} is another one. */
  onNews(warning: string | null): void;
  quietMs?: number;
}

export class QuietWatch {
  readonly #parts: QuietWatchParts;
  #timer: NodeJS.Timeout | undefined;
  #hasHeard = false;
  #warning: string | null = null;

  constructor(parts: QuietWatchParts) {
    this.#parts = parts;
  }

  get warning(): string | null {
    return this.#warning;
  }

  /** The link is up, from now on. */
  start(): void {
    clearTimeout(this.#timer);
    if (this.#hasHeard) return;
    this.#timer = setTimeout(() => void this.#due(), this.#parts.quietMs ?? QUIET_MS);
    this.#timer.unref();
  }

  /** For every datagram: costs nothing after the first. */
  heard(): void {
    if (this.#hasHeard) return;
    this.#hasHeard = true;
    clearTimeout(this.#timer);
    this.#become(null);
  }

  /** No link: then silence means nothing. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#become(null);
  }

  async #due(): Promise<void> {
    const timer = this.#timer;
    const words = await this.#parts.words();
    if (!this.#hasHeard && this.#timer === timer) this.#become(words);
  }

  #become(warning: string | null): void {
    if (warning === this.#warning) return;
    this.#warning = warning;
    this.#parts.onNews(warning);
  }
}
