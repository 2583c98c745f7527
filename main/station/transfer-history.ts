/** Transfers that ended, the last ones of each unit: bounded per unit and in all. */
import type { Transfer } from '../contract/model.ts';
import type { Mac } from '../contract/values.ts';

const MOST_OF_ONE = 100;
const MOST_OF_ALL = 10_000;

export class TransferHistory {
  /** The unit that was longest without a transfer first. */
  readonly #ofUnits = new Map<Mac, Transfer[]>();
  #count = 0;

  /** Of a transfer to nobody known nothing is kept. */
  add(transfer: Transfer): void {
    const { mac } = transfer;
    if (mac === null) return;
    const others = this.#ofUnits.get(mac) ?? [];
    this.#ofUnits.delete(mac);
    this.#ofUnits.set(mac, others);
    others.push(transfer);
    this.#count += 1;
    if (others.length > MOST_OF_ONE) {
      others.shift();
      this.#count -= 1;
    }
    for (const [other, { length }] of this.#ofUnits) {
      if (this.#count <= MOST_OF_ALL) return;
      this.#ofUnits.delete(other);
      this.#count -= length;
    }
  }

  /** Oldest first. */
  of(mac: Mac): readonly Transfer[] {
    return this.#ofUnits.get(mac) ?? [];
  }
}
