/** What the service tells: log lines, and facts for the tracker. Nothing here answers the wire. */
import type { Ipv4, Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { Tell } from '../events.ts';
import { type Log, severity } from '../log.ts';
import type { Endpoint } from './destination.ts';
import type { Lease } from './lease.ts';
import { MinuteLimit } from './minute-limit.ts';
import type { DhcpOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { ClientRequest } from './request.ts';
import { exchangeLine, rawOptions } from './words.ts';

/** Different senders a minute whose rubbish and foreign messages are told. */
const TOLD_PER_MINUTE = 200;
const EXHAUSTED_PER_MINUTE = 10;
/** MACs whose first DISCOVER was shown byte by byte; then the list starts anew. */
const MOST_SHOWN = 4096;

export class Journal {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #tell: Tell;
  readonly #shown = new Set<Mac>();
  readonly #rubbishLimit = new MinuteLimit(TOLD_PER_MINUTE);
  readonly #seenLimit = new MinuteLimit(TOLD_PER_MINUTE);
  readonly #lineLimit = new MinuteLimit(TOLD_PER_MINUTE);
  readonly #exhaustedLimit = new MinuteLimit(EXHAUSTED_PER_MINUTE);

  constructor(parts: { clock: Clock; log: Log; tell: Tell }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#tell = parts.tell;
  }

  /** Every DISCOVER, REQUEST and INFORM of a wanted client; of a foreign one, one a minute. */
  seen(request: ClientRequest, isWanted: boolean): void {
    const { message, mac, vendorClass, hostName } = request;
    if (message === 'RELEASE' || message === 'DECLINE') return;
    if (!isWanted && !this.#isNew(this.#seenLimit, mac)) return;
    const at = this.#clock.now();
    this.#tell({ type: 'dhcp-seen', at, mac, message, vendorClass, hostName, isWanted });
  }

  /** One line per exchange; a client that may have no lease gets one a minute. */
  exchange(
    request: ClientRequest,
    options: DhcpOptions,
    outcome: Outcome,
    from: Endpoint,
    mayLease: boolean,
  ): void {
    if (!mayLease && !this.#isNew(this.#lineLimit, request.mac)) return;
    const isNotable = outcome.kind === 'nak' || outcome.kind === 'declined';
    const raw = this.#isFirstDiscover(request) ? ` ${rawOptions(options)}` : '';
    const level = isNotable ? severity.warning : severity.info;
    this.write(level, exchangeLine(request, outcome) + raw, request.mac, from.address);
  }

  /** @param isBoot  the unit came without an address: it has started, and not just renewed */
  granted(lease: Lease, isRenewal: boolean, isBoot: boolean): void {
    const { mac, address, grantedAt: at } = lease;
    this.#tell({ type: 'lease-granted', at, mac, address, isRenewal, isBoot });
  }

  ended({ mac, address }: Lease, why: 'released' | 'expired' | 'declined'): void {
    this.#tell({ type: 'lease-ended', at: this.#clock.now(), mac, address, why });
  }

  expired(leases: readonly Lease[]): void {
    for (const lease of leases) {
      this.ended(lease, 'expired');
      this.write(severity.info, `Lease of ${lease.address} expired`, lease.mac, lease.address);
    }
  }

  exhausted(mac: Mac, size: number): void {
    if (!this.#isNew(this.#exhaustedLimit, mac)) return;
    this.#tell({ type: 'pool-exhausted', at: this.#clock.now(), mac, size });
    this.write(
      severity.warning,
      `No address is free: all ${size} of the pool are taken. Take finished units off the bench or widen the pool.`,
      mac,
    );
  }

  /** Another station is on this wire. */
  probed(mac: Mac, from: Endpoint): void {
    if (!this.#isNew(this.#rubbishLimit, `probe ${from.address}`)) return;
    this.write(
      severity.warning,
      `Another station at ${from.address} looks for DHCP servers on this network; only one may serve it.`,
      mac,
      from.address,
    );
  }

  /** Once a minute per sender. */
  dropped(reason: string, from: Endpoint): void {
    if (!this.#isNew(this.#rubbishLimit, from.address)) return;
    const sender = `${from.address}:${from.port}`;
    this.write(severity.notice, `Dropped a datagram from ${sender}: ${reason}`, null, from.address);
  }

  fault(what: string, error: unknown, from: Endpoint): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.write(severity.error, `${what}, so it got no answer: ${detail}`, null, from.address);
  }

  write(level: number, msg: string, mac: Mac | null = null, address: Ipv4 | null = null): void {
    this.#log.write({ source: 'dhcp', severity: level, msg, mac, address });
  }

  #isNew(limit: MinuteLimit, key: string): boolean {
    return limit.allows(key, this.#clock.monotonicMs());
  }

  #isFirstDiscover({ message, mac }: ClientRequest): boolean {
    if (message !== 'DISCOVER' || this.#shown.has(mac)) return false;
    if (this.#shown.size >= MOST_SHOWN) this.#shown.clear();
    this.#shown.add(mac);
    return true;
  }
}
