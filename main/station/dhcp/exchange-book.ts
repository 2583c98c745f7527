/** The last DHCP exchanges, kept as bytes and decoded when a person asks; bounded, in memory. */
import type { DhcpExchange } from '../../contract/dhcp.ts';
import type { Mac } from '../../contract/values.ts';
import type { SeenExchange } from './exchange.ts';
import { describeExchange } from './fields.ts';

const MOST_OF_ONE = 20;
/** About 700 bytes each. */
const MOST_TOGETHER = 5000;

export class ExchangeBook {
  /** Least recently heard client first. */
  readonly #of = new Map<Mac, SeenExchange[]>();
  #count = 0;

  add(seen: SeenExchange): void {
    const of = this.#of.get(seen.mac) ?? [];
    this.#of.delete(seen.mac);
    this.#of.set(seen.mac, of);
    of.push(seen);
    this.#count += 1;
    if (of.length > MOST_OF_ONE) {
      of.shift();
      this.#count -= 1;
    }
    for (const [mac, old] of this.#of) {
      if (this.#count <= MOST_TOGETHER) break;
      this.#of.delete(mac);
      this.#count -= old.length;
    }
  }

  /** The newest of one client; null: none in this run. */
  lastOf(mac: Mac): DhcpExchange | null {
    const seen = this.#of.get(mac)?.at(-1);
    return seen === undefined ? null : describeExchange(seen);
  }

  /** Of one client, oldest first. */
  of(mac: Mac): DhcpExchange[] {
    return (this.#of.get(mac) ?? []).map(describeExchange);
  }
}
