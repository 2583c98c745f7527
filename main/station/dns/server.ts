import { createServer, type Server, type Socket } from 'node:net';
import { StationError } from '../../contract/errors.ts';
import type { Ipv4 } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import { type Log, severity, visible } from '../log.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import { answerDns, type DnsAnswer } from './answer.ts';

export interface DnsServerParts {
  network: BenchNetwork;
  /** 53 on the bench, UDP and TCP; 0 takes any free port. */
  port: number;
  clock: Clock;
  /** The names that lead to the station now, in small letters. */
  names(): ReadonlySet<string>;
  log: Log;
}

export interface DnsServer {
  /** @returns the port. @throws StationError PORT_TAKEN or NO_PERMISSION; nothing stays open then. */
  start(): Promise<number>;
  /** Also fine when not started. */
  stop(): Promise<void>;
}

/** Some thousand datagrams that come while the station is busy; the system may give less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const MAX_CONNECTIONS = 256;
const IDLE_TIMEOUT_MS = 10_000;
/** No question is so long; a connection that announces more is closed. */
const MAX_TCP_QUESTION_BYTES = 4096;
/** Answers a client does not read pile up to here. */
const MAX_UNREAD_BYTES = 65_536;
/** Names asked for are told in the log once a minute each, and no more than so many. */
const MAX_LINES_A_MINUTE = 60;
const FREE_PORT_TRIES = 10;

/** Answers the bench's own names with the station, and refuses all others; see {@link answerDns}. */
export function createDnsServer(parts: DnsServerParts): DnsServer {
  return new BenchDnsServer(parts);
}

const outcomeWords = {
  answered: 'led to this station',
  nothing: 'nothing of that kind is there',
  refused: 'refused, it is none of the names served here',
};

interface Sockets {
  udp: UdpSocket;
  tcp: Server;
}

class BenchDnsServer implements DnsServer {
  readonly #parts: DnsServerParts;
  readonly #connections = new Set<Socket>();
  #sockets: Sockets | null = null;
  #told = { since: Number.NEGATIVE_INFINITY, keys: new Set<string>() };

  constructor(parts: DnsServerParts) {
    this.#parts = parts;
  }

  async start(): Promise<number> {
    this.#sockets ??= await this.#open(FREE_PORT_TRIES);
    const { port } = this.#sockets.udp;
    const names = [...this.#parts.names()];
    const what = names.length === 0 ? 'no name yet' : names.join(', ');
    this.#write(severity.info, `DNS listens on port ${port} and leads here: ${what}.`);
    return port;
  }

  async stop(): Promise<void> {
    const sockets = this.#sockets;
    this.#sockets = null;
    if (sockets === null) return;
    const closed = new Promise((resolve) => sockets.tcp.close(resolve));
    for (const connection of this.#connections) connection.destroy();
    await Promise.all([sockets.udp.close(), closed]);
  }

  async #open(tries: number): Promise<Sockets> {
    const { network, port } = this.#parts;
    const udp = await network.openUdp({
      port,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      onDatagram: (bytes, from) => this.#answerDatagram(bytes, from),
      onError: (error) => this.#write(severity.error, `The DNS socket failed: ${error.message}`),
    });
    const tcp = createServer((socket) => this.#admit(socket));
    tcp.maxConnections = MAX_CONNECTIONS;
    try {
      await network.listenTcp(tcp, udp.port);
    } catch (error) {
      await udp.close();
      const isTaken = error instanceof StationError && error.code === 'PORT_TAKEN';
      if (isTaken && port === 0 && tries > 1) return this.#open(tries - 1);
      throw error;
    }
    tcp.on('error', (error) => this.#write(severity.error, `DNS by TCP failed: ${error.message}`));
    return { udp, tcp };
  }

  #answerDatagram(bytes: Uint8Array, { address, port }: { address: Ipv4; port: number }): void {
    if (port === 0 || !this.#parts.network.contains(address)) return;
    const answer = this.#answer(bytes, address);
    if (answer !== null) this.#sockets?.udp.send(answer, port, address);
  }

  #answer(bytes: Uint8Array, address: Ipv4): Uint8Array | null {
    const { network, names } = this.#parts;
    const answer = answerDns(bytes, { names: names(), address: network.address });
    if (answer !== null) this.#tell(answer, address);
    return answer?.bytes ?? null;
  }

  /** Each message stands behind its length (RFC 1035 section 4.2.2); several may come at once (RFC 7766). */
  #admit(socket: Socket): void {
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    socket.on('error', () => undefined);
    if (!this.#parts.network.contains(address)) {
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
    socket.setTimeout(IDLE_TIMEOUT_MS, () => socket.destroy());
    let held = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 2) {
        const size = held.readUInt16BE(0);
        if (size > MAX_TCP_QUESTION_BYTES || socket.writableLength > MAX_UNREAD_BYTES) {
          socket.destroy();
          return;
        }
        if (held.length < 2 + size) return;
        const answer = this.#answer(held.subarray(2, 2 + size), address);
        held = held.subarray(2 + size);
        if (answer === null) {
          socket.destroy();
          return;
        }
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        socket.write(Buffer.concat([length, answer]));
      }
    });
  }

  #tell({ asked }: DnsAnswer, address: Ipv4): void {
    if (asked === null) return;
    const now = this.#parts.clock.monotonicMs();
    if (now - this.#told.since >= 60_000) this.#told = { since: now, keys: new Set() };
    const name = asked.name.toLowerCase();
    const key = `${address} ${name} ${asked.outcome}`;
    if (this.#told.keys.has(key) || this.#told.keys.size >= MAX_LINES_A_MINUTE) return;
    this.#told.keys.add(key);
    const asks = `DNS: ${address} asks for ${visible(name) || 'the root'}`;
    this.#write(severity.info, `${asks}: ${outcomeWords[asked.outcome]}.`, address);
  }

  #write(level: number, msg: string, address: Ipv4 | null = null): void {
    this.#parts.log.write({ source: 'dns', severity: level, msg, address });
  }
}
