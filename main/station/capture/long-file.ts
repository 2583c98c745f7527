/**
 * A long file on its way by TFTP: after its first blocks only what is out of the ordinary is worth a place, such as
 * a block sent again, an acknowledgement that came twice, and the end. An image of 4 MB would otherwise push
 * out everything else of its unit, and cost more than its transfer.
 */

/** Blocks at the beginning of each file that are kept whole. */
export const FIRST_BLOCKS = 100;
const DATA = 3;
const ACK = 4;

export class LongFile {
  /** Ports of both sides: what tells transfers apart (RFC 1350 section 4). */
  #fromPort = -1;
  #toPort = -1;
  #blocks = 0;
  /** Number of the newest block, and of the newest acknowledgement. */
  #block = 0;
  #acknowledged = -1;
  /** Length of a full DATA packet. */
  #fullLength = 0;
  #isEnding = false;

  /** Whether more than its first blocks have gone by. */
  get isLong(): boolean {
    return this.#blocks > FIRST_BLOCKS;
  }

  /** Takes note of the next datagram. @returns true when it is one of many like it, and need not be kept */
  isOneOfMany(fromPort: number, toPort: number, bytes: Uint8Array): boolean {
    const kind = bytes.length < 4 || bytes[0] !== 0 ? 0 : bytes[1];
    const isSame =
      (fromPort === this.#fromPort && toPort === this.#toPort) ||
      (fromPort === this.#toPort && toPort === this.#fromPort);
    if (!isSame) this.#begin(fromPort, toPort);
    const number = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
    if (kind === DATA) return this.#isNextBlock(number, bytes.length);
    if (kind !== ACK) return false;
    const isNews = number !== this.#acknowledged;
    this.#acknowledged = number;
    return isNews && !this.#isEnding && this.isLong;
  }

  #begin(fromPort: number, toPort: number): void {
    this.#fromPort = fromPort;
    this.#toPort = toPort;
    this.#blocks = 0;
    this.#block = 0;
    this.#acknowledged = -1;
    this.#fullLength = 0;
    this.#isEnding = false;
  }

  #isNextBlock(number: number, length: number): boolean {
    if (this.#blocks === 0) this.#fullLength = length;
    // The number runs over after 65,535, to 0 or to 1.
    const isNext =
      this.#blocks === 0 ||
      number === this.#block + 1 ||
      (this.#block === 0xffff && (number === 0 || number === 1));
    if (!isNext) return false;
    this.#block = number;
    this.#blocks += 1;
    this.#isEnding = length !== this.#fullLength;
    return !this.#isEnding && this.isLong;
  }
}
