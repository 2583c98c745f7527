/** What can wait in a {@link DueQueue}: one queue at a time. */
export interface Due {
  dueMs: number;
  /** Place in its queue, -1 when in none. Only the queue writes it. */
  queueIndex: number;
}

/** A binary heap, the earliest `dueMs` first, that can also drop an item from its middle: O(log n). */
export class DueQueue<T extends Due> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** The earliest item, left where it is. */
  first(): T | undefined {
    return this.#items[0];
  }

  add(item: T, dueMs: number): void {
    item.dueMs = dueMs;
    this.#rise(item, this.#items.length);
  }

  /** Does nothing when the item is in no queue. */
  remove(item: T): void {
    const index = item.queueIndex;
    if (this.#items[index] !== item) return;
    item.queueIndex = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#rise(last, index);
    if (last.queueIndex === index) this.#sink(last, index);
  }

  #rise(item: T, from: number): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#items[parentIndex];
      if (parent === undefined || parent.dueMs <= item.dueMs) break;
      this.#put(parent, index);
      index = parentIndex;
    }
    this.#put(item, index);
  }

  #sink(item: T, from: number): void {
    let index = from;
    for (;;) {
      const left = this.#items[2 * index + 1];
      const right = this.#items[2 * index + 2];
      const child = right && left && right.dueMs < left.dueMs ? right : left;
      if (child === undefined || child.dueMs >= item.dueMs) break;
      const childIndex = child.queueIndex;
      this.#put(child, index);
      index = childIndex;
    }
    this.#put(item, index);
  }

  #put(item: T, index: number): void {
    this.#items[index] = item;
    item.queueIndex = index;
  }
}
