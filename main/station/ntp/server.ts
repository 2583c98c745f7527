import type { Ipv4 } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import { type Log, severity } from '../log.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import { decodeNtpRequest, encodeNtpAnswer, encodeNtpRate } from './packet.ts';
import { NtpRate } from './rate.ts';

export interface NtpServerParts {
  network: BenchNetwork;
  /** 123 on the bench; 0 takes any free port. */
  port: number;
  clock: Clock;
  /** False while this computer's clock is known to be wrong. */
  isClockRight(): boolean;
  log: Log;
}

export interface NtpServer {
  /** @returns the port. @throws StationError PORT_TAKEN or NO_PERMISSION. */
  start(): Promise<number>;
  /** Also fine when not started. */
  stop(): Promise<void>;
}

/** Some thousand datagrams that come while the station is busy; the system may give less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
/** Who asked is named once each, and no more than this many. */
const MAX_NAMED = 1024;

/**
 * Gives the bench this computer's time (RFC 5905, server mode; RFC 4330 clients too): one answer per question
 * of a client in the bench subnet, as long as the question or shorter, silence to everything else.
 */
export function createNtpServer(parts: NtpServerParts): NtpServer {
  return new UdpNtpServer(parts);
}

class UdpNtpServer implements NtpServer {
  readonly #parts: NtpServerParts;
  readonly #rate = new NtpRate();
  readonly #named = new Set<Ipv4>();
  #socket: UdpSocket | null = null;

  constructor(parts: NtpServerParts) {
    this.#parts = parts;
  }

  async start(): Promise<number> {
    this.#socket ??= await this.#parts.network.openUdp({
      port: this.#parts.port,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      onDatagram: (bytes, from) => this.#answer(bytes, from),
      onError: (error) => this.#write(severity.error, `The NTP socket failed: ${error.message}`),
    });
    const { port } = this.#socket;
    this.#write(severity.info, `NTP gives this computer's time on port ${port}.`);
    return port;
  }

  async stop(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    await socket?.close();
  }

  #answer(bytes: Uint8Array, { address, port }: { address: Ipv4; port: number }): void {
    const { network, clock, isClockRight } = this.#parts;
    const receivedAt = clock.now();
    if (port === 0 || !network.contains(address)) return;
    const request = decodeNtpRequest(bytes);
    if (!request.ok) return;
    const verdict = this.#rate.ask(address, clock.monotonicMs());
    if (verdict === 'silence') return;
    if (verdict === 'kiss') {
      this.#socket?.send(encodeNtpRate(request.value, receivedAt), port, address);
      return;
    }
    const isRight = isClockRight();
    const answer = encodeNtpAnswer(request.value, { isRight, receivedAt, sentAt: clock.now() });
    this.#socket?.send(answer, port, address);
    this.#name(address, isRight);
  }

  #name(address: Ipv4, isRight: boolean): void {
    if (this.#named.has(address) || this.#named.size >= MAX_NAMED) return;
    this.#named.add(address);
    const words = isRight
      ? `NTP: ${address} asked for the time and got it.`
      : `NTP: ${address} asked for the time and was told that this computer's clock is wrong.`;
    this.#write(isRight ? severity.info : severity.warning, words, address);
  }

  #write(level: number, msg: string, address: Ipv4 | null = null): void {
    this.#parts.log.write({ source: 'ntp', severity: level, msg, address });
  }
}
