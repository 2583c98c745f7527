/** What the service tells: log lines, and facts for the tracker. Nothing here answers the wire. */
import { formatMac, type Ipv4, type Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { Tell } from '../events.ts';
import { type Log, severity } from '../log.ts';
import { Askers } from './askers.ts';
import type { Endpoint } from './destination.ts';
import type { Exchange, Standing } from './exchange.ts';
import type { Lease } from './lease.ts';
import { MinuteLimit } from './minute-limit.ts';
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
  readonly #askers = new Askers();
  readonly #rubbishLimit = new MinuteLimit(TOLD_PER_MINUTE);
  readonly #seenLimit = new MinuteLimit(TOLD_PER_MINUTE);
  readonly #lineLimit = new MinuteLimit(TOLD_PER_MINUTE);
  readonly #exhaustedLimit = new MinuteLimit(EXHAUSTED_PER_MINUTE);

  constructor(parts: { clock: Clock; log: Log; tell: Tell }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#tell = parts.tell;
  }

  /**
   * Tells of every DISCOVER, REQUEST and INFORM of a wanted client. Of a client that may have no lease,
   * and of more newcomers than can be true, one a minute.
   * @returns whether this exchange is to be written down
   */
  seen(request: ClientRequest, outcome: Outcome, standing: Standing, isKnown: boolean): boolean {
    const { mac } = request;
    const nowMs = this.#clock.monotonicMs();
    if (outcome.kind === 'ack') this.#askers.took(mac);
    const isAdmitted = isKnown || outcome.kind === 'ack' || this.#askers.admits(mac, nowMs);
    if (!isAdmitted) this.#crowd(nowMs);
    if (standing.isWanted ? isAdmitted : this.#isNew(this.#seenLimit, mac)) {
      this.#tellSeen(request, standing.isWanted);
    }
    return (standing.mayLease && isAdmitted) || this.#isNew(this.#lineLimit, mac);
  }

  /** One line. */
  exchange({ request, packet, from }: Exchange, outcome: Outcome): void {
    const isNotable = outcome.kind === 'nak' || outcome.kind === 'declined';
    const raw = this.#isFirstDiscover(request) ? ` ${rawOptions(packet.options)}` : '';
    const level = isNotable ? severity.warning : severity.info;
    this.write(level, exchangeLine(request, outcome) + raw, request.mac, from.address);
  }

  #tellSeen({ message, mac, vendorClass, hostName }: ClientRequest, isWanted: boolean): void {
    if (message === 'RELEASE' || message === 'DECLINE') return;
    const at = this.#clock.now();
    this.#tell({ type: 'dhcp-seen', at, mac, message, vendorClass, hostName, isWanted });
  }

  /** Once a minute. */
  #crowd(nowMs: number): void {
    if (!this.#rubbishLimit.allows('crowd', nowMs)) return;
    this.write(
      severity.warning,
      'Hundreds of MAC addresses ask for an address and take none: somebody floods this network with made-up ones. Units are served all the same.',
    );
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
      `No address is free: all ${size} of the pool are leased, offered or set aside. Take finished units off the bench or widen the pool.`,
      mac,
    );
  }

  /** Replies wait for relays or clients that do not answer ARP; once a minute. */
  crowded(): void {
    if (!this.#isNew(this.#rubbishLimit, 'crowded')) return;
    this.write(
      severity.warning,
      'Many messages name relays or addresses that nobody answers for: somebody makes them up. Units are answered by broadcast meanwhile, relays not at all.',
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

  /** Somebody uses an address nobody leased to it. */
  inUse(address: Ipv4, mac: Mac): void {
    this.write(
      severity.warning,
      `${address} is in use by ${formatMac(mac)} without a lease: set aside. Give that device another address, or exclude this one from the pool.`,
      mac,
      address,
    );
  }

  /** A router answers ARP for addresses that are not its own; once a minute. */
  proxy(mac: Mac): void {
    if (!this.#isNew(this.#rubbishLimit, `proxy ${mac}`)) return;
    this.write(
      severity.warning,
      `${formatMac(mac)} answers for every address asked for (proxy ARP), so addresses in use cannot be told. Unplug that router.`,
      mac,
    );
  }

  /** What the system says of a send; each once a minute. */
  socketFault(message: string): void {
    if (!this.#isNew(this.#rubbishLimit, `socket ${message}`)) return;
    this.write(severity.error, `DHCP socket: ${message}`);
  }

  fault(what: string, error: unknown, from: Endpoint | null = null): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.write(severity.error, `${what}, so it got no answer: ${detail}`, null, from?.address);
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
