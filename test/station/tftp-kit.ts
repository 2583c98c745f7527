/** A TFTP service on loopback and the raw clients its tests need. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Clock, systemClock } from '../../main/station/clock.ts';
import type { StationEvent } from '../../main/station/events.ts';
import type { AnswerFile, FileAnswer } from '../../main/station/files/answer.ts';
import type { AnswerUpload } from '../../main/station/files/upload.ts';
import type { NewLogLine } from '../../main/station/log.ts';
import type { BenchNetwork } from '../../main/station/net/network.ts';
import {
  decodeTftp,
  encodeAck,
  encodeRequest,
  type TftpOption,
  type TftpPacket,
} from '../../main/station/tftp/packet.ts';
import { createTftpServer, type TftpServer } from '../../main/station/tftp/server.ts';

/** Bytes that differ from block to block. */
export function sampleBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed >>> 0;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export function bytesAnswer(name: string, bytes: Uint8Array, allowOptions = true): FileAnswer {
  const about = { name, kind: 'common', mac: null, sizeBytes: bytes.length, sha256: 'ab' } as const;
  return { kind: 'bytes', about, bytes, allowOptions };
}

export function diskAnswer(name: string, filePath: string, sizeBytes: number): FileAnswer {
  const about = { name, kind: 'disk', mac: null, sizeBytes, sha256: '' } as const;
  return { kind: 'disk', about, filePath, allowOptions: true };
}

/** What was told and logged so far, and a way to wait for more. */
export class Told {
  readonly events: StationEvent[] = [];
  readonly lines: NewLogLine[] = [];
  readonly #waiting = new Set<() => void>();

  readonly tell = (event: StationEvent): void => {
    this.events.push(event);
    for (const look of this.#waiting) look();
  };

  /** All events of a type; as soon as there are `count`. */
  async of<T extends StationEvent['type']>(type: T, count: number) {
    const found = () =>
      this.events.filter(
        (event): event is Extract<StationEvent, { type: T }> => event.type === type,
      );
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (found().length < count) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
    return found();
  }
}

/** Starts the service; `stop` it in the end. */
export async function startTftp(
  network: BenchNetwork,
  answer: AnswerFile,
  options: { clock?: Clock; maxTransfers?: number; upload?: AnswerUpload } = {},
): Promise<{ server: TftpServer; port: number; told: Told }> {
  const told = new Told();
  const server = createTftpServer({
    network,
    port: 0,
    answer,
    upload: options.upload ?? (async () => ({ kind: 'refused', reason: 'no uploads here' })),
    clock: options.clock ?? systemClock,
    log: { write: (line) => told.lines.push(line) },
    tell: told.tell,
    limits: options.maxTransfers ? { maxTransfers: options.maxTransfers } : {},
  });
  return { server, port: await server.start(), told };
}

/** A socket that hears packets one by one. */
export class RawClient {
  readonly #socket = createSocket('udp4');
  readonly #heard: { packet: TftpPacket; port: number }[] = [];
  #wanted: ((heard: { packet: TftpPacket; port: number }) => void) | null = null;

  async open(): Promise<this> {
    this.#socket.on('message', (bytes, from) => {
      const decoded = decodeTftp(bytes);
      if (!decoded.ok) throw new Error(decoded.reason);
      const heard = { packet: decoded.value, port: from.port };
      if (this.#wanted) this.#wanted(heard);
      else this.#heard.push(heard);
      this.#wanted = null;
    });
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
    return this;
  }

  send(bytes: Uint8Array, port: number): void {
    this.#socket.send(bytes, port, '127.0.0.1');
  }

  next(): Promise<{ packet: TftpPacket; port: number }> {
    const heard = this.#heard.shift();
    if (heard) return Promise.resolve(heard);
    return new Promise((resolve) => {
      this.#wanted = resolve;
    });
  }

  /** Packets heard and not asked for. */
  get unread(): number {
    return this.#heard.length;
  }

  close(): void {
    this.#socket.close();
  }
}

/** Fetches a file, acknowledging each block once; repeats what went unanswered for `patienceMs`. `from`: of loopback. */
export async function fetchFile(
  serverPort: number,
  path: string,
  options: TftpOption[] = [],
  patienceMs = 1_000,
  from = '127.0.0.1',
): Promise<{ bytes: Buffer; requests: number; doubled: number }> {
  const socket = createSocket('udp4');
  const pieces: Buffer[] = [];
  const counts = { requests: 0, doubled: 0 };
  let blockBytes = 512;
  let last: { bytes: Uint8Array; port: number };
  let timer: NodeJS.Timeout | undefined;
  const say = (bytes: Uint8Array, port: number): void => {
    last = { bytes, port };
    socket.send(bytes, port, '127.0.0.1');
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (pieces.length === 0) counts.requests += 1;
      say(last.bytes, last.port);
    }, patienceMs);
  };
  return new Promise((resolve, reject) => {
    const finish = (error: Error | null): void => {
      clearTimeout(timer);
      socket.close();
      if (error) reject(error);
      else resolve({ bytes: Buffer.concat(pieces), ...counts });
    };
    socket.on('error', finish);
    socket.on('message', (datagram, from) => {
      const decoded = decodeTftp(datagram);
      if (!decoded.ok) return;
      const packet = decoded.value;
      if (packet.op === 'error') finish(new Error(`${packet.code} ${packet.message}`));
      if (packet.op === 'option-ack') {
        const size = packet.options.find((option) => option.name === 'blksize');
        if (size) blockBytes = Number(size.value);
        say(encodeAck(0), from.port);
      }
      if (packet.op !== 'data') return;
      if (packet.block !== ((pieces.length + 1) & 0xffff)) {
        counts.doubled += 1;
        return;
      }
      pieces.push(Buffer.from(packet.bytes));
      say(encodeAck(packet.block), from.port);
      if (packet.bytes.length < blockBytes) setImmediate(finish, null);
    });
    socket.bind(0, from, () => {
      counts.requests += 1;
      say(encodeRequest('read', path, 'octet', options), serverPort);
    });
  });
}
