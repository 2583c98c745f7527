/**
 * One file a unit sends (RFC 1350, WRQ): block by block into memory, at most so many bytes, and the last
 * block is acknowledged when the file is kept. Options are not agreed to, which RFC 2347 allows.
 */
import type { Clock } from '../clock.ts';
import type { UploadAnswer, UploadRequest } from '../files/upload.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import { decodeTftp, encodeAck, encodeError, tftpError } from './packet.ts';

export interface UploadParts {
  network: BenchNetwork;
  clock: Clock;
  request: UploadRequest;
  answer: Extract<UploadAnswer, { kind: 'take' }>;
  /** Called once. `detail` null: kept. */
  onEnd: (bytes: number, detail: string | null) => void;
}

const BLOCK_BYTES = 512;
const RESEND_MS = 1_000;
const MOST_RESENDS = 5;
/** Whole, however slowly its blocks come. */
const LONGEST_MS = 120_000;
/** How long repeats of the last block are answered, should its acknowledgement be lost. */
const DALLY_MS = 3_000;

export class Upload {
  readonly #parts: UploadParts;
  readonly #blocks: Uint8Array[] = [];
  readonly #until: number;
  #bytes = 0;
  /** Blocks acknowledged, or about to be. */
  #taken = 0;
  #resends = 0;
  #isKeeping = false;
  #isOver = false;
  #socket: UdpSocket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed: Promise<void> = Promise.resolve();

  constructor(parts: UploadParts) {
    this.#parts = parts;
    this.#until = parts.clock.monotonicMs() + LONGEST_MS;
  }

  /** Opens the transfer's own port and acknowledges block 0. */
  async start(): Promise<void> {
    try {
      this.#socket = await this.#parts.network.openUdp({
        port: 0,
        onDatagram: (bytes, from) => this.#receive(bytes, from),
        // A lost acknowledgement is sent again in time.
        onError: () => undefined,
      });
    } catch {
      this.#end('the station could not open a port for the upload');
      return;
    }
    this.#acknowledge();
  }

  abort(detail: string): void {
    this.#refuse(tftpError.notDefined, detail);
  }

  async closed(): Promise<void> {
    await this.#closed;
  }

  #receive(bytes: Uint8Array, from: { address: string; port: number }): void {
    const { request } = this.#parts;
    if (from.address !== request.address || from.port !== request.port) return;
    const packet = decodeTftp(bytes);
    if (!packet.ok) return;
    if (packet.value.op === 'error' && !this.#isOver) this.#end('the unit gave up');
    if (packet.value.op !== 'data' || this.#isKeeping) return;
    const { block, bytes: data } = packet.value;
    if (block === (this.#taken & 0xffff)) {
      this.#send(encodeAck(block));
      return;
    }
    if (this.#isOver || block !== ((this.#taken + 1) & 0xffff)) return;
    this.#take(data);
  }

  #take(data: Uint8Array): void {
    const { answer, clock } = this.#parts;
    this.#bytes += data.length;
    if (data.length > BLOCK_BYTES) this.#refuse(tftpError.illegalOperation, 'no such block');
    else if (this.#bytes > answer.maxBytes) {
      this.#refuse(tftpError.accessViolation, `larger than ${answer.maxBytes} bytes`);
    } else if (clock.monotonicMs() > this.#until) this.#refuse(tftpError.notDefined, 'too slow');
    else {
      this.#blocks.push(Uint8Array.from(data));
      if (data.length < BLOCK_BYTES) void this.#keep();
      else {
        this.#taken += 1;
        this.#acknowledge();
      }
    }
  }

  async #keep(): Promise<void> {
    this.#isKeeping = true;
    if (this.#timer) clearTimeout(this.#timer);
    try {
      await this.#parts.answer.keep(Buffer.concat(this.#blocks));
    } catch {
      this.#isKeeping = false;
      this.#refuse(tftpError.notDefined, 'the station could not keep it');
      return;
    }
    this.#isKeeping = false;
    if (this.#isOver) return;
    this.#taken += 1;
    this.#send(encodeAck(this.#taken & 0xffff));
    this.#isOver = true;
    this.#parts.onEnd(this.#bytes, null);
    this.#timer = setTimeout(() => this.#close(), DALLY_MS);
    this.#timer.unref();
  }

  #acknowledge(): void {
    this.#resends = 0;
    const again = () => {
      this.#send(encodeAck(this.#taken & 0xffff));
      this.#timer = setTimeout(() => {
        this.#resends += 1;
        if (this.#resends > MOST_RESENDS) this.#end('the unit fell silent');
        else again();
      }, RESEND_MS);
    };
    if (this.#timer) clearTimeout(this.#timer);
    again();
  }

  #refuse(code: number, detail: string): void {
    if (!this.#isOver) this.#send(encodeError(code, detail));
    this.#end(detail);
  }

  #end(detail: string): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (!this.#isOver) this.#parts.onEnd(this.#bytes, detail);
    this.#isOver = true;
    this.#close();
  }

  #close(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    // A datagram handed to the socket leaves before it closes.
    this.#closed = new Promise((resolve) => setImmediate(resolve)).then(() => socket.close());
  }

  #send(bytes: Uint8Array): void {
    const { port, address } = this.#parts.request;
    this.#socket?.send(bytes, port, address);
  }
}
