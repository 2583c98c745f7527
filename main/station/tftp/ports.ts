/**
 * The ports transfers run on. RFC 1350 tells transfers apart by both sides' ports (section 4: TIDs), so one port
 * of ours serves many units at once, and what they say at the same time is read and answered in one go. A unit
 * that comes again from the same port of its own gets another of ours: nothing late of its last transfer can
 * be taken for its next one's.
 */
import type { Ipv4 } from '../../contract/values.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import type { Outbox } from '../net/outbox.ts';
import type { Sender } from './parts.ts';
import { StrangerAnswers } from './strangers.ts';

/** A port serves so many transfers and is then given back; the next ones get a new number. */
const MOST_GUESTS = 2_000;
/** A port without a transfer is kept so long for the next one. */
const IDLE_MS = 500;
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

/** The bytes are valid during the call only. */
type Receive = (bytes: Uint8Array) => void;

/** A transfer's place at a port. */
export interface Seat {
  send(bytes: Uint8Array): void;
  /** To be called once; what was sent before still leaves. */
  leave(now: number): void;
}

interface Port {
  socket: UdpSocket;
  strangers: StrangerAnswers;
  /** By address and port; null: its transfer is over, and what comes late is passed over. */
  guests: Map<Ipv4, Map<number, Receive | null>>;
  taken: number;
  running: number;
  idleSince: number;
}

export class TransferPorts {
  readonly #network: BenchNetwork;
  readonly #outbox: Outbox;
  readonly #ports = new Set<Port>();
  /** Requests that come while a port is being opened wait for that one. */
  #opening: Promise<Port> | null = null;
  #isStopped = false;

  constructor(network: BenchNetwork, outbox: Outbox) {
    this.#network = network;
    this.#outbox = outbox;
  }

  /** Whether {@link TransferPorts.wake} has something to do. */
  get areOpen(): boolean {
    return this.#ports.size > 0;
  }

  /** A place for one transfer. @throws as {@link BenchNetwork.openUdp}. */
  async seat(sender: Sender, receive: Receive): Promise<Seat> {
    let port = this.#portFor(sender);
    while (port === null) {
      await (this.#opening ?? this.#open());
      port = this.#portFor(sender);
    }
    return this.#sit(port, sender, receive);
  }

  /** Gives back ports that are not used; to be called now and then. */
  wake(now: number): void {
    for (const port of this.#ports) {
      if (port.running === 0 && now >= port.idleSince + IDLE_MS) this.#giveBack(port);
    }
  }

  /** Gives everything back. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#opening?.catch(() => undefined);
    await Promise.all([...this.#ports].map((port) => this.#giveBack(port)));
  }

  #portFor({ address, port: number }: Sender): Port | null {
    for (const port of this.#ports) {
      const isFresh = port.guests.get(address)?.has(number) !== true;
      if (isFresh && port.taken < MOST_GUESTS) return port;
    }
    return null;
  }

  #open(): Promise<Port> {
    const opening = this.#openPort().finally(() => {
      this.#opening = null;
    });
    this.#opening = opening;
    return opening;
  }

  async #openPort(): Promise<Port> {
    const guests: Port['guests'] = new Map();
    const strangers = new StrangerAnswers(this.#network);
    const socket: UdpSocket = await this.#network.openUdp({
      port: 0,
      inBatches: true,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      onDatagram: (bytes, from) => {
        const receive = guests.get(from.address)?.get(from.port);
        if (receive) receive(bytes);
        if (receive !== undefined) return;
        const refusal = strangers.answerTo(bytes, from);
        if (refusal !== null) socket.send(refusal, from.port, from.address);
      },
      // A send that fails is a lost packet: it is sent again in time, or the transfer ends.
      onError: () => undefined,
    });
    const port = { socket, strangers, guests, taken: 0, running: 0, idleSince: 0 };
    if (this.#isStopped) {
      await socket.close();
      throw new Error('stopped');
    }
    this.#ports.add(port);
    return port;
  }

  #sit(port: Port, { address, port: number }: Sender, receive: Receive): Seat {
    const { guests, socket } = port;
    let ofAddress = guests.get(address);
    if (ofAddress === undefined) {
      ofAddress = new Map();
      guests.set(address, ofAddress);
    }
    ofAddress.set(number, receive);
    port.taken += 1;
    port.running += 1;
    return {
      send: (bytes) => this.#outbox.post(socket, { bytes, port: number, address }),
      leave: (now) => {
        guests.get(address)?.set(number, null);
        port.running -= 1;
        port.idleSince = now;
      },
    };
  }

  async #giveBack(port: Port): Promise<void> {
    this.#ports.delete(port);
    // What was posted in this turn leaves before it closes.
    await new Promise((resolve) => setImmediate(resolve));
    await port.socket.close();
  }
}
