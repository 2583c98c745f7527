import type { Ipv4, Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { Tell } from '../events.ts';
import { type Log, severity } from '../log.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import { Outbox } from '../net/outbox.ts';
import type { DhcpConfig } from './config.ts';
import { destinationOf, type Endpoint } from './destination.ts';
import { Journal } from './journal.ts';
import type { Instant, Lease, LeaseKeeper } from './lease.ts';
import { Leases } from './leases.ts';
import type { Outcome } from './outcome.ts';
import { type DhcpPacket, decodePacket, encodePacket, type NotDhcp } from './packet.ts';
import { buildReply, type Reply } from './reply.ts';
import { type ClientRequest, type NotARequest, readRequest } from './request.ts';
import { guessClient, PROBE_CLASS } from './wanted.ts';

/** Why a datagram was dropped unanswered. `busy`: its client sends faster than leases are kept. */
export type DropReason = NotDhcp | NotARequest | 'relay-elsewhere' | 'own-probe' | 'busy';

export interface DhcpStats {
  received: number;
  dropped: Partial<Record<DropReason, number>>;
  offers: number;
  acks: number;
  naks: number;
  /** `used`: leased or quarantined addresses of the pool. */
  pool: { first: Ipv4; last: Ipv4; size: number; used: number; quarantined: Ipv4[] };
}

export interface DhcpServer {
  /**
   * Opens the socket. @returns the port.
   * @throws StationError as `BenchNetwork.openUdp` does.
   */
  start(): Promise<number>;
  /** Closes the socket, then waits for what is being kept. */
  stop(): Promise<void>;
  stats(): DhcpStats;
  /** Running leases, in no order. */
  leases(): Lease[];
  /** Who holds an address now, or may still go on with it ({@link Leases.holderAt}). */
  holderOf(address: Ipv4): Mac | null;
  /** A unit was taken off the board: its addresses may go to others. Durable when this resolves. */
  free(mac: Mac): Promise<void>;
  /** It is back: what was freed and nobody else has runs on. @returns its address, if it has one. */
  resume(mac: Mac): Promise<Ipv4 | null>;
}

export interface DhcpServerParts {
  network: BenchNetwork;
  /** 67, or another for tests; 0: any free one. */
  port: number;
  config: DhcpConfig;
  keeper: LeaseKeeper;
  /** What the keeper held when the station started. */
  leases: Iterable<Lease>;
  clock: Clock;
  log: Log;
  tell: Tell;
}

/** @throws StationError BAD_POOL when addresses in `config` make no sense. */
export function createDhcpServer(parts: DhcpServerParts): DhcpServer {
  return new Server(parts);
}

/** A burst of a few hundred clients waits here while a lease is written. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const SWEEP_EVERY_MS = 1000;
/** Messages of one client that may wait for its lease to be kept; it repeats what is dropped. */
const LONGEST_QUEUE = 8;

/** One message being served. */
interface Exchange {
  request: ClientRequest;
  packet: DhcpPacket;
  from: Endpoint;
}

/** Who is asking, by the rules of `wanted.ts` and the settings. */
interface Standing {
  /** Gets boot options. */
  isWanted: boolean;
  /** Gets an address. */
  mayLease: boolean;
}

class Server implements DhcpServer {
  readonly #parts: DhcpServerParts;
  readonly #leases: Leases;
  readonly #journal: Journal;
  readonly #queues = new Map<string, { tail: Promise<void>; length: number }>();
  readonly #counts = { received: 0, offers: 0, acks: 0, naks: 0 };
  readonly #dropped: DhcpStats['dropped'] = {};
  readonly #outbox = new Outbox();
  #socket: UdpSocket | null = null;
  #sweeper: NodeJS.Timeout | null = null;

  constructor(parts: DhcpServerParts) {
    this.#parts = parts;
    this.#journal = new Journal(parts);
    this.#leases = new Leases(parts.config, parts.network, parts.leases, this.#now());
  }

  async start(): Promise<number> {
    const { network, port } = this.#parts;
    const socket = await network.openUdp({
      port,
      broadcast: true,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      onDatagram: (bytes, from) => this.#receive(bytes, from),
      onError: (error) => this.#journal.write(severity.error, `DHCP socket: ${error.message}`),
    });
    this.#socket = socket;
    this.#sweeper = setInterval(() => {
      this.#journal.expired(this.#leases.sweep(this.#now()));
    }, SWEEP_EVERY_MS);
    this.#sweeper.unref();
    this.#journal.write(
      severity.info,
      `DHCP listens on port ${socket.port} of ${network.interfaceName}, receive buffer ${socket.receiveBufferBytes} bytes, ${this.#leases.poolSize} addresses to give`,
    );
    return socket.port;
  }

  async stop(): Promise<void> {
    if (this.#sweeper) clearInterval(this.#sweeper);
    const socket = this.#socket;
    this.#socket = null;
    await socket?.close();
    await Promise.all([...this.#queues.values()].map((queue) => queue.tail));
  }

  stats(): DhcpStats {
    const { size, used, quarantined } = this.#leases.pool();
    return {
      ...this.#counts,
      dropped: { ...this.#dropped },
      pool: { ...this.#parts.config.pool, size, used, quarantined },
    };
  }

  leases(): Lease[] {
    return this.#leases.running();
  }

  holderOf(address: Ipv4): Mac | null {
    return this.#leases.holderAt(address, this.#now())?.mac ?? null;
  }

  async free(mac: Mac): Promise<void> {
    const freed = this.#leases.free(mac, this.#now());
    await Promise.all(freed.map((lease) => this.#parts.keeper.save(lease)));
    for (const { address } of freed) {
      this.#journal.write(severity.info, `Lease of ${address} freed`, mac, address);
    }
  }

  async resume(mac: Mac): Promise<Ipv4 | null> {
    const resumed = this.#leases.resume(mac, this.#now());
    await Promise.all(resumed.map((lease) => this.#parts.keeper.save(lease)));
    return this.leases().find((lease) => lease.mac === mac)?.address ?? null;
  }

  #receive(bytes: Uint8Array, from: Endpoint): void {
    this.#counts.received += 1;
    try {
      const reason = this.#read(bytes, from);
      if (reason === null) return;
      this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
      if (reason !== 'own-probe') this.#journal.dropped(reason, from);
    } catch (error) {
      this.#journal.fault('A DHCP message could not be handled', error, from);
    }
  }

  /** @returns why the datagram gets no answer, or null when it is being served. */
  #read(bytes: Uint8Array, from: Endpoint): DropReason | null {
    const packet = decodePacket(bytes);
    if (!packet.ok) return packet.reason;
    const request = readRequest(packet.value, this.#parts.config.ownMac);
    if (!request.ok) return request.reason;
    if (!this.#isReachable(packet.value.giaddr)) return 'relay-elsewhere';
    const { message, vendorClass } = request.value;
    if (message === 'DISCOVER' && vendorClass === PROBE_CLASS) {
      return this.#answerProbe(packet.value, from);
    }
    const isServed = this.#inOrder({ request: request.value, packet: packet.value, from });
    return isServed ? null : 'busy';
  }

  /** We answer relays of the bench only: a reply to another network would leave the bench. */
  #isReachable(relay: Ipv4): boolean {
    const { network } = this.#parts;
    return relay === '0.0.0.0' || network.isLoopback || network.contains(relay);
  }

  /** Lets another station find us; it takes no address. Our own probe is heard here too. */
  #answerProbe(packet: DhcpPacket, from: Endpoint): DropReason | null {
    const { network, config } = this.#parts;
    if (from.address === network.address && !network.isLoopback) return 'own-probe';
    const reply = { kind: 'offer', address: config.pool.first } as const;
    this.#send(reply, { isWanted: false, mayLease: false }, packet, from);
    this.#journal.probed(packet.chaddr, from);
    return null;
  }

  /**
   * Clients are served side by side, messages of one client one after the other.
   * @returns false when too many of this client wait already.
   */
  #inOrder(exchange: Exchange): boolean {
    const key = this.#leases.clientKey(exchange.request);
    const waiting = this.#queues.get(key);
    if (waiting && waiting.length >= LONGEST_QUEUE) return false;
    const served = waiting ? waiting.tail.then(() => this.#serve(exchange)) : this.#serve(exchange);
    if (!served) return true;
    const queue = waiting ?? { tail: Promise.resolve(), length: 0 };
    queue.length += 1;
    queue.tail = served
      .catch((error: unknown) => {
        this.#journal.fault('A DHCP lease could not be kept', error, exchange.from);
      })
      .then(() => {
        queue.length -= 1;
        if (queue.length === 0) this.#queues.delete(key);
      });
    this.#queues.set(key, queue);
    return true;
  }

  /** @returns a promise when something must be kept before the exchange is over, else null. */
  #serve(exchange: Exchange): Promise<void> | null {
    const { request, packet, from } = exchange;
    const standing = this.#standingOf(request);
    const { outcome, expired } = this.#leases.decide(request, standing.mayLease, this.#now());
    this.#journal.expired(expired);
    this.#journal.seen(request, standing.isWanted);
    switch (outcome.kind) {
      case 'ack':
        return this.#acknowledge(outcome, standing, exchange);
      case 'released':
      case 'declined':
        return this.#keepEnded(outcome, standing, exchange);
      case 'silence':
        if (outcome.isPoolExhausted) {
          this.#journal.exhausted(request.mac, this.#leases.poolSize);
        }
        break;
      default:
        this.#send(outcome, standing, packet, from);
    }
    this.#journal.exchange(request, packet.options, outcome, from, standing.mayLease);
    return null;
  }

  /** On disk first, then the ACK (RFC 2131 section 3.1, step 4). */
  async #acknowledge(
    outcome: Extract<Outcome, { kind: 'ack' }>,
    standing: Standing,
    exchange: Exchange,
  ): Promise<void> {
    const { request, packet, from } = exchange;
    const { lease, left, isRenewal } = outcome;
    try {
      await this.#keep(outcome);
    } catch (error) {
      this.#leases.notKept(lease, isRenewal, this.#now());
      throw error;
    }
    this.#send({ kind: 'ack', address: lease.address }, standing, packet, from);
    this.#journal.exchange(request, packet.options, outcome, from, standing.mayLease);
    if (left) this.#journal.ended(left, 'released');
    this.#journal.granted(lease, isRenewal, request.ciaddr === null);
  }

  async #keepEnded(
    outcome: Extract<Outcome, { kind: 'released' | 'declined' }>,
    standing: Standing,
    { request, packet, from }: Exchange,
  ): Promise<void> {
    await this.#keep(outcome);
    this.#journal.exchange(request, packet.options, outcome, from, standing.mayLease);
    this.#journal.ended(outcome.lease, outcome.kind);
  }

  /** All calls in one turn, so that they share a transaction. */
  async #keep({ lease, forget }: { lease: Lease; forget: string[] }): Promise<void> {
    const { keeper } = this.#parts;
    await Promise.all([...forget.map((key) => keeper.remove(key)), keeper.save(lease)]);
  }

  #send(reply: Reply, { isWanted }: Standing, packet: DhcpPacket, from: Endpoint): void {
    const { network, config } = this.#parts;
    const socket = this.#socket;
    if (!socket) return;
    const bytes = encodePacket(buildReply(packet, reply, isWanted, config, network));
    const to = destinationOf(reply, packet, from, socket.port, network.isLoopback);
    this.#outbox.post(socket, bytes, to.port, to.address);
    if (reply.kind === 'offer') this.#counts.offers += 1;
    else if (reply.kind === 'nak') this.#counts.naks += 1;
    else this.#counts.acks += 1;
  }

  /** A reservation makes an unknown client wanted; one known to be something else gets only a lease. */
  #standingOf({ mac, vendorClass }: ClientRequest): Standing {
    const { config } = this.#parts;
    const { kind } = guessClient(mac, vendorClass, config.morePrefixes);
    const isReserved = this.#leases.isReserved(mac);
    return {
      // Known-foreign clients, such as office PCs, never get boot options.
      isWanted: kind === 'wanted' || (kind === 'unknown' && (isReserved || config.allowAll)),
      mayLease: kind === 'wanted' || isReserved || config.allowAll,
    };
  }

  #now(): Instant {
    const { clock } = this.#parts;
    return { at: clock.now(), monotonicMs: clock.monotonicMs() };
  }
}
