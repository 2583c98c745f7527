/**
 * One file a unit sends (RFC 1350, WRQ), with its socket: what `receiving.ts` decides, carried out. The last
 * block is acknowledged when the file is kept.
 */
import type { Clock } from '../clock.ts';
import type { UploadAnswer, UploadRequest } from '../files/upload.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import { fromNetascii } from './netascii.ts';
import type { Agreement } from './options.ts';
import { tftpError } from './packet.ts';
import { Receiving } from './receiving.ts';
import { StrangerAnswers } from './strangers.ts';

export interface UploadParts {
  network: BenchNetwork;
  clock: Clock;
  request: UploadRequest;
  answer: Extract<UploadAnswer, { kind: 'take' }>;
  agreement: Agreement;
  isNetascii: boolean;
  /** Called once. `detail` null: kept. */
  onEnd: (bytes: number, detail: string | null) => void;
  /** After the end, when its socket is given back or being so. */
  onClosed: (upload: Upload) => void;
}

/** How long repeats of the last block are answered, should its acknowledgement be lost. */
const DALLY_MS = 3_000;

export class Upload {
  readonly #parts: UploadParts;
  readonly #receiving: Receiving;
  readonly #strangers: StrangerAnswers;
  #isKeeping = false;
  #isTold = false;
  #socket: UdpSocket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed: Promise<void> = Promise.resolve();

  constructor(parts: UploadParts) {
    this.#parts = parts;
    this.#receiving = new Receiving(parts.agreement, parts.answer.maxBytes);
    this.#strangers = new StrangerAnswers(parts.network);
  }

  /** Opens the transfer's own port and sends the OACK or ACK 0. */
  async start(): Promise<void> {
    try {
      this.#socket = await this.#parts.network.openUdp({
        port: 0,
        onDatagram: (bytes, from) => this.#receive(bytes, from),
        // A lost acknowledgement is sent again in time.
        onError: () => undefined,
      });
    } catch {
      this.#receiving.refuse(tftpError.notDefined, 'the station could not open a port');
    }
    if (this.#receiving.state.is === 'open') this.#carryOut(this.#receiving.start(this.#now()));
    else this.#carryOut([]);
  }

  abort(detail: string): void {
    this.#carryOut(this.#receiving.refuse(tftpError.notDefined, detail));
    this.#close();
  }

  /** As {@link abort}, without a word to the unit: it would take it for an answer to its next request. */
  drop(detail: string): void {
    this.#receiving.refuse(tftpError.notDefined, detail);
    this.#carryOut([]);
    this.#close();
  }

  /** Resolves when the socket is given back; to be asked after {@link abort}. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  #now(): number {
    return this.#parts.clock.monotonicMs();
  }

  #receive(bytes: Uint8Array, from: { address: string; port: number }): void {
    const { request } = this.#parts;
    if (from.address === request.address && from.port === request.port) {
      this.#carryOut(this.#receiving.receive(bytes, this.#now()));
      return;
    }
    const refusal = this.#strangers.answerTo(bytes, from);
    if (refusal !== null) this.#socket?.send(refusal, from.port, from.address);
  }

  #carryOut(packets: Uint8Array[]): void {
    const { port, address } = this.#parts.request;
    for (const packet of packets) this.#socket?.send(packet, port, address);
    const { state } = this.#receiving;
    if (state.is === 'whole' && !this.#isKeeping) void this.#keep(state.bytes);
    if (state.is === 'ended') this.#finish(state.detail);
    else if (state.is === 'open') this.#plan();
  }

  #plan(): void {
    if (this.#timer) clearTimeout(this.#timer);
    const wait = Math.max(0, this.#receiving.dueAt - this.#now());
    // By a clock turned by hand it may be too early: then it is planned anew.
    const wake = () => this.#carryOut(this.#receiving.wake(this.#now()));
    this.#timer = setTimeout(wake, Math.min(wait, 1_000));
  }

  async #keep(bytes: Uint8Array): Promise<void> {
    this.#isKeeping = true;
    if (this.#timer) clearTimeout(this.#timer);
    try {
      await this.#parts.answer.keep(this.#parts.isNetascii ? fromNetascii(bytes) : bytes);
    } catch {
      const words = 'the station could not keep it';
      this.#carryOut(this.#receiving.refuse(tftpError.diskFull, words));
      return;
    }
    if (this.#receiving.state.is !== 'whole') return;
    this.#carryOut(this.#receiving.kept());
    this.#tell(null);
    this.#timer = setTimeout(() => this.#close(), DALLY_MS);
    this.#timer.unref();
  }

  #finish(detail: string): void {
    this.#tell(detail);
    this.#close();
  }

  #tell(detail: string | null): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#parts.onEnd(this.#receiving.bytes, detail);
  }

  #close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    // A datagram handed to the socket leaves before it closes.
    if (socket !== null) {
      this.#closed = new Promise((resolve) => setImmediate(resolve)).then(() => socket.close());
    }
    this.#parts.onClosed(this);
  }
}
