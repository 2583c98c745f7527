import type { Ipv4, Mac } from '../../contract/values.ts';
import { severity } from '../log.ts';
import type { UdpSocket } from '../net/network.ts';
import { Outbox } from '../net/outbox.ts';
import { isOtherHost } from '../net/subnet.ts';
import { destinationOf, detourOf, type Endpoint } from './destination.ts';
import type { Exchange, SeenExchange, Standing } from './exchange.ts';
import { Journal } from './journal.ts';
import type { Instant, Lease } from './lease.ts';
import { Leases } from './leases.ts';
import { optionCode } from './options.ts';
import type { Outcome } from './outcome.ts';
import { type DhcpPacket, decodePacket } from './packet.ts';
import { buildReply, encodeReply, type Reply } from './reply.ts';
import { type ClientRequest, readRequest } from './request.ts';
import type { DhcpServer, DhcpServerParts, DhcpStats, DropReason } from './service.ts';
import { Upkeep } from './upkeep.ts';
import { textBytes } from './values.ts';
import { guessClient, PROBE_CLASS, SELF_TEST_CLASS, STATION_CLASS } from './wanted.ts';

/** @throws StationError BAD_POOL when addresses in `config` make no sense. */
export function createDhcpServer(parts: DhcpServerParts): DhcpServer {
  return new Server(parts);
}

/** A burst of a few hundred clients waits here while a lease is written. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
/** Messages of one client that may wait for its lease to be kept; it repeats what is dropped. */
const LONGEST_QUEUE = 32;

class Server implements DhcpServer {
  readonly #parts: DhcpServerParts;
  readonly #leases: Leases;
  readonly #journal: Journal;
  readonly #queues = new Map<string, { tail: Promise<void>; length: number }>();
  readonly #counts = { received: 0, offers: 0, acks: 0, naks: 0 };
  readonly #dropped: DhcpStats['dropped'] = {};
  readonly #outbox = new Outbox();
  readonly #upkeep: Upkeep;
  #socket: UdpSocket | null = null;

  constructor(parts: DhcpServerParts) {
    this.#parts = parts;
    this.#journal = new Journal(parts);
    this.#leases = new Leases(parts.config, parts.network, parts.leases, this.#now());
    const { clock, inUse = null } = parts;
    this.#upkeep = new Upkeep({
      ...{ leases: this.#leases, journal: this.#journal, clock, inUse },
      keep: (what) => this.#keep(what),
    });
  }

  async start(): Promise<number> {
    const { network, port } = this.#parts;
    const socket = await network.openUdp({
      port,
      broadcast: true,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      inBatches: true,
      // A copy: what is kept of a message lives longer than the call.
      onDatagram: (bytes, from) => this.#receive(new Uint8Array(bytes), from),
      onCrowded: () => this.#journal.crowded(),
      onError: (error) => this.#journal.socketFault(error.message),
    });
    this.#socket = socket;
    this.#upkeep.start();
    this.#journal.write(
      severity.info,
      `DHCP listens on port ${socket.port} of ${network.interfaceName}, receive buffer ${socket.receiveBufferBytes} bytes, ${this.#leases.poolSize} addresses to give`,
    );
    return socket.port;
  }

  async stop(): Promise<void> {
    this.#upkeep.stop();
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
    if (message === 'DISCOVER' && vendorClass === SELF_TEST_CLASS) {
      return this.#answerSelfTest(packet.value, from);
    }
    const exchange = { request: request.value, packet: packet.value, from, bytes };
    const isServed = this.#inOrder(exchange);
    return isServed ? null : 'busy';
  }

  /** We answer relays of the bench only: a reply to another network would leave the bench. */
  #isReachable(relay: Ipv4): boolean {
    const { network } = this.#parts;
    return relay === '0.0.0.0' || network.isLoopback || isOtherHost(network, relay);
  }

  /** Lets another station find us; it takes no address. Our own probe is heard here too. */
  #answerProbe(packet: DhcpPacket, from: Endpoint): DropReason | null {
    const { network, config } = this.#parts;
    if (from.address === network.address && !network.isLoopback) return 'own-probe';
    const { leaseSeconds, pool } = config;
    const reply = { kind: 'offer', address: pool.first, leaseSeconds } as const;
    this.#send(reply, false, packet, from, STATION_CLASS);
    this.#journal.probed(packet.chaddr, from);
    return null;
  }

  /** The station's own question, which no other address can have sent; nobody is told. */
  #answerSelfTest(packet: DhcpPacket, from: Endpoint): DropReason | null {
    const { network, config } = this.#parts;
    if (from.address !== network.address) return 'own-probe';
    const { leaseSeconds, pool } = config;
    const reply = { kind: 'offer', address: pool.first, leaseSeconds } as const;
    this.#send(reply, false, packet, from, STATION_CLASS);
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
    const isKnown = this.#leases.isKnown(request);
    const { outcome, expired } = this.#leases.decide(request, standing.mayLease, this.#now());
    this.#journal.expired(expired);
    const isTold = this.#journal.seen(request, outcome, standing, isKnown);
    switch (outcome.kind) {
      case 'ack':
        return this.#acknowledge(exchange, outcome, standing, isTold);
      case 'released':
      case 'declined':
        return this.#keepEnded(exchange, outcome, isTold);
      case 'silence':
        if (outcome.isPoolExhausted) {
          this.#journal.exhausted(request.mac, this.#leases.poolSize);
        }
        if (isTold) this.#note(exchange, outcome, null);
        return null;
      default: {
        const sent = this.#send(outcome, standing.isWanted, packet, from);
        if (isTold) this.#note(exchange, outcome, sent);
        return null;
      }
    }
  }

  /** On disk first, then the ACK (RFC 2131 section 3.1, step 4). */
  async #acknowledge(
    exchange: Exchange,
    outcome: Extract<Outcome, { kind: 'ack' }>,
    standing: Standing,
    isTold: boolean,
  ): Promise<void> {
    const { request, packet, from } = exchange;
    const { lease, left, isRenewal } = outcome;
    try {
      await this.#keep(outcome);
    } catch (error) {
      this.#leases.notKept(lease, isRenewal, this.#now());
      throw error;
    }
    const leaseSeconds = Math.round((lease.expiresAt - lease.grantedAt) / 1000);
    const reply = { kind: 'ack', address: lease.address, leaseSeconds } as const;
    const sent = this.#send(reply, standing.isWanted, packet, from);
    if (isTold) this.#note(exchange, outcome, sent);
    if (left) this.#journal.ended(left, 'released');
    this.#journal.granted(lease, isRenewal, request.ciaddr === null);
  }

  async #keepEnded(
    exchange: Exchange,
    outcome: Extract<Outcome, { kind: 'released' | 'declined' }>,
    isTold: boolean,
  ): Promise<void> {
    await this.#keep(outcome);
    if (isTold) this.#note(exchange, outcome, null);
    this.#journal.ended(outcome.lease, outcome.kind);
  }

  #note(exchange: Exchange, outcome: Outcome, sent: SeenExchange['sent']): void {
    const { request, from, bytes: asked } = exchange;
    this.#journal.exchange(exchange, outcome);
    const { network, port } = this.#parts;
    const own = { address: network.address, port: this.#socket?.port ?? port };
    const at = this.#now().at;
    this.#parts.onExchange({ at, mac: request.mac, from, own, asked, outcome, sent });
  }

  /** All calls in one turn, so that they share a transaction. */
  async #keep({ lease, forget }: { lease: Lease; forget: string[] }): Promise<void> {
    const { keeper } = this.#parts;
    await Promise.all([...forget.map((key) => keeper.remove(key)), keeper.save(lease)]);
  }

  /** @param sayWho  option 60 of the reply, for another station */
  #send(
    reply: Reply,
    isWanted: boolean,
    packet: DhcpPacket,
    from: Endpoint,
    sayWho?: string,
  ): SeenExchange['sent'] {
    const { network, config } = this.#parts;
    const socket = this.#socket;
    if (!socket) return null;
    const plain = buildReply(packet, reply, isWanted, config, network);
    const built = sayWho === undefined ? plain : signed(plain, sayWho);
    const bytes = encodeReply(built, packet.options);
    const to = destinationOf(reply, packet, from, socket.port, network.isLoopback);
    this.#outbox.post(socket, { bytes, ...to, ...detourOf(to, packet, network.isLoopback) });
    if (reply.kind === 'offer') this.#counts.offers += 1;
    else if (reply.kind === 'nak') this.#counts.naks += 1;
    else this.#counts.acks += 1;
    return { bytes, to };
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

function signed(packet: DhcpPacket, vendorClass: string): DhcpPacket {
  const options = new Map([...packet.options, [optionCode.vendorClass, textBytes(vendorClass)]]);
  return { ...packet, options };
}
