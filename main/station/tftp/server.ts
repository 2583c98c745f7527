/**
 * The TFTP service: one port that takes requests, others for the transfers (RFC 1350). Uploads are taken
 * where {@link TftpServerParts.upload} says so.
 *
 * The listening socket only decodes and hands on, so that bursts do not wait in the kernel.
 * All transfers share one sweep instead of a timer per packet.
 */
import type { Ipv4, Mac } from '../../contract/values.ts';
import type { FileRequest } from '../files/answer.ts';
import { SharedFiles } from '../files/shared-file.ts';
import { severity } from '../log.ts';
import type { UdpSocket } from '../net/network.ts';
import { Outbox } from '../net/outbox.ts';
import { agree } from './options.ts';
import { decodeTftp, encodeError, type TftpPacket, tftpError } from './packet.ts';
import {
  keyOf,
  type Sender,
  shown,
  type TftpLimits,
  type TftpServerParts,
  wordsOf,
} from './parts.ts';
import { TransferPorts } from './ports.ts';
import { RunningTransfer } from './running-transfer.ts';
import { SenderNotes } from './sender-notes.ts';
import { openSource } from './source.ts';
import type { TransferEnd } from './transfer.ts';
import { Uploads } from './uploads.ts';

export interface TftpServer {
  /** @returns the port. @throws StationError as {@link BenchNetwork.openUdp} does. */
  start(): Promise<number>;
  /** Ends running transfers as `aborted`, tells their clients, gives everything back. */
  stop(): Promise<void>;
}

type Request = Extract<TftpPacket, { op: 'read' | 'write' }>;
/** A request under way; `transfer` is null while its file is looked up. */
interface Taken {
  asked: string;
  transfer: RunningTransfer | null;
}

/** A burst of a whole bench switched on at once fits, with room. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const SWEEP_MS = 50;
/** A request that comes again this soon after its transfer ended was on its way before: not a new one. */
const ECHO_MS = 100;
/** A unit that has not answered the first packet by then gives way when all places are taken. */
const HALF_OPEN_MS = 1_000;

/** See {@link TftpServer}; constructs nothing until `start()`. */
export function createTftpServer(parts: TftpServerParts): TftpServer {
  return new Server(parts);
}

class Server implements TftpServer {
  readonly #parts: TftpServerParts;
  readonly #limits: TftpLimits;
  /** What runs, by sender `address:port`. */
  readonly #taken = new Map<string, Taken>();
  /** What ran until a moment ago, by sender; until then the same request is an echo. */
  readonly #echoes = new Map<string, { asked: string; until: number }>();
  readonly #uploads: Uploads;
  #notes = new SenderNotes();
  /** Datagrams from outside the bench network since the start. */
  #foreign = 0;
  readonly #outbox = new Outbox();
  readonly #files = new SharedFiles();
  #ports: TransferPorts;
  #socket: UdpSocket | null = null;
  #sweep: NodeJS.Timeout | null = null;

  constructor(parts: TftpServerParts) {
    this.#parts = parts;
    this.#limits = { maxTransfers: 1_000, ...parts.limits };
    this.#ports = new TransferPorts(parts.network, this.#outbox);
    this.#uploads = new Uploads({
      ...parts,
      sendError: (to, code, words) => this.#sendError(to, code, words),
      note: (msg, address) => this.#note(msg, address),
      line: (level, msg, from, mac) => this.#line(level, msg, from, mac),
    });
  }

  async start(): Promise<number> {
    const { network, port } = this.#parts;
    this.#notes = new SenderNotes();
    this.#foreign = 0;
    this.#ports = new TransferPorts(network, this.#outbox);
    this.#socket = await network.openUdp({
      port,
      inBatches: true,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      onDatagram: (bytes, from) => this.#receive(bytes, from),
      onError: (error) => this.#note(`Listening socket: ${error.message}`, network.address),
    });
    const buffer = Math.round(this.#socket.receiveBufferBytes / 1024);
    this.#parts.log.write({
      source: 'tftp',
      severity: severity.info,
      msg: `TFTP listens on ${network.address} port ${this.#socket.port}, receive buffer ${buffer} KiB`,
    });
    return this.#socket.port;
  }

  async stop(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    const transfers = this.#transfers();
    for (const transfer of transfers) transfer.abort('the station stopped serving');
    const uploads = this.#uploads.stop();
    if (this.#sweep) clearInterval(this.#sweep);
    this.#sweep = null;
    this.#taken.clear();
    this.#echoes.clear();
    await Promise.all([
      ...[socket?.close(), uploads, this.#ports.stop()],
      ...transfers.map((each) => each.closed()),
    ]);
  }

  #transfers(): RunningTransfer[] {
    return [...this.#taken.values()].flatMap(({ transfer }) => transfer ?? []);
  }

  #receive(bytes: Uint8Array, from: Sender): void {
    if (!this.#parts.network.contains(from.address)) {
      this.#foreign += 1;
      const count = `${this.#foreign} so far`;
      this.#note(`Datagram from outside the bench network dropped, ${count}`, from.address);
      return;
    }
    const packet = decodeTftp(bytes);
    if (packet.ok && packet.value.op === 'read') this.#take(packet.value, from);
    else this.#refuseOther(packet, from);
  }

  /** Everything but a read request. An ERROR is never answered: two servers could talk for ever. */
  #refuseOther(packet: ReturnType<typeof decodeTftp>, from: Sender): void {
    if (!packet.ok) {
      this.#note(`Not a TFTP request (${packet.reason}), refused`, from.address);
      this.#sendError(from, tftpError.illegalOperation, 'Not a TFTP request');
    } else if (packet.value.op === 'write') {
      this.#uploads.take(packet.value, from);
    } else if (packet.value.op === 'error') {
      this.#note('ERROR packet without a transfer dropped', from.address);
    } else {
      this.#note(`${packet.value.op} packet without a transfer refused`, from.address);
      this.#sendError(from, tftpError.illegalOperation, 'No transfer on this port');
    }
  }

  /** @param isLate  it has waited for what its sender said before */
  #take(request: Request, from: Sender, isLate = false): void {
    const key = keyOf(from);
    const asked = JSON.stringify([request.path, request.mode, request.options]);
    const before = this.#taken.get(key);
    if (before?.asked === asked) return; // sent again: its transfer answers
    const echo = this.#echoes.get(key);
    if (echo?.asked === asked && this.#parts.clock.monotonicMs() < echo.until) return;
    if (before?.transfer?.isEnding === true && !isLate) {
      // Its last acknowledgement, to another port, was sent before this request and may be read after it.
      afterNextPoll(() => this.#socket !== null && this.#take(request, from, true));
      return;
    }
    before?.transfer?.drop('the unit asked for another file instead');
    this.#taken.delete(key);
    if (request.mode !== 'octet' && request.mode !== 'netascii') {
      this.#note(`Transfer mode "${shown(request.mode)}" refused`, from.address);
      this.#sendError(from, tftpError.illegalOperation, 'Modes are octet and netascii');
      return;
    }
    if (this.#taken.size >= this.#limits.maxTransfers && !this.#makeRoom()) {
      this.#note(`Busy: ${this.#taken.size} transfers at once`, from.address);
      this.#sendError(from, tftpError.notDefined, 'The station is busy, try again');
      return;
    }
    const taken: Taken = { asked, transfer: null };
    this.#taken.set(key, taken);
    // Behind what the sockets hold: after a busy moment the ACKs are there and only want reading.
    this.#sweep ??= setInterval(() => setImmediate(() => this.#wakeAll()), SWEEP_MS);
    void this.#serve(request, from, taken).catch((error: unknown) => {
      this.#forget(taken, from);
      this.#line(severity.error, `Serving ${shown(request.path)} failed: ${wordsOf(error)}`, from);
      this.#sendError(from, tftpError.notDefined, 'The station failed to serve this file');
    });
  }

  /** Who asked and then never answered gives way: a flood of forged requests keeps nobody out for long. */
  #makeRoom(): boolean {
    const before = this.#parts.clock.monotonicMs() - HALF_OPEN_MS;
    for (const { transfer } of this.#taken.values()) {
      if (transfer === null || transfer.isAnswered || transfer.startedAtMs > before) continue;
      transfer.abort('no answer, and its place was needed');
      return true;
    }
    return false;
  }

  async #serve(asked: Request, from: Sender, taken: Taken): Promise<void> {
    const request: FileRequest = {
      via: 'tftp',
      path: asked.path,
      address: from.address,
      port: from.port,
      userAgent: null,
      at: this.#parts.clock.now(),
    };
    const answer = await this.#parts.answer(request);
    if (answer.kind === 'missing' || answer.kind === 'refused') {
      const holds = answer.kind === 'refused' && answer.holds === true;
      if (this.#forget(taken, from)) this.#refuse(request, answer.kind, answer.reason, holds);
      return;
    }
    let transfer: RunningTransfer | null = null;
    const isNetascii = asked.mode === 'netascii';
    const opened = await openSource(answer, isNetascii, this.#files, {
      onBytes: () => transfer?.bytesArrived(),
      onFailure: (error) => transfer?.fail(wordsOf(error)),
    });
    if (!opened.ok) {
      if (this.#forget(taken, from)) this.#refuse(request, 'missing', opened.reason);
      return;
    }
    const { source } = opened;
    if (this.#taken.get(keyOf(from)) !== taken) {
      await source.close(); // stopped, or asked for something else meanwhile
      return;
    }
    const { clock, tell } = this.#parts;
    const agreement = agree(answer.allowOptions ? asked.options : [], {
      sizeBytes: source.sizeBytes,
    });
    transfer = new RunningTransfer({
      ports: this.#ports,
      clock,
      request,
      about: answer.about,
      agreement,
      source,
      onEnd: (ended, end) => this.#ended(ended, end, taken),
    });
    taken.transfer = transfer;
    tell({ type: 'transfer-started', at: clock.now(), request, about: answer.about });
    await transfer.start();
  }

  /** @returns false when the request had already given way: the station stopped, or it was replaced. */
  #forget(taken: Taken, from: Sender): boolean {
    const isCurrent = this.#taken.get(keyOf(from)) === taken;
    if (isCurrent) this.#taken.delete(keyOf(from));
    return isCurrent;
  }

  #refuse(
    request: FileRequest,
    answer: 'missing' | 'refused',
    reason: string,
    holds = false,
  ): void {
    if (answer === 'missing') this.#sendError(request, tftpError.fileNotFound, 'File not found');
    else this.#sendError(request, tftpError.accessViolation, 'Access refused');
    const at = this.#parts.clock.now();
    this.#parts.tell({ type: 'file-not-served', at, request, answer, reason, holds });
    this.#line(severity.notice, `Not served: ${shown(request.path)}: ${reason}`, request);
  }

  #ended(transfer: RunningTransfer, end: TransferEnd, taken: Taken): void {
    const { request, about, sentBytes, blocks, resends, options, startedAtMs } = transfer;
    const now = this.#parts.clock.monotonicMs();
    this.#forget(taken, request);
    this.#echoes.set(keyOf(request), { asked: taken.asked, until: now + ECHO_MS });
    const detail = end.detail === null ? null : shown(end.detail);
    this.#parts.tell({
      type: 'transfer-ended',
      at: this.#parts.clock.now(),
      request,
      about,
      result: end.result,
      sentBytes,
      resends,
      blocks,
      options,
      detail,
    });
    const isWhole = end.result === 'complete';
    const ending = isWhole ? '' : `, ${end.result}: ${detail}`;
    const took = [
      `${blocks} blocks, ${Math.round(now - startedAtMs)} ms, ${resends} resends`,
      ...options,
    ].join(', ');
    this.#line(
      isWhole ? severity.info : severity.warning,
      `${isWhole ? 'Sent' : 'Not sent whole:'} ${about.name}, ${sentBytes} bytes, ${took}${ending}`,
      request,
      about.mac,
    );
  }

  #wakeAll(): void {
    const now = this.#parts.clock.monotonicMs();
    for (const { transfer } of this.#taken.values()) {
      transfer?.wake(now);
      if (transfer?.hasProgress(now)) this.#tellProgress(transfer);
    }
    for (const [key, { until }] of this.#echoes) {
      if (now >= until) this.#echoes.delete(key);
    }
    this.#ports.wake(now);
    if (this.#taken.size + this.#echoes.size === 0 && !this.#ports.areOpen && this.#sweep) {
      clearInterval(this.#sweep);
      this.#sweep = null;
    }
  }

  #tellProgress(transfer: RunningTransfer): void {
    const { request, about, sentBytes, resends, blocks, options } = transfer;
    const at = this.#parts.clock.now();
    const type = 'transfer-progress';
    this.#parts.tell({ type, at, request, about, sentBytes, resends, blocks, options });
  }

  #sendError(to: Sender, code: number, words: string): void {
    this.#socket?.send(encodeError(code, words), to.port, to.address);
  }

  #note(msg: string, address: Ipv4): void {
    if (this.#notes.mayNote(address, this.#parts.clock.monotonicMs())) {
      this.#line(severity.warning, msg, { address });
    }
  }

  #line(level: number, msg: string, from: { address: Ipv4 }, mac: Mac | null = null): void {
    this.#parts.log.write({ source: 'tftp', severity: level, msg, mac, address: from.address });
  }
}

/** Once every socket has been read that had something at this moment. */
function afterNextPoll(run: () => void): void {
  setImmediate(() => setImmediate(run));
}
