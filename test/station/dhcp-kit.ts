/** A DHCP server on loopback and clients that talk to it, for tests. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Clock } from '../../main/station/clock.ts';
import { type DhcpConfig, defaultDhcpConfig } from '../../main/station/dhcp/config.ts';
import type { Lease, LeaseKeeper } from '../../main/station/dhcp/lease.ts';
import { type DhcpPacket, decodePacket, encodePacket } from '../../main/station/dhcp/packet.ts';
import { createDhcpServer } from '../../main/station/dhcp/server.ts';
import type { DhcpServer, DhcpServerParts } from '../../main/station/dhcp/service.ts';
import type { DhcpEvent, StationEvent } from '../../main/station/events.ts';
import type { NewLogLine } from '../../main/station/log.ts';
import { loopbackNetwork } from '../kit/loopback-network.ts';

/** Leases in memory; `fails` makes every call reject, `hold` makes saves wait for `letGo`. */
export class MemoryKeeper implements LeaseKeeper {
  readonly records = new Map<string, Lease>();
  fails = false;
  #held: (() => void)[] | null = null;

  hold(): void {
    this.#held = [];
  }

  letGo(): void {
    for (const go of this.#held ?? []) go();
    this.#held = null;
  }

  async save(lease: Lease): Promise<void> {
    if (this.fails) throw new Error('disk full');
    const held = this.#held;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    this.records.set(lease.clientKey, lease);
  }

  async remove(clientKey: string): Promise<void> {
    this.records.delete(clientKey);
  }
}

/** A clock turned by hand; both of its clocks go together unless set apart. */
export class HandClock implements Clock {
  wallMs = 1_700_000_000_000;
  runMs = 0;
  now = (): number => this.wallMs;
  monotonicMs = (): number => this.runMs;

  turn(ms: number): void {
    this.wallMs += ms;
    this.runMs += ms;
  }
}

export class DhcpBench {
  readonly keeper: MemoryKeeper;
  readonly clock = new HandClock();
  readonly events: DhcpEvent[] = [];
  readonly lines: NewLogLine[] = [];
  readonly server: DhcpServer;
  port = 0;
  readonly #sockets: Socket[] = [];

  constructor(
    config: Partial<DhcpConfig> = {},
    keeper = new MemoryKeeper(),
    more: Partial<DhcpServerParts> = {},
  ) {
    this.keeper = keeper;
    const network = loopbackNetwork();
    this.server = createDhcpServer({
      network,
      port: 0,
      config: { ...defaultDhcpConfig(network.address, network.prefix), ...config },
      keeper,
      leases: [...keeper.records.values()],
      clock: this.clock,
      log: { write: (line) => void this.lines.push(line) },
      onExchange: () => undefined,
      tell: (event: StationEvent) => void this.events.push(event as DhcpEvent),
      ...more,
    });
  }

  async start(): Promise<this> {
    this.port = await this.server.start();
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.splice(0)) socket.close();
    await this.server.stop();
  }

  async client(mac: string, vendorClass: string | null = 'LINKSYS SPA-962'): Promise<Client> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    this.#sockets.push(socket);
    return new Client(socket, this.port, mac, vendorClass);
  }
}

export const MESSAGE = { DISCOVER: 1, REQUEST: 3, DECLINE: 4, RELEASE: 7, INFORM: 8 } as const;
const ANSWER: Record<number, string> = { 2: 'OFFER', 5: 'ACK', 6: 'NAK' };

export interface Answer {
  kind: string;
  packet: DhcpPacket;
  bytes: Uint8Array;
}

export class Client {
  readonly answers: Answer[] = [];
  readonly #socket: Socket;
  readonly #port: number;
  readonly #mac: string;
  readonly #vendorClass: string | null;

  constructor(socket: Socket, port: number, mac: string, vendorClass: string | null) {
    this.#socket = socket;
    this.#port = port;
    this.#mac = mac;
    this.#vendorClass = vendorClass;
    socket.on('message', (bytes) => {
      const packet = decodePacket(bytes);
      if (!packet.ok) throw new Error(packet.reason);
      const kind = ANSWER[packet.value.options.get(53)?.[0] ?? 0] ?? 'unknown';
      this.answers.push({ kind, packet: packet.value, bytes });
      socket.emit('answer');
    });
  }

  sendRaw(bytes: Uint8Array): void {
    this.#socket.send(bytes, this.#port, '127.0.0.1');
  }

  say(
    message: keyof typeof MESSAGE,
    options: [number, Uint8Array][] = [],
    fields: Partial<DhcpPacket> = {},
  ): void {
    const vendor: [number, Uint8Array][] =
      this.#vendorClass === null ? [] : [[60, Buffer.from(this.#vendorClass)]];
    this.sendRaw(
      encodePacket({
        op: 1,
        hops: 0,
        xid: 0x1234,
        secs: 0,
        wantsBroadcast: false,
        ciaddr: '0.0.0.0',
        yiaddr: '0.0.0.0',
        siaddr: '0.0.0.0',
        giaddr: '0.0.0.0',
        chaddr: this.#mac,
        options: new Map([[53, Uint8Array.of(MESSAGE[message])], ...vendor, ...options]),
        ...fields,
      }),
    );
  }

  /** The next answer not yet taken. */
  async answer(): Promise<Answer> {
    for (;;) {
      const answer = this.answers.shift();
      if (answer) return answer;
      await once(this.#socket, 'answer');
    }
  }

  /** DISCOVER to ACK. @returns the ACK. */
  async join(): Promise<Answer> {
    this.say('DISCOVER');
    const offer = await this.answer();
    const server = offer.packet.options.get(54);
    if (offer.kind !== 'OFFER' || !server) throw new Error(`no offer but ${offer.kind}`);
    this.say('REQUEST', [
      [50, addressOf(offer.packet.yiaddr)],
      [54, server],
    ]);
    return this.answer();
  }
}

export function addressOf(text: string): Uint8Array {
  return Uint8Array.from(text.split('.').map(Number));
}
