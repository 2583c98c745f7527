/**
 * Many datagrams by one call of the system (Linux: recvmmsg, sendmmsg), which Node has no words for. Node's
 * socket wakes us; what else has come by then is taken here, and what one turn has to say leaves together.
 */
import { endianness } from 'node:os';
import type { Ipv4 } from '../../contract/values.ts';
import { ipv4FromNumber, ipv4ToNumber } from '../../contract/values.ts';
import { AF_INET, type Libc } from './libc.ts';
import type { Post, UdpOptions } from './network.ts';

/** Messages per call. */
const SLOTS = 64;
/** A longer datagram is cut to this; none of a service that asks for batches may be. */
const SLOT_BYTES = 2048;
/** Calls per wake, so that a flood on one socket cannot keep the others waiting. */
const MOST_CALLS = 4;
const MSG_DONTWAIT = 0x40;

/** `struct mmsghdr`, `struct iovec` and `struct sockaddr_in` where pointers have 8 bytes. */
const HEADER_BYTES = 64;
const VECTOR_BYTES = 16;
const NAME_BYTES = 16;
/** Addresses remembered as text; a bench has no more. */
const MOST_ADDRESSES = 4096;

/** Whether this system has the calls, and lays its structures out as above. */
export function canBatch(libc: Libc): boolean {
  const isLaidOut = endianness() === 'LE' && ['x64', 'arm64'].includes(process.arch);
  return process.platform === 'linux' && isLaidOut && libc.recvmmsg !== null;
}

/** Headers, vectors, names and data of {@link SLOTS} messages, pointing at each other. */
class Slab {
  readonly view: DataView;
  readonly slots: Buffer[];
  readonly #vectors = SLOTS * HEADER_BYTES;
  readonly #names = this.#vectors + SLOTS * VECTOR_BYTES;
  readonly #data = this.#names + SLOTS * NAME_BYTES;
  readonly bytes: Uint8Array;

  constructor(libc: Libc) {
    const memory = new ArrayBuffer(this.#data + SLOTS * SLOT_BYTES);
    this.bytes = new Uint8Array(memory);
    this.view = new DataView(memory);
    this.slots = Array.from({ length: SLOTS }, (_, slot) =>
      Buffer.from(memory, this.#data + slot * SLOT_BYTES, SLOT_BYTES),
    );
    const base = libc.addressOf(this.bytes);
    const pointer = (at: number, to: number) => {
      this.view.setBigUint64(at, base + BigInt(to), true);
    };
    for (let slot = 0; slot < SLOTS; slot++) {
      const header = slot * HEADER_BYTES;
      pointer(header, this.nameAt(slot));
      this.view.setUint32(header + 8, NAME_BYTES, true);
      pointer(header + 16, this.#vectors + slot * VECTOR_BYTES);
      this.view.setBigUint64(header + 24, 1n, true);
      pointer(this.#vectors + slot * VECTOR_BYTES, this.#data + slot * SLOT_BYTES);
      this.setLength(slot, SLOT_BYTES);
    }
  }

  nameAt(slot: number): number {
    return this.#names + slot * NAME_BYTES;
  }

  setLength(slot: number, bytes: number): void {
    this.view.setUint32(this.#vectors + slot * VECTOR_BYTES + 8, bytes, true);
  }
}

/** For all sockets of a process: each call is over before the next. */
export class MessageBatch {
  readonly #libc: Libc;
  readonly #incoming: Slab;
  readonly #outgoing: Slab;
  readonly #addresses = new Map<number, Ipv4>();
  readonly #numbers = new Map<Ipv4, number>();

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#incoming = new Slab(libc);
    this.#outgoing = new Slab(libc);
  }

  /**
   * Hands on what waits on the socket, until `isOpen` says no more. The bytes are valid during the call
   * only. What `onDatagram` throws goes through.
   */
  receive(fd: number, onDatagram: UdpOptions['onDatagram'], isOpen: () => boolean): void {
    const { view, slots, bytes } = this.#incoming;
    for (let call = 0; call < MOST_CALLS; call++) {
      const count = this.#libc.recvmmsg?.(fd, bytes, SLOTS, MSG_DONTWAIT, null) ?? 0;
      for (let slot = 0; slot < count; slot++) {
        const header = slot * HEADER_BYTES;
        const name = this.#incoming.nameAt(slot);
        view.setUint32(header + 8, NAME_BYTES, true);
        const from = {
          address: this.#addressOf(view.getUint32(name + 4)),
          port: view.getUint16(name + 2),
        };
        const slotBytes = slots[slot] ?? bytes;
        onDatagram(slotBytes.subarray(0, view.getUint32(header + 56, true)), from);
        if (!isOpen()) return;
      }
      if (count < SLOTS) return;
    }
  }

  /** @returns how many of the posts left; the next one could not, for now or at all. */
  send(fd: number, posts: readonly Post[]): number {
    const { view, slots, bytes } = this.#outgoing;
    let sent = 0;
    while (sent < posts.length) {
      let filled = 0;
      for (; filled < SLOTS; filled++) {
        const post = posts[sent + filled];
        const slot = slots[filled];
        if (post === undefined || slot === undefined || post.bytes.length > SLOT_BYTES) break;
        const number = this.#numberOf(post.address);
        if (number === null) break;
        slot.set(post.bytes);
        this.#outgoing.setLength(filled, post.bytes.length);
        const name = this.#outgoing.nameAt(filled);
        view.setUint16(name, AF_INET, true);
        view.setUint16(name + 2, post.port);
        view.setUint32(name + 4, number);
      }
      if (filled === 0) return sent;
      const left = this.#libc.sendmmsg?.(fd, bytes, filled, MSG_DONTWAIT) ?? 0;
      if (left > 0) sent += left;
      if (left < filled) return sent;
    }
    return sent;
  }

  #addressOf(number: number): Ipv4 {
    let address = this.#addresses.get(number);
    if (address === undefined) {
      if (this.#addresses.size >= MOST_ADDRESSES) this.#addresses.clear();
      address = ipv4FromNumber(number);
      this.#addresses.set(number, address);
    }
    return address;
  }

  /** Null: no address, which Node is to say. */
  #numberOf(address: Ipv4): number | null {
    const before = this.#numbers.get(address);
    if (before !== undefined) return before;
    const number = ipv4ToNumber(address);
    if (number === null) return null;
    if (this.#numbers.size >= MOST_ADDRESSES) this.#numbers.clear();
    this.#numbers.set(address, number);
    return number;
  }
}
