import { StationError } from '../../contract/errors.ts';
import type { Ipv4 } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { Tell } from '../events.ts';
import { type Log, severity } from '../log.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import { CONNECTION_LIMITS, type ConnectionLimits, SyslogConnections } from './connections.ts';
import { type Arrived, Intake } from './intake.ts';
import { readSyslog } from './message.ts';

export interface SyslogServerParts {
  network: BenchNetwork;
  /** 514 on the bench; 0 takes any free port. */
  port: number;
  /** Of TCP (RFC 6587); `same`: the number UDP has. Left out: no TCP. */
  tcpPort?: number | 'same' | 'off' | undefined;
  clock: Clock;
  log?: Log;
  tell: Tell;
  limits?: Partial<ConnectionLimits>;
}

export interface SyslogServer {
  /** @returns the UDP port. @throws StationError PORT_TAKEN or NO_PERMISSION; nothing stays open then. */
  start(): Promise<number>;
  /** Also fine when not started. */
  stop(): Promise<void>;
  /** So much comes at once that others should wait. */
  readonly isFlooded: boolean;
}

/** Some 40,000 lines that arrive while the station is busy with something else; the system may give less. */
const RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024;
/** Strangers are named once each, and no more than this many. */
const MAX_STRANGERS = 100;
/** Refused connections are spoken of this often. */
const REFUSED_EVERY_MS = 60_000;
/** Any free port of UDP is nearly always free for TCP, too. */
const FREE_PORT_TRIES = 10;

/** Receives syslog lines on the bench card, by UDP and TCP: one event per message, none left out. */
export function createSyslogServer(parts: SyslogServerParts): SyslogServer {
  return new BenchSyslogServer(parts);
}

interface Listening {
  socket: UdpSocket;
  connections: SyslogConnections | null;
  tcpPort: number | null;
}

class BenchSyslogServer implements SyslogServer {
  readonly #parts: SyslogServerParts;
  readonly #strangers = new Set<Ipv4>();
  readonly #intake = new Intake((arrived) => this.#receiveDatagram(arrived));
  #socket: UdpSocket | null = null;
  #connections: SyslogConnections | null = null;
  #refused = { count: 0, saidAt: Number.NEGATIVE_INFINITY };

  constructor(parts: SyslogServerParts) {
    this.#parts = parts;
  }

  get isFlooded(): boolean {
    return this.#intake.isHolding;
  }

  async start(): Promise<number> {
    if (this.#socket !== null) return this.#socket.port;
    const { socket, connections, tcpPort } = await this.#openBoth(FREE_PORT_TRIES);
    this.#socket = socket;
    this.#connections = connections;
    const { port, receiveBufferBytes } = socket;
    const got = `asked for ${RECEIVE_BUFFER_BYTES} bytes of receive buffer, got ${receiveBufferBytes}`;
    const byTcp = tcpPort === null ? '' : ` and by TCP on port ${tcpPort}`;
    this.#write(severity.debug, `Syslog listens on port ${port}${byTcp}; ${got}.`);
    return port;
  }

  async stop(): Promise<void> {
    const socket = this.#socket;
    const connections = this.#connections;
    this.#socket = null;
    this.#connections = null;
    await Promise.all([socket?.close(), connections?.close()]);
    this.#intake.drain();
  }

  async #openBoth(tries: number): Promise<Listening> {
    const { network, port, tcpPort = 'off', clock } = this.#parts;
    const socket = await network.openUdp({
      port,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      onDatagram: (bytes, from) =>
        this.#intake.take({ bytes, address: from.address, at: clock.now() }),
      onError: (error) => this.#write(severity.error, `The syslog socket failed: ${error.message}`),
    });
    if (tcpPort === 'off') return { socket, connections: null, tcpPort: null };
    const connections = this.#newConnections();
    try {
      const taken = await connections.listen(tcpPort === 'same' ? socket.port : tcpPort);
      return { socket, connections, tcpPort: taken };
    } catch (error) {
      await socket.close();
      const isTaken = error instanceof StationError && error.code === 'PORT_TAKEN';
      if (isTaken && port === 0 && tcpPort === 'same' && tries > 1) {
        return this.#openBoth(tries - 1);
      }
      throw error;
    }
  }

  #newConnections(): SyslogConnections {
    const { network, clock, limits, log } = this.#parts;
    return new SyslogConnections({
      network,
      limits: { ...CONNECTION_LIMITS, ...limits },
      monotonicMs: () => clock.monotonicMs(),
      isBehind: () => log?.isBehind === true,
      onFrame: ({ bytes, missing }, address) =>
        this.#receive({ bytes, address, at: clock.now() }, missing),
      onStranger: (address) => this.#meetStranger(address),
      onRefused: (address) => this.#refuse(address),
      onError: (error) =>
        this.#write(severity.error, `The syslog connections failed: ${error.message}`),
    });
  }

  /** As `net/udp-socket.ts` has it: one datagram must never end the station. */
  #receiveDatagram(arrived: Arrived): void {
    try {
      this.#receive(arrived, 0);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#write(severity.error, `A syslog datagram could not be taken in: ${why}`);
    }
  }

  #receive({ bytes, address, at }: Arrived, missing: number): void {
    const { network, tell } = this.#parts;
    if (!network.contains(address)) {
      this.#meetStranger(address);
      return;
    }
    tell({ type: 'syslog', at, address, ...readSyslog(bytes, missing) });
  }

  #meetStranger(address: Ipv4): void {
    if (this.#strangers.has(address) || this.#strangers.size >= MAX_STRANGERS) return;
    this.#strangers.add(address);
    this.#write(
      severity.notice,
      `Syslog from ${address}, outside the bench network, is not read.`,
      address,
    );
  }

  #refuse(address: Ipv4): void {
    this.#refused.count += 1;
    const now = this.#parts.clock.monotonicMs();
    if (now - this.#refused.saidAt < REFUSED_EVERY_MS) return;
    const msg = `Too many syslog connections at once: ${this.#refused.count} refused, the last from ${address}.`;
    this.#refused = { count: 0, saidAt: now };
    this.#write(severity.warning, msg, address);
  }

  #write(level: number, msg: string, address: Ipv4 | null = null): void {
    // Lines of the source `syslog` are what came in; what we say about the service is the station's.
    this.#parts.log?.write({ source: 'station', severity: level, msg, address });
  }
}
