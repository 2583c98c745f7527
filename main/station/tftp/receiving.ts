/**
 * One write as a state machine: something happened → packets to send and when to wake up again.
 * No socket, no timer, no file (RFC 1350, RFC 2347 for the OACK, RFC 7440 for windows).
 *
 * Blocks are counted without end inside and cut to 16 bits on the wire. The OACK answers as ACK 0 does.
 */
import type { Agreement } from './options.ts';
import { decodeTftp, encodeAck, encodeError, encodeOptionAck, tftpError } from './packet.ts';

/** At most this many sends of one answer to a client that stays silent. */
const MAX_SENDS = 6;
/** No upload stays this long without a new block; keeps every end within a minute. */
const NO_PROGRESS_MS = 55_000;
/** Whole, however slowly its blocks come. */
const LONGEST_MS = 120_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;

/** How it stands: `whole` has all bytes, whose last block is acknowledged by {@link Receiving.kept}. */
export type ReceivingState =
  | { is: 'open' }
  | { is: 'whole'; bytes: Uint8Array }
  | { is: 'kept' }
  | { is: 'ended'; detail: string };

export class Receiving {
  readonly #agreement: Agreement;
  readonly #maxBytes: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  /** Blocks that came, in order. */
  #taken = 0;
  /** Of those, the ones behind the last acknowledgement. */
  #unanswered = 0;
  /** A gap is answered once; what follows it belongs to the same lost window. */
  #isGapAnswered = false;
  #sends = 0;
  #startedAt = 0;
  #progressAt = 0;
  #dueAt = Number.POSITIVE_INFINITY;
  #state: ReceivingState = { is: 'open' };

  constructor(agreement: Agreement, maxBytes: number) {
    this.#agreement = agreement;
    this.#maxBytes = maxBytes;
  }

  get state(): ReceivingState {
    return this.#state;
  }
  /** Bytes that came, as they lay on the wire. */
  get bytes(): number {
    return this.#bytes;
  }
  /** When `wake` wants to be called, by the monotonic clock. */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** The OACK, or ACK 0. */
  start(now: number): Uint8Array[] {
    this.#startedAt = now;
    this.#progressAt = now;
    return this.#answer(now, 1);
  }

  /** A datagram from the right address and port. Anything but DATA and ERROR is passed over. */
  receive(bytes: Uint8Array, now: number): Uint8Array[] {
    const packet = decodeTftp(bytes);
    if (!packet.ok) return [];
    if (packet.value.op === 'error') {
      const { code, message } = packet.value;
      if (this.#state.is === 'open') this.#end(`the unit sent error ${code}: ${message}`);
      return [];
    }
    if (packet.value.op !== 'data') return [];
    const ahead = (packet.value.block - this.#taken) & 0xffff;
    if (this.#state.is === 'kept') return ahead === 0 ? [encodeAck(packet.value.block)] : [];
    if (this.#state.is !== 'open') return [];
    if (ahead === 1) return this.#take(packet.value.bytes, now);
    // DATA 0 is no block of a transfer that has not got round to it yet; within a window a repeat is the network's.
    const isRepeat = ahead === 0 && this.#taken > 0 && this.#unanswered === 0;
    if (isRepeat) return this.#answer(now, Math.max(1, this.#sends));
    const isGap = ahead > 1 && ahead <= this.#agreement.windowBlocks;
    if (!isGap || this.#isGapAnswered) return [];
    this.#isGapAnswered = true;
    return this.#answer(now, Math.max(1, this.#sends));
  }

  /** Time has passed; harmless before `dueAt`. */
  wake(now: number): Uint8Array[] {
    if (this.#state.is !== 'open' || now < this.#dueAt) return [];
    if (this.#sends >= MAX_SENDS || now >= this.#progressAt + NO_PROGRESS_MS) {
      this.#end(`no answer to acknowledgement ${this.#taken}, sent ${this.#sends} times`);
      return [];
    }
    this.#isGapAnswered = false;
    return this.#answer(now, this.#sends + 1);
  }

  /** What came is on the disk: the last block may be acknowledged. */
  kept(): Uint8Array[] {
    if (this.#state.is !== 'whole') return [];
    this.#state = { is: 'kept' };
    return [encodeAck(this.#taken & 0xffff)];
  }

  /** The station ends it; the client is told so. */
  refuse(code: number, detail: string): Uint8Array[] {
    if (this.#state.is === 'kept' || this.#state.is === 'ended') return [];
    this.#end(detail);
    return [encodeError(code, detail)];
  }

  #take(data: Uint8Array, now: number): Uint8Array[] {
    const { blockBytes, windowBlocks } = this.#agreement;
    this.#bytes += data.length;
    if (data.length > blockBytes) return this.refuse(tftpError.illegalOperation, 'no such block');
    if (this.#bytes > this.#maxBytes) {
      return this.refuse(tftpError.diskFull, `larger than ${this.#maxBytes} bytes`);
    }
    if (now > this.#startedAt + LONGEST_MS) return this.refuse(tftpError.notDefined, 'too slow');
    this.#pieces.push(Uint8Array.from(data));
    this.#taken += 1;
    this.#progressAt = now;
    this.#isGapAnswered = false;
    if (data.length < blockBytes) {
      this.#state = { is: 'whole', bytes: Buffer.concat(this.#pieces) };
      this.#pieces = [];
      this.#dueAt = Number.POSITIVE_INFINITY;
      return [];
    }
    this.#unanswered += 1;
    if (this.#unanswered >= windowBlocks) return this.#answer(now, 1);
    this.#sends = 0; // nothing of this window is answered yet
    this.#dueAt = now + this.#waitMs(1);
    return [];
  }

  #answer(now: number, sends: number): Uint8Array[] {
    this.#unanswered = 0;
    this.#sends = sends;
    this.#dueAt = Math.min(now + this.#waitMs(sends), this.#progressAt + NO_PROGRESS_MS);
    const { acknowledged } = this.#agreement;
    const isFirst = this.#taken === 0 && acknowledged.length > 0;
    return [isFirst ? encodeOptionAck(acknowledged) : encodeAck(this.#taken & 0xffff)];
  }

  /** Doubling, unless the client set its time. */
  #waitMs(sends: number): number {
    const { timeoutMs } = this.#agreement;
    return timeoutMs ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (sends - 1));
  }

  #end(detail: string): void {
    this.#state = { is: 'ended', detail };
    this.#pieces = [];
    this.#dueAt = Number.POSITIVE_INFINITY;
  }
}
