import type { Ipv4 } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { Tell } from '../events.ts';
import { type Log, severity } from '../log.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import { readSyslog } from './message.ts';

export interface SyslogServerParts {
  network: BenchNetwork;
  /** 514 on the bench; 0 takes any free port. */
  port: number;
  clock: Clock;
  log?: Log;
  tell: Tell;
}

export interface SyslogServer {
  /** @returns the port. @throws StationError PORT_TAKEN or NO_PERMISSION. */
  start(): Promise<number>;
  /** Also fine when not started. */
  stop(): Promise<void>;
}

/** Enough for a few thousand lines that arrive while the station is busy with something else. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
/** Strangers are named once each, and no more than this many. */
const MAX_STRANGERS = 100;

/** Receives the units' syslog lines on the bench card: one event per datagram, none left out. */
export function createSyslogServer(parts: SyslogServerParts): SyslogServer {
  return new UdpSyslogServer(parts);
}

class UdpSyslogServer implements SyslogServer {
  readonly #parts: SyslogServerParts;
  readonly #strangers = new Set<Ipv4>();
  #socket: UdpSocket | null = null;

  constructor(parts: SyslogServerParts) {
    this.#parts = parts;
  }

  async start(): Promise<number> {
    this.#socket ??= await this.#parts.network.openUdp({
      port: this.#parts.port,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      onDatagram: (bytes, from) => this.#receive(bytes, from.address),
      onError: (error) => this.#write(severity.error, `The syslog socket failed: ${error.message}`),
    });
    const { port, receiveBufferBytes } = this.#socket;
    const got = `asked for ${RECEIVE_BUFFER_BYTES} bytes of receive buffer, got ${receiveBufferBytes}`;
    this.#write(severity.debug, `Syslog listens on port ${port}; ${got}.`);
    return port;
  }

  async stop(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    await socket?.close();
  }

  #receive(bytes: Uint8Array, address: Ipv4): void {
    const { network, clock, tell } = this.#parts;
    if (!network.contains(address)) {
      this.#meetStranger(address);
      return;
    }
    tell({ type: 'syslog', at: clock.now(), address, ...readSyslog(bytes) });
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

  #write(level: number, msg: string, address: Ipv4 | null = null): void {
    // Lines of the source `syslog` are what came in; what we say about the service is the station's.
    this.#parts.log?.write({ source: 'station', severity: level, msg, address });
  }
}
