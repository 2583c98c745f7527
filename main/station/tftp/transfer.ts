/**
 * One read as a state machine: something happened → packets to send and when to wake up again.
 * No socket, no timer, no file (RFC 1350, RFC 2347 for the OACK, RFC 7440 for windows).
 *
 * Blocks are counted without end inside (`1, 2, … 70000`) and cut to 16 bits on the wire, so the
 * roll-over from 65535 to 0 needs no case of its own. The OACK counts as block 0.
 */
import type { Agreement } from './options.ts';
import { decodeTftp, encodeData, encodeError, encodeOptionAck, tftpError } from './packet.ts';

/** Where a transfer's bytes come from. */
export interface BlockSource {
  /**
   * @returns the bytes from `offset`, shorter than `length` only at the end of the file; null when
   *          they are not there yet: the transfer's `bytesArrived` is called once they are.
   */
  at(offset: number, length: number): Uint8Array | null;
  /** Nothing before `offset` will be asked for again. */
  release(offset: number): void;
}

/** How a transfer ended. `detail` is null when all went well. */
export interface TransferEnd {
  result: 'complete' | 'timed-out' | 'aborted' | 'failed';
  detail: string | null;
}

/** At most this many sends of one packet to a client that stays silent. */
const MAX_SENDS = 6;
/** A client silent for less than this is not given up, however fast it answered before. */
const PATIENCE_MS = 30_000;
/** No transfer stays this long without progress; keeps every end within a minute. */
const NO_PROGRESS_MS = 55_000;
const FIRST_WAIT_MS = 1_000;
const SHORTEST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 8_000;
/** After a repeated ACK a window waits this long, and a round trip, for a newer one. */
const HURRY_MS = 20;

export class Transfer {
  readonly #agreement: Agreement;
  readonly #source: BlockSource;
  /** Oldest block not acknowledged yet. */
  #first: number;
  /** The block to send next; `#first … #next - 1` are on their way. */
  #next: number;
  /** One past the highest block ever sent. */
  #highest: number;
  /** The short block that ends the file, once it is known, and with it the file's length. */
  #last: { block: number; fileBytes: number } | null = null;
  #sends = 0;
  /** When the last packets left; null when one of them had been sent before (Karn's rule). */
  #sampleFrom: number | null = null;
  #progressAt = 0;
  #dueAt = 0;
  /** Smoothed round trip and its deviation (RFC 6298), null before the first sample. */
  #roundTrip: { ms: number; deviationMs: number } | null = null;
  /** The first block of the window that was sent again early. */
  #hurriedAt = -1;
  #ackedBytes = 0;
  #resends = 0;
  #isAnswered = false;
  #ended: TransferEnd | null = null;

  constructor(agreement: Agreement, source: BlockSource) {
    this.#agreement = agreement;
    this.#source = source;
    this.#first = agreement.acknowledged.length > 0 ? 0 : 1;
    this.#next = this.#first;
    this.#highest = this.#first;
  }

  /** When `wake` wants to be called, by the monotonic clock. */
  get dueAt(): number {
    return this.#dueAt;
  }
  /** Bytes of the file the client has acknowledged. */
  get ackedBytes(): number {
    return this.#ackedBytes;
  }
  /** Blocks of the file sent, each counted once. */
  get blocks(): number {
    return Math.max(0, this.#highest - 1);
  }
  /** Packets sent again. */
  get resends(): number {
    return this.#resends;
  }
  /** Whether only the last block's acknowledgement is missing. */
  get isEnding(): boolean {
    return this.#last !== null && this.#next > this.#last.block;
  }
  /** Whether the client has acknowledged anything. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }
  get ended(): TransferEnd | null {
    return this.#ended;
  }

  /** The first packet or window. */
  start(now: number): Uint8Array[] {
    this.#progressAt = now;
    return this.#sendWindow(now, 1);
  }

  /** A datagram from the right address and port. Anything but ACK and ERROR is passed over. */
  receive(bytes: Uint8Array, now: number): Uint8Array[] {
    if (this.#ended) return [];
    const packet = decodeTftp(bytes);
    if (!packet.ok) return [];
    if (packet.value.op === 'error') {
      const { code, message } = packet.value;
      return this.#end('aborted', `the unit sent error ${code}: ${message}`);
    }
    return packet.value.op === 'ack' ? this.#acknowledge(packet.value.block, now) : [];
  }

  /** The source has bytes it did not have before. */
  bytesArrived(now: number): Uint8Array[] {
    if (this.#ended) return [];
    const isIdle = this.#first === this.#next;
    return this.#fill(now, isIdle ? 1 : this.#sends);
  }

  /** Time has passed; harmless before `dueAt`. */
  wake(now: number): Uint8Array[] {
    if (this.#ended || now < this.#dueAt) return [];
    if (this.#first === this.#next) return this.fail('the file could not be read in time');
    if (this.#sends >= MAX_SENDS || now >= this.#progressAt + NO_PROGRESS_MS) {
      return this.#end('timed-out', `no answer to block ${this.#first}, sent ${this.#sends} times`);
    }
    return this.#sendWindow(now, this.#sends + 1);
  }

  /** The file cannot be sent on; the client is told so. */
  fail(detail: string): Uint8Array[] {
    if (this.#ended) return [];
    this.#end('failed', detail);
    return [encodeError(tftpError.notDefined, detail)];
  }

  /** The station ends it; the client is told so. */
  abort(detail: string): Uint8Array[] {
    if (this.#ended) return [];
    this.#end('aborted', detail);
    return [encodeError(tftpError.notDefined, detail)];
  }

  #acknowledge(wireBlock: number, now: number): Uint8Array[] {
    // Of the blocks on their way at most one has this number: a window is far below 65536.
    const block = this.#first + ((wireBlock - this.#first) & 0xffff);
    if (block >= this.#next) {
      // A repeated ACK never sends anything at once (Sorcerer's Apprentice, RFC 1123 section
      // 4.2.3.1), but it shows a client that is there and waits: the count of sends starts over.
      if (wireBlock === ((this.#first - 1) & 0xffff) && this.#first !== this.#next) {
        this.#sends = Math.min(this.#sends, 1);
        this.#dueAt = Math.min(this.#dueAt, now + this.#waitAfterRepeat());
      }
      return [];
    }
    if (this.#sampleFrom !== null) this.#sample(now - this.#sampleFrom);
    this.#isAnswered = true;
    this.#first = block + 1;
    this.#next = this.#first; // a hole in the window: everything behind it goes out again
    this.#progressAt = now;
    if (block === this.#last?.block) {
      this.#ackedBytes = this.#last.fileBytes;
      return this.#end('complete', null);
    }
    this.#ackedBytes = block * this.#agreement.blockBytes;
    this.#source.release(this.#ackedBytes);
    return this.#sendWindow(now, 1);
  }

  #sendWindow(now: number, sends: number): Uint8Array[] {
    this.#next = this.#first;
    return this.#fill(now, sends);
  }

  /** Sends what the window has room for and the source has bytes for. */
  #fill(now: number, sends: number): Uint8Array[] {
    const packets: Uint8Array[] = [];
    const { acknowledged, blockBytes, windowBlocks } = this.#agreement;
    if (this.#next === 0) {
      packets.push(encodeOptionAck(acknowledged));
      this.#next = 1;
    }
    const end = this.#first === 0 ? 1 : this.#first + windowBlocks; // ACK 0 opens the window
    while (this.#next < end && (this.#last === null || this.#next <= this.#last.block)) {
      const offset = (this.#next - 1) * blockBytes;
      const bytes = this.#source.at(offset, blockBytes);
      if (bytes === null) break;
      packets.push(encodeData(this.#next & 0xffff, bytes));
      if (bytes.length < blockBytes) {
        this.#last = { block: this.#next, fileBytes: offset + bytes.length };
      }
      this.#next += 1;
    }
    if (packets.length > 0) {
      const again = Math.min(this.#highest, this.#next) - (this.#next - packets.length);
      this.#resends += Math.max(0, again);
      this.#highest = Math.max(this.#highest, this.#next);
      this.#sampleFrom = again > 0 ? null : now;
      this.#sends = sends;
    }
    this.#dueAt = this.#nextDue(now);
    return packets;
  }

  #nextDue(now: number): number {
    const limit = this.#progressAt + NO_PROGRESS_MS;
    if (this.#first === this.#next) return limit; // waiting for the file
    const wait = this.#waitMs(this.#sends);
    if (this.#sends < MAX_SENDS) return Math.min(limit, now + wait);
    return Math.min(limit, Math.max(now + wait, this.#progressAt + PATIENCE_MS));
  }

  /** How long to wait for an answer to the `sends`th send: doubling, unless the client set its time. */
  #waitMs(sends: number): number {
    if (this.#agreement.timeoutMs !== null) return this.#agreement.timeoutMs;
    const roundTrip = this.#roundTrip;
    const first =
      roundTrip === null
        ? FIRST_WAIT_MS
        : Math.max(SHORTEST_WAIT_MS, roundTrip.ms + 4 * roundTrip.deviationMs);
    return Math.min(LONGEST_WAIT_MS, first * 2 ** (sends - 1));
  }

  /**
   * Of a window the first block may be lost, and then the client says so by this very ACK (RFC 7440 section 4):
   * if nothing newer comes at once, the window goes out again, once.
   */
  #waitAfterRepeat(): number {
    const isWindow = this.#agreement.windowBlocks > 1 && this.#next - this.#first > 1;
    if (!isWindow || this.#hurriedAt === this.#first) return this.#waitMs(1);
    this.#hurriedAt = this.#first;
    return HURRY_MS + (this.#roundTrip?.ms ?? 0);
  }

  #sample(ms: number): void {
    const before = this.#roundTrip;
    this.#roundTrip =
      before === null
        ? { ms, deviationMs: ms / 2 }
        : {
            ms: before.ms + (ms - before.ms) / 8,
            deviationMs: before.deviationMs + (Math.abs(ms - before.ms) - before.deviationMs) / 4,
          };
  }

  #end(result: TransferEnd['result'], detail: string | null): [] {
    this.#ended = { result, detail };
    return [];
  }
}
