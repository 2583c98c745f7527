/** One transfer with its socket and its file: what `transfer.ts` decides, carried out. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { PROGRESS_EVERY_MS } from '../events.ts';
import type { FileAbout, FileRequest } from '../files/answer.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import type { Outbox } from '../net/outbox.ts';
import type { Agreement } from './options.ts';
import type { OpenSource } from './source.ts';
import { StrangerAnswers } from './strangers.ts';
import { Transfer, type TransferEnd } from './transfer.ts';

export interface RunningTransferParts {
  network: BenchNetwork;
  /** Shared by all transfers of a server. */
  outbox: Outbox;
  clock: Clock;
  request: FileRequest;
  about: FileAbout;
  agreement: Agreement;
  source: OpenSource;
  /** Called once, when the result is known; socket and file follow. */
  onEnd: (transfer: RunningTransfer, end: TransferEnd) => void;
}

export class RunningTransfer {
  readonly request: FileRequest;
  readonly about: FileAbout;
  readonly startedAtMs: number;
  readonly #parts: RunningTransferParts;
  readonly #transfer: Transfer;
  readonly #strangers: StrangerAnswers;
  #socket: UdpSocket | null = null;
  #closed: Promise<void> | null = null;
  /** What was told of it last, and when. */
  #told: { atMs: number; sentBytes: number; resends: number };

  constructor(parts: RunningTransferParts) {
    this.#parts = parts;
    this.request = parts.request;
    this.about = parts.about;
    this.startedAtMs = parts.clock.monotonicMs();
    this.#told = { atMs: this.startedAtMs, sentBytes: -1, resends: 0 };
    this.#transfer = new Transfer(parts.agreement, parts.source);
    this.#strangers = new StrangerAnswers(parts.network);
  }

  get sentBytes(): number {
    return this.#transfer.ackedBytes;
  }
  get resends(): number {
    return this.#transfer.resends;
  }

  /** Opens the transfer's own port (RFC 1350 section 4: its TID) and sends the first packets. */
  async start(): Promise<void> {
    try {
      this.#socket = await this.#parts.network.openUdp({
        port: 0,
        onDatagram: (bytes, from) => this.#receive(bytes, from),
        // A send that fails is a lost packet: it is sent again in time, or the transfer ends.
        onError: () => undefined,
      });
    } catch {
      this.fail('the station could not open a port for the transfer');
      return;
    }
    if (this.#transfer.ended) this.#closed = this.#release();
    else this.#carryOut(this.#transfer.start(this.#now()));
  }

  /** To be called now and then; cheap when nothing is due. */
  wake(now: number): void {
    if (this.#socket !== null && now >= this.#transfer.dueAt) {
      this.#carryOut(this.#transfer.wake(now));
    }
  }

  /** Whether there is news to tell, at most every {@link PROGRESS_EVERY_MS}; asking counts as telling. */
  hasProgress(now: number): boolean {
    const { sentBytes, resends } = this;
    const isNews = sentBytes !== this.#told.sentBytes || resends !== this.#told.resends;
    if (this.#closed || !isNews || now - this.#told.atMs < PROGRESS_EVERY_MS) return false;
    this.#told = { atMs: now, sentBytes, resends };
    return true;
  }

  bytesArrived(): void {
    if (this.#socket !== null) this.#carryOut(this.#transfer.bytesArrived(this.#now()));
  }

  fail(detail: string): void {
    this.#carryOut(this.#transfer.fail(detail));
  }

  abort(detail: string): void {
    this.#carryOut(this.#transfer.abort(detail));
  }

  /** Resolves when socket and file are given back. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  #now(): number {
    return this.#parts.clock.monotonicMs();
  }

  #receive(bytes: Uint8Array, from: { address: string; port: number }): void {
    if (from.port === this.request.port && from.address === this.request.address) {
      this.#carryOut(this.#transfer.receive(bytes, this.#now()));
      return;
    }
    const refusal = this.#strangers.answerTo(bytes, from);
    if (refusal !== null) this.#socket?.send(refusal, from.port, from.address);
  }

  #carryOut(packets: Uint8Array[]): void {
    if (this.#closed) return;
    const { port, address } = this.request;
    const socket = this.#socket;
    if (socket !== null) {
      for (const packet of packets) this.#parts.outbox.post(socket, packet, port, address);
    }
    const end = this.#transfer.ended;
    if (end === null) return;
    this.#closed = this.#release();
    this.#parts.onEnd(this, end);
  }

  async #release(): Promise<void> {
    await nextTurn(); // a datagram handed to the socket leaves before it closes
    await Promise.allSettled([this.#socket?.close(), this.#parts.source.close()]);
  }
}
