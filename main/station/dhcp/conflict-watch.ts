/**
 * Looks ahead for addresses somebody uses without a lease, so that no OFFER has to wait for a look
 * (RFC 2131 section 4.4.1 leaves the time to the server): the next addresses of the pool are always
 * looked at already.
 */
import type { Ipv4, Mac } from '../../contract/values.ts';

/** How far ahead of newcomers it looks: half a shelf. */
const AHEAD = 128;
const AT_ONCE = 32;
const LOOK_AGAIN_MS = 300_000;
/** One MAC that answers for so many of a look is a router that answers for everybody (RFC 1027). */
const MOST_OF_ONE = 8;

export interface ConflictParts {
  /** The addresses newcomers get next. */
  upNext(count: number): Ipv4[];
  /** Which of them somebody answers for. Never rejects. */
  look(addresses: Ipv4[]): Promise<Map<Ipv4, Mac>>;
  onFound(address: Ipv4, mac: Mac): void;
  /** A router answers for addresses that are nobody's: nothing can be said of them. */
  onProxy(mac: Mac): void;
  monotonicMs(): number;
}

export class ConflictWatch {
  readonly #parts: ConflictParts;
  #lookedAtMs = new Map<Ipv4, number>();
  #looking: Promise<void> | null = null;

  constructor(parts: ConflictParts) {
    this.#parts = parts;
  }

  /** Begins the next look, unless one is under way or nothing is to be looked at. */
  tick(): void {
    if (this.#looking !== null) return;
    const nowMs = this.#parts.monotonicMs();
    const next = this.#parts.upNext(AHEAD);
    const isDue = (address: Ipv4): boolean =>
      nowMs - (this.#lookedAtMs.get(address) ?? Number.NEGATIVE_INFINITY) >= LOOK_AGAIN_MS;
    const due = next.filter(isDue).slice(0, AT_ONCE);
    if (due.length === 0) return;
    const kept = next.flatMap((address) => {
      const atMs = this.#lookedAtMs.get(address);
      return atMs === undefined ? [] : [[address, atMs] as const];
    });
    this.#lookedAtMs = new Map([...kept, ...due.map((address) => [address, nowMs] as const)]);
    this.#looking = this.#look(due).finally(() => {
      this.#looking = null;
    });
  }

  /** Resolves when no look is under way. */
  async settled(): Promise<void> {
    await this.#looking;
  }

  async #look(addresses: Ipv4[]): Promise<void> {
    const found = await this.#parts.look(addresses);
    const counts = new Map<Mac, number>();
    for (const mac of found.values()) counts.set(mac, (counts.get(mac) ?? 0) + 1);
    for (const [mac, count] of counts) if (count >= MOST_OF_ONE) this.#parts.onProxy(mac);
    for (const [address, mac] of found) {
      if ((counts.get(mac) ?? 0) < MOST_OF_ONE) this.#parts.onFound(address, mac);
    }
  }
}
