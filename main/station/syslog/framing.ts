/** Messages out of a TCP stream (RFC 6587): octet counting and lines, each message as its sender chose. Pure. */

/** A longer message is cut. RFC 5424 section 6.1 asks for 2048 bytes; this is what a datagram can carry. */
export const MAX_MESSAGE_BYTES = 65_536;
/** More digits are no count but the beginning of a line. */
const MAX_COUNT_DIGITS = 7;

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0;
const SPACE = 0x20;
const LESS_THAN = 0x3c;

export interface Frame {
  /** The message without its count or line end. */
  bytes: Uint8Array;
  /** Its bytes beyond {@link MAX_MESSAGE_BYTES}, or those that were announced and never came. */
  missing: number;
}

/**
 * Cuts one connection's bytes into messages. Total: any bytes give messages, nothing throws.
 *
 * A message that begins with a count and a blank is counted (section 3.4.1), any other ends with LF or NUL
 * (section 3.4.2). Where no `<` follows the count and a line ends within it, those digits were text: units and
 * hand-made senders write lines without a header, such as `200 OK`. Ends of lines between messages are passed over.
 */
export class Framer {
  /** `start`: between messages, or within a count. */
  #state: 'start' | 'counted' | 'line' = 'start';
  #digits = '';
  #count = 0;
  /** Of a counted message without `<`: it may be a line that begins with a number. */
  #isDoubtful = false;
  #kept = Buffer.alloc(0);
  /** Bytes in {@link #kept} that count. */
  #length = 0;
  /** All bytes of the message so far, the cut ones too. */
  #total = 0;

  /** Memory that waits for the rest of a message. */
  get heldBytes(): number {
    return this.#kept.length;
  }

  /** @returns the messages that are whole now; their bytes stay as they are */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    const ends = new LineEnds(chunk);
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'start') at = this.#begin(chunk, at);
      else if (this.#state === 'line') at = this.#takeLine(chunk, at, ends, frames);
      else at = this.#takeCounted(chunk, at, ends, frames);
    }
    return frames;
  }

  /** What is left when the connection ends. */
  end(): Frame | null {
    if (this.#state === 'start' && this.#digits !== '') this.#becomeLine(this.#digits);
    if (this.#state === 'start') return null;
    const expected = this.#state === 'counted' ? this.#count : this.#total;
    if (this.#total === 0 && expected === 0) return null;
    return this.#finish(expected);
  }

  #begin(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0;
    if (this.#digits === '' && (byte === LF || byte === CR || byte === NUL)) return at + 1;
    const isDigit = byte >= (this.#digits === '' ? 0x31 : 0x30) && byte <= 0x39;
    if (isDigit && this.#digits.length < MAX_COUNT_DIGITS) {
      this.#digits += String.fromCharCode(byte);
      return at + 1;
    }
    if (byte === SPACE && this.#digits !== '') {
      this.#count = Number(this.#digits);
      this.#state = 'counted';
      return at + 1;
    }
    this.#becomeLine(this.#digits);
    return at;
  }

  #takeLine(chunk: Uint8Array, at: number, ends: LineEnds, frames: Frame[]): number {
    const end = ends.after(at);
    this.#keep(chunk.subarray(at, end));
    if (end < chunk.length) frames.push(this.#finish(this.#total));
    return end + 1;
  }

  #takeCounted(chunk: Uint8Array, at: number, ends: LineEnds, frames: Frame[]): number {
    if (this.#total === 0) this.#isDoubtful = chunk[at] !== LESS_THAN;
    const end = Math.min(chunk.length, at + this.#count - this.#total);
    if (this.#isDoubtful) {
      const lineEnd = ends.after(at);
      // A line end as the very last byte is what many senders count in.
      if (lineEnd < end && this.#total + lineEnd - at < this.#count - 1) {
        const before = this.#kept.subarray(0, this.#length);
        this.#becomeLine(`${this.#digits} `, before);
        return at;
      }
    }
    this.#keep(chunk.subarray(at, end));
    if (this.#total === this.#count) frames.push(this.#finish(this.#count));
    return end;
  }

  #becomeLine(beginning: string, more: Uint8Array = new Uint8Array()): void {
    this.#reset();
    this.#state = 'line';
    this.#keep(Buffer.from(beginning, 'latin1'));
    this.#keep(more);
  }

  #keep(bytes: Uint8Array): void {
    this.#total += bytes.length;
    const part = bytes.subarray(0, MAX_MESSAGE_BYTES - this.#length);
    if (part.length === 0) return;
    const needed = this.#length + part.length;
    if (needed > this.#kept.length) {
      // A whole message in one piece, as most are, takes no more than its size.
      const size = this.#length === 0 ? needed : Math.min(MAX_MESSAGE_BYTES, needed * 2);
      const larger = Buffer.allocUnsafeSlow(size);
      larger.set(this.#kept.subarray(0, this.#length));
      this.#kept = larger;
    }
    this.#kept.set(part, this.#length);
    this.#length = needed;
  }

  #finish(expected: number): Frame {
    const bytes = this.#kept.subarray(0, this.#length);
    const missing = expected - this.#length;
    this.#reset();
    return { bytes, missing };
  }

  #reset(): void {
    this.#state = 'start';
    this.#digits = '';
    this.#count = 0;
    this.#isDoubtful = false;
    this.#kept = Buffer.alloc(0);
    this.#length = 0;
    this.#total = 0;
  }
}

/** Where lines of a chunk end; each byte is looked at once, however many lines there are. */
class LineEnds {
  readonly #chunk: Uint8Array;
  #lf = -1;
  #nul = -1;

  constructor(chunk: Uint8Array) {
    this.#chunk = chunk;
  }

  /** The first LF or NUL from `at` on; the chunk's length when there is none. */
  after(at: number): number {
    if (this.#lf < at) this.#lf = this.#find(LF, at);
    if (this.#nul < at) this.#nul = this.#find(NUL, at);
    return Math.min(this.#lf, this.#nul);
  }

  #find(byte: number, at: number): number {
    const found = this.#chunk.indexOf(byte, at);
    return found < 0 ? this.#chunk.length : found;
  }
}
