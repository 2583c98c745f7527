/**
 * Whose frames carry which address. Where a lease gives an address to one unit and its frames come from
 * another, somebody uses an address that is not theirs.
 */
import type { Ipv4, Mac } from '../../contract/values.ts';

export class FrameSenders {
  readonly #hasLease: (mac: Mac) => boolean;
  readonly #first = new Map<Ipv4, { holder: Mac; sender: Mac }>();

  constructor(hasLease: (mac: Mac) => boolean) {
    this.#hasLease = hasLease;
  }

  /**
   * Whether these frames are not those of the lease's holder. A lease may name another MAC than its frames
   * have (a router's inside, many simulated units on one card), so a sender without a lease of its own is
   * believed at first; once a holder's frames were seen, only their sender is.
   *
   * @param sender  by the neighbour table, at the time of the request
   */
  isForged(address: Ipv4, holder: Mac, sender: Mac): boolean {
    const seen = this.#first.get(address);
    if (sender === holder || (seen?.holder !== holder && !this.#hasLease(sender))) {
      this.#first.set(address, { holder, sender });
      return false;
    }
    return seen?.holder !== holder || seen.sender !== sender;
  }

  /** Whether the holder's frames were seen, and these are not like them. Believes nobody anew. */
  differs(address: Ipv4, holder: Mac, sender: Mac): boolean {
    const seen = this.#first.get(address);
    return sender !== holder && seen?.holder === holder && seen.sender !== sender;
  }
}
