/** The last DHCP exchanges, kept as bytes and decoded when a person asks; bounded, in memory. */
import type { DhcpExchange } from '../../contract/dhcp.ts';
import type { Mac } from '../../contract/values.ts';
import type { SeenExchange } from './exchange.ts';
import { describeExchange } from './fields.ts';

const MOST_OF_ONE = 20;
/** About 700 bytes each; who sends messages of 64 KB is kept in no more memory than the others. */
const MOST_TOGETHER = 5000;
const MOST_BYTES = 8 * 1024 * 1024;

export class ExchangeBook {
  /** Least recently heard client first. */
  readonly #of = new Map<Mac, SeenExchange[]>();
  #count = 0;
  #bytes = 0;

  add(seen: SeenExchange): void {
    const of = this.#of.get(seen.mac) ?? [];
    this.#of.delete(seen.mac);
    this.#of.set(seen.mac, of);
    of.push(seen);
    this.#count += 1;
    this.#bytes += sizeOf(seen);
    if (of.length > MOST_OF_ONE) this.#left(of.splice(0, 1));
    for (const [mac, old] of this.#of) {
      if (this.#count <= MOST_TOGETHER && this.#bytes <= MOST_BYTES) break;
      this.#of.delete(mac);
      this.#left(old);
    }
  }

  #left(gone: readonly SeenExchange[]): void {
    this.#count -= gone.length;
    for (const seen of gone) this.#bytes -= sizeOf(seen);
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

function sizeOf({ asked, sent }: SeenExchange): number {
  return asked.length + (sent?.bytes.length ?? 0);
}
