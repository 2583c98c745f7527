/** Syslog over TCP (RFC 6587): connections on the bench card, and their limits. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Ipv4 } from '../../contract/values.ts';
import type { BenchNetwork } from '../net/network.ts';
import { type Frame, Framer } from './framing.ts';

export interface ConnectionLimits {
  /** All together; with {@link MAX_MESSAGE_BYTES} each, that bounds the memory. */
  maxConnections: number;
  /** Not applied on loopback, where everybody has one address. */
  maxConnectionsPerAddress: number;
  /** A connection on which nothing came for so long is closed. Senders keep theirs open between messages. */
  idleTimeoutMs: number;
  /** At the limit, one that said nothing for so long makes room for a new one. */
  yieldAfterMs: number;
  /** Senders wait no longer than this for a log that is behind. */
  holdMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  maxConnections: 256,
  maxConnectionsPerAddress: 128,
  idleTimeoutMs: 600_000,
  yieldAfterMs: 10_000,
  holdMs: 30_000,
};

/** Whether the log has caught up is looked at so often. */
const HOLD_LOOK_MS = 20;

export interface ConnectionParts {
  network: BenchNetwork;
  limits: ConnectionLimits;
  monotonicMs(): number;
  /** More came than could be kept so far: nothing more is read, so that the senders wait (TCP's own way). */
  isBehind(): boolean;
  onFrame(frame: Frame, address: Ipv4): void;
  /** From outside the bench network; it is closed. */
  onStranger(address: Ipv4): void;
  /** One more than the limits allow; it is closed. */
  onRefused(address: Ipv4): void;
  onError(error: Error): void;
}

interface Connection {
  socket: Socket;
  address: Ipv4;
  framer: Framer;
  lastAt: number;
}

export class SyslogConnections {
  readonly #parts: ConnectionParts;
  readonly #open = new Set<Connection>();
  /** Not read from, until the log has caught up. */
  readonly #held = new Set<Connection>();
  #hold: { since: number; timer: ReturnType<typeof setInterval> } | null = null;
  #server: Server | null = null;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** @returns the port. @throws StationError as {@link BenchNetwork.listenTcp} does. */
  async listen(port: number): Promise<number> {
    const server = createServer((socket) => this.#admit(socket));
    const taken = await this.#parts.network.listenTcp(server, port);
    server.on('error', (error) => this.#parts.onError(error));
    this.#server = server;
    return taken;
  }

  /** What came so far of a message is told as well. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const connection of [...this.#open]) this.#end(connection);
    this.#release();
    await closed;
  }

  #admit(socket: Socket): void {
    const { network, limits, monotonicMs } = this.#parts;
    // A broken connection is no fault of ours; its last words are told when it closes.
    socket.on('error', () => undefined);
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    if (!network.contains(address)) {
      socket.destroy();
      if (address !== '') this.#parts.onStranger(address);
      return;
    }
    if (!this.#makeRoom(address)) {
      socket.destroy();
      this.#parts.onRefused(address);
      return;
    }
    const connection = { socket, address, framer: new Framer(), lastAt: monotonicMs() };
    this.#open.add(connection);
    socket.setTimeout(limits.idleTimeoutMs);
    socket.on('data', (chunk) => this.#take(connection, chunk));
    socket.on('timeout', () => this.#end(connection));
    socket.on('close', () => this.#end(connection));
  }

  /** @returns false when there is none */
  #makeRoom(address: Ipv4): boolean {
    const { network, limits, monotonicMs } = this.#parts;
    const all = [...this.#open];
    const ofAddress = all.filter((each) => each.address === address);
    const isFull = all.length >= limits.maxConnections;
    const isTooMany = !network.isLoopback && ofAddress.length >= limits.maxConnectionsPerAddress;
    if (!isFull && !isTooMany) return true;
    const [idlest] = (isTooMany ? ofAddress : all)
      .filter((each) => !this.#held.has(each))
      .sort((a, b) => a.lastAt - b.lastAt);
    if (idlest === undefined || monotonicMs() - idlest.lastAt < limits.yieldAfterMs) return false;
    this.#end(idlest);
    return true;
  }

  #take(connection: Connection, chunk: Uint8Array): void {
    connection.lastAt = this.#parts.monotonicMs();
    for (const frame of connection.framer.push(chunk)) {
      this.#parts.onFrame(frame, connection.address);
    }
    if (this.#parts.isBehind()) this.#holdBack(connection);
  }

  #holdBack(connection: Connection): void {
    connection.socket.pause();
    this.#held.add(connection);
    const timer = this.#hold?.timer ?? setInterval(() => this.#look(), HOLD_LOOK_MS);
    this.#hold ??= { since: this.#parts.monotonicMs(), timer };
  }

  #look(): void {
    const { isBehind, limits, monotonicMs } = this.#parts;
    const heldMs = monotonicMs() - (this.#hold?.since ?? 0);
    if (!isBehind() || heldMs >= limits.holdMs) this.#release();
  }

  #release(): void {
    clearInterval(this.#hold?.timer);
    this.#hold = null;
    for (const connection of this.#held) {
      connection.lastAt = this.#parts.monotonicMs();
      connection.socket.resume();
    }
    this.#held.clear();
  }

  #end(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    this.#held.delete(connection);
    connection.socket.destroy();
    const last = connection.framer.end();
    if (last !== null) this.#parts.onFrame(last, connection.address);
  }
}
