/**
 * Datagrams between the socket and what reads them. The system's buffer for them is small where nobody raised its
 * limit, and what does not fit is lost; so while more wait there, they are taken out first and read after.
 */
import type { EpochMs, Ipv4 } from '../../contract/values.ts';

export interface Arrived {
  bytes: Uint8Array;
  address: Ipv4;
  at: EpochMs;
}

/** Node takes up to 32 datagrams out of a socket at a turn: as many as this, and more may wait. */
const FLOOD_PER_TURN = 16;
/** Read per turn while it floods. */
const READ_IN_FLOOD = 2;
/** When that much is held, twice as many are read as arrive, whatever the time: what is held gets no more then. */
const HELD_BYTES = 16 * 1024 * 1024;
const HELD_MESSAGES = 100_000;
/** Otherwise read as many as this time allows, then let others have their turn. */
const READ_MS = 5;

export class Intake {
  readonly #read: (arrived: Arrived) => void;
  /** Null: was read, and its bytes are let go, however long the flood lasts. */
  #held: (Arrived | null)[] = [];
  #next = 0;
  #heldBytes = 0;
  #arrivedThisTurn = 0;
  #isScheduled = false;

  constructor(read: (arrived: Arrived) => void) {
    this.#read = read;
  }

  /** Datagrams wait here: it floods, or did just now. */
  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  /** Reads it at once, or later, in order. */
  take(arrived: Arrived): void {
    this.#arrivedThisTurn += 1;
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => this.#turn());
    }
    if (this.#arrivedThisTurn < FLOOD_PER_TURN && this.#held.length === 0) {
      this.#read(arrived);
      return;
    }
    this.#held.push(arrived);
    this.#heldBytes += arrived.bytes.length;
  }

  /** Reads all that is left. */
  drain(): void {
    this.#readUpTo(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  #turn(): void {
    const isFlood = this.#arrivedThisTurn >= FLOOD_PER_TURN;
    const isFull = this.#heldBytes > HELD_BYTES || this.#held.length - this.#next > HELD_MESSAGES;
    const arrived = this.#arrivedThisTurn;
    this.#arrivedThisTurn = 0;
    if (!isFlood) this.#readUpTo(Number.POSITIVE_INFINITY, READ_MS);
    else if (isFull) this.#readUpTo(2 * arrived, Number.POSITIVE_INFINITY);
    else this.#readUpTo(READ_IN_FLOOD, READ_MS);
    this.#isScheduled = this.#held.length > 0;
    if (this.#isScheduled) setImmediate(() => this.#turn());
  }

  #readUpTo(most: number, ms: number): void {
    const since = performance.now();
    for (let count = 0; count < most && this.#next < this.#held.length; count += 1) {
      const arrived = this.#held[this.#next] ?? null;
      this.#held[this.#next] = null;
      this.#next += 1;
      if (arrived !== null) {
        this.#heldBytes -= arrived.bytes.length;
        this.#read(arrived);
      }
      if (count % 8 === 7 && performance.now() - since > ms) break;
    }
    if (this.#next === this.#held.length) this.#held = [];
    else if (this.#next > 10_000) this.#held = this.#held.slice(this.#next);
    else return;
    this.#next = 0;
  }
}
