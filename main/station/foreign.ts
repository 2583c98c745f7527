/** Clients on the bench wire that get no lease: an office PC, a printer, a unit of another maker. */
import type { ForeignClient } from '../contract/model.ts';
import type { Mac } from '../contract/values.ts';
import type { DhcpEvent } from './events.ts';

/** A flood of made-up MACs must not fill memory; the longest unseen go first. */
const MOST_CLIENTS = 1000;

export class ForeignClients {
  readonly #clients: Map<Mac, ForeignClient>;
  #changed = new Set<Mac>();

  constructor(known: readonly ForeignClient[]) {
    this.#clients = new Map(known.slice(-MOST_CLIENTS).map((client) => [client.mac, client]));
  }

  all(): ForeignClient[] {
    return [...this.#clients.values()];
  }

  take(event: DhcpEvent & { type: 'dhcp-seen' }): void {
    const { mac, at, vendorClass, hostName } = event;
    const known = this.#clients.get(mac);
    this.#clients.delete(mac);
    this.#clients.set(mac, {
      mac,
      vendorClass: vendorClass ?? known?.vendorClass ?? null,
      hostName: hostName ?? known?.hostName ?? null,
      firstSeenAt: known?.firstSeenAt ?? at,
      lastSeenAt: at,
      count: (known?.count ?? 0) + 1,
    });
    this.#changed.add(mac);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > MOST_CLIENTS && oldest !== undefined) this.#clients.delete(oldest);
  }

  /** What changed since the last call, to be kept and announced. */
  takeChanged(): ForeignClient[] {
    const changed = [...this.#changed].flatMap((mac) => this.#clients.get(mac) ?? []);
    this.#changed = new Set();
    return changed;
  }
}
