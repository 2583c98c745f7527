/**
 * The newest packets in a fixed piece of memory, as records of a pcap file one after the other. The memory
 * begins small and doubles up to its limit; after that the oldest records give way.
 */
export class PacketRing {
  readonly #mostBytes: number;
  #slab = Buffer.alloc(0);
  /** Of the same memory. */
  #view = new DataView(this.#slab.buffer, 0, 0);
  /** Where the oldest record begins. */
  #head = 0;
  /** Where the next record goes. */
  #tail = 0;
  /** Once written round: where the records before the slab's end stop. Records: head … end, 0 … tail. */
  #end: number | null = null;
  #lengths: number[] = [];
  /** Of the oldest record in {@link #lengths}; what is before it was dropped. */
  #first = 0;
  /** Packets that gave way to newer ones, or were too long to keep. */
  dropped = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes of memory held, filled or not. */
  get heldBytes(): number {
    return this.#slab.length;
  }

  get count(): number {
    return this.#lengths.length - this.#first;
  }

  /** The memory records lie in; another one after {@link room}. */
  get view(): DataView {
    return this.#view;
  }

  /** @returns where in {@link view} a record of `length` bytes is to be written at once; -1: too long to keep */
  room(length: number): number {
    if (length > this.#mostBytes) {
      this.dropped += 1;
      return -1;
    }
    let at = this.#place(length);
    while (at === null) at = this.#place(length);
    this.#tail = at + length;
    this.#lengths.push(length);
    return at;
  }

  /** The records, oldest first: views of the memory, good until the next {@link room}. */
  *records(): Generator<Buffer> {
    let at = this.#head;
    for (const length of this.#lengths.slice(this.#first)) {
      if (at === this.#end) at = 0;
      yield this.#slab.subarray(at, at + length);
      at += length;
    }
  }

  /** @returns where it fits now; null: one step was made towards that, ask again. */
  #place(length: number): number | null {
    if (this.#end !== null) {
      if (this.#tail + length <= this.#head) return this.#tail;
      this.#dropOldest();
      return null;
    }
    if (this.#tail + length <= this.#slab.length) return this.#tail;
    if (this.#slab.length < this.#mostBytes) {
      this.#grow(length);
      return null;
    }
    this.#end = this.#tail;
    this.#tail = 0;
    return null;
  }

  #dropOldest(): void {
    this.#head += this.#lengths[this.#first] ?? 0;
    this.#first += 1;
    this.dropped += 1;
    if (this.#head === this.#end) {
      this.#head = 0;
      this.#end = null;
    }
    // What was dropped leaves the list in bulk: shifting it each time would cost the list's length.
    if (this.#first >= 256) {
      this.#lengths = this.#lengths.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Only ever before anything was written round, so that records lie from 0 on. */
  #grow(length: number): void {
    const wanted = Math.max(1024, this.#slab.length * 2, this.#tail + length);
    const slab = Buffer.alloc(Math.min(wanted, this.#mostBytes));
    this.#slab.copy(slab, 0, 0, this.#tail);
    this.#slab = slab;
    this.#view = new DataView(slab.buffer, slab.byteOffset, slab.length);
  }
}
