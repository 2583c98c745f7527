/** One transfer with its place at a port and its file: what `transfer.ts` decides, carried out. */
import type { Clock } from '../clock.ts';
import { PROGRESS_EVERY_MS } from '../events.ts';
import type { FileAbout, FileRequest } from '../files/answer.ts';
import type { Agreement } from './options.ts';
import type { Seat, TransferPorts } from './ports.ts';
import type { OpenSource } from './source.ts';
import { Transfer, type TransferEnd } from './transfer.ts';

export interface RunningTransferParts {
  ports: TransferPorts;
  clock: Clock;
  request: FileRequest;
  about: FileAbout;
  agreement: Agreement;
  source: OpenSource;
  /** Called once, when the result is known; the file is given back after it. */
  onEnd: (transfer: RunningTransfer, end: TransferEnd) => void;
}

export class RunningTransfer {
  readonly request: FileRequest;
  readonly about: FileAbout;
  readonly startedAtMs: number;
  /** As granted: `blksize 1428`. */
  readonly options: readonly string[];
  readonly #parts: RunningTransferParts;
  readonly #transfer: Transfer;
  #seat: Seat | null = null;
  #closed: Promise<void> | null = null;
  /** What was told of it last, and when. */
  #told: { atMs: number; sentBytes: number; resends: number };

  constructor(parts: RunningTransferParts) {
    this.#parts = parts;
    this.request = parts.request;
    this.about = parts.about;
    this.options = parts.agreement.acknowledged.map(
      ({ name, value }) => `${name.toLowerCase()} ${value}`,
    );
    this.startedAtMs = parts.clock.monotonicMs();
    this.#told = { atMs: this.startedAtMs, sentBytes: -1, resends: 0 };
    this.#transfer = new Transfer(parts.agreement, parts.source);
  }

  get sentBytes(): number {
    return this.#transfer.ackedBytes;
  }
  get blocks(): number {
    return this.#transfer.blocks;
  }
  get resends(): number {
    return this.#transfer.resends;
  }
  get isEnding(): boolean {
    return this.#transfer.isEnding;
  }
  /** Whether the unit has answered at all. */
  get isAnswered(): boolean {
    return this.#transfer.isAnswered;
  }

  /** Takes a port of ours (RFC 1350 section 4: the TID) and sends the first packets. */
  async start(): Promise<void> {
    let seat: Seat;
    try {
      seat = await this.#parts.ports.seat(this.request, (bytes) => this.#receive(bytes));
    } catch {
      this.fail('the station could not open a port for the transfer');
      return;
    }
    this.#seat = seat;
    if (this.#closed) seat.leave(this.#now());
    else this.#carryOut(this.#transfer.start(this.#now()));
  }

  /** To be called now and then; cheap when nothing is due. */
  wake(now: number): void {
    if (this.#seat !== null && now >= this.#transfer.dueAt) {
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
    if (this.#seat !== null) this.#carryOut(this.#transfer.bytesArrived(this.#now()));
  }

  fail(detail: string): void {
    this.#carryOut(this.#transfer.fail(detail));
  }

  abort(detail: string): void {
    this.#carryOut(this.#transfer.abort(detail));
  }

  /** As {@link abort}, without a word to the unit: it would take it for an answer to its next request. */
  drop(detail: string): void {
    this.#transfer.abort(detail);
    this.#carryOut([]);
  }

  /** Resolves when the file is given back. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  #now(): number {
    return this.#parts.clock.monotonicMs();
  }

  #receive(bytes: Uint8Array): void {
    this.#carryOut(this.#transfer.receive(bytes, this.#now()));
  }

  #carryOut(packets: Uint8Array[]): void {
    if (this.#closed) return;
    const seat = this.#seat;
    if (seat !== null) for (const packet of packets) seat.send(packet);
    const end = this.#transfer.ended;
    if (end === null) return;
    seat?.leave(this.#now());
    this.#closed = this.#parts.source.close().catch(() => undefined);
    this.#parts.onEnd(this, end);
  }
}
