/**
 * What HTTP and HTTPS have in common: GET, HEAD and POST of the same files TFTP serves (RFC 9110, 9112), and
 * PUT and POST of what units may send.
 *
 * Bytes and connections are Node's; `request.ts` reads what is asked, `response.ts` sends one file,
 * and this file keeps the limits: sizes, times and numbers of connections.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Ipv4, Mac } from '../../contract/values.ts';
import { type FileRequest, shownText } from '../files/answer.ts';
import type { FileServiceParts } from '../files/service-parts.ts';
import { severity, visible } from '../log.ts';
import type { BenchNetwork } from '../net/network.ts';
import { ALLOWED, destroyAfter, endRaw, type ParserError, rubbishStatus } from './refusals.ts';
import { goOn, readBody, readTarget, requestProblem } from './request.ts';
import { RequestLine } from './request-line.ts';
import { type Sent, sendFile, sendWords } from './response.ts';

export interface WebParts extends FileServiceParts {
  network: BenchNetwork;
  /** 0: any free port. */
  port: number;
  limits?: Partial<WebLimits>;
}

export interface WebLimits {
  maxConnections: number;
  /** Not applied on loopback, where everybody has one address. */
  maxConnectionsPerAddress: number;
  headersTimeoutMs: number;
  requestTimeoutMs: number;
  /** A connection on which nothing moves for this long is closed. */
  idleTimeoutMs: number;
  keepAliveTimeoutMs: number;
  /** So long a client may read as slowly as it likes; from then on 64 KiB a second of a large file. */
  responseTimeoutMs: number;
}

export interface WebServer {
  /** @returns the port. @throws StationError as {@link BenchNetwork.listenTcp} does. */
  start(): Promise<number>;
  /** Closes every connection; what was being sent ends as `aborted`. */
  stop(): Promise<void>;
}

const DEFAULT_LIMITS: WebLimits = {
  maxConnections: 500,
  maxConnectionsPerAddress: 256,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  keepAliveTimeoutMs: 5_000,
  responseTimeoutMs: 30_000,
};
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_BODY_BYTES = 64 * 1024;
/** A client that goes on talking after its last request has so long to take its answers. */
const LAST_MS = 30_000;
/** Requests of one connection that wait for their turn. */
const MOST_PIPELINED = 1_000;
/** Lines about connections that never became a request; more in a minute go unlogged. */
const MAX_BAD_LINES_PER_MINUTE = 30;

/** What a service adds to each request it hands on. */
type Added = Pick<FileRequest, 'via' | 'client'>;

export class WebExchange {
  readonly #parts: WebParts;
  readonly #limits: WebLimits;
  readonly #added: (request: IncomingMessage) => Added;
  readonly #source: 'http' | 'https';
  readonly #connections = new Map<Ipv4, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #lines = new WeakMap<Duplex, RequestLine>();
  readonly #refused = new WeakSet<Duplex>();
  #badLines = { since: 0, count: 0 };

  constructor(
    source: 'http' | 'https',
    parts: WebParts,
    added: (request: IncomingMessage) => Added,
  ) {
    this.#source = source;
    this.#parts = parts;
    this.#added = added;
    this.#limits = { ...DEFAULT_LIMITS, ...parts.limits };
  }

  /** For Node's createServer. */
  get serverOptions(): ServerOptions {
    const limits = this.#limits;
    return {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: 1_000,
    };
  }

  /** Lets the server listen on the bench, under these limits. @returns the port */
  async listen(server: Server): Promise<number> {
    const name = this.#source.toUpperCase();
    server.timeout = this.#limits.idleTimeoutMs;
    server.maxConnections = this.#limits.maxConnections;
    server.on('connection', (socket: Socket) => this.#admit(socket));
    for (const event of ['request', 'checkContinue'] as const) {
      server.on(event, (request, response) => this.#take(request, response));
    }
    // A client that has said all it has to say and ends its half of the connection still gets its answers.
    Object.assign(server, { httpAllowHalfOpen: true });
    server.on('clientError', (error: ParserError, socket) => this.#refuseRubbish(error, socket));
    server.on('connect', (_request, socket) => this.#endRaw(socket, '405 Method Not Allowed'));
    const port = await this.#parts.network.listenTcp(server, this.#parts.port);
    server.on('error', (error) => this.line(severity.error, `${name}: ${error.message}`, null));
    const { address } = this.#parts.network;
    this.line(severity.info, `${name} listens on ${address} port ${port}`, null);
    return port;
  }

  /** Resolves when every connection is closed and every request over. */
  async close(server: Server): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await Promise.all([closed, ...this.#running]);
  }

  /** Only the bench network, and no address with more connections than it can need. */
  #admit(socket: Socket): void {
    const { network } = this.#parts;
    const address = addressOf(socket);
    const count = this.#connections.get(address) ?? 0;
    const isTooMany = !network.isLoopback && count >= this.#limits.maxConnectionsPerAddress;
    if (!network.contains(address) || isTooMany) {
      this.badLine(isTooMany ? 'Too many connections' : 'Connection from elsewhere', address);
      socket.destroy();
      return;
    }
    this.#connections.set(address, count + 1);
    socket.once('close', () => {
      const left = (this.#connections.get(address) ?? 1) - 1;
      if (left > 0) this.#connections.set(address, left);
      else this.#connections.delete(address);
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const line = this.#lines.get(socket) ?? new RequestLine();
    this.#lines.set(socket, line);
    if (line.length >= MOST_PIPELINED) {
      this.badLine('Too many requests at once', addressOf(socket));
      socket.destroy();
      return;
    }
    const serving = line.add(request, response, () =>
      this.#serve(request, response).catch(() => {
        // A fault of ours; its text could name paths. The unit sees a cut connection and tries again.
        response.destroy();
        this.line(severity.error, `${describe(request)}: failed`, addressOf(socket));
      }),
    );
    this.#running.add(serving);
    void serving.finally(() => this.#running.delete(serving));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    const asked: Omit<FileRequest, 'path'> = {
      ...this.#added(request),
      address: addressOf(socket),
      port: socket.remotePort ?? 0,
      userAgent: request.headers['user-agent'] ?? null,
      at: this.#parts.clock.now(),
    };
    const odd = requestProblem(request);
    if (odd !== null) {
      request.resume();
      const sent = await sendWords(response, odd.status, odd.words, { connection: 'close' });
      this.#lineAbout(request, sent, null);
      return;
    }
    if (request.method === 'PUT' || request.method === 'POST') {
      if (await this.#takeUpload(request, response, asked)) return;
    }
    const body = await readBody(request, MAX_BODY_BYTES, () => goOn(request, response));
    if (body === 'gone') return;
    if (body === 'too-long') {
      const sent = await sendWords(response, 413, 'The request body is too long.', {
        connection: 'close',
      });
      this.#lineAbout(request, sent, null);
      return;
    }
    if (!['GET', 'HEAD', 'POST'].includes(request.method ?? '')) {
      const sent = await sendWords(response, 405, 'Only GET, HEAD and POST.', { allow: ALLOWED });
      this.#lineAbout(request, sent, null);
      return;
    }
    const path = readTarget(request.url ?? '');
    if (path === null) {
      this.#lineAbout(request, await sendWords(response, 400, 'The path cannot be read.'), null);
      return;
    }
    const posted =
      request.method === 'POST' ? { body } : request.method === 'HEAD' ? { isHead: true } : {};
    await this.#answer(request, response, { ...asked, ...posted, path });
  }

  /** @returns false: it is no upload, and its body is still to be read */
  async #takeUpload(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Omit<FileRequest, 'path'>,
  ): Promise<boolean> {
    const path = readTarget(request.url ?? '');
    if (path === null) return false;
    const method = request.method === 'PUT' ? 'put' : 'post';
    const about = { ...asked, path, method } as const;
    const answer = await this.#parts.upload(about);
    if (answer.kind === 'none') return false;
    const close = { connection: 'close' };
    const say = async (status: number, words: string, mac: Mac | null, detail?: string) =>
      this.#lineAbout(request, await sendWords(response, status, words, close), mac, detail);
    if (answer.kind === 'refused') {
      request.resume();
      const { reason, holds = false } = answer;
      this.#parts.tell({
        ...({ type: 'file-not-served', at: asked.at, request: about, answer: 'refused' } as const),
        ...{ reason, holds },
      });
      await say(403, 'This upload is not taken.', null, reason);
      return true;
    }
    const body = await readBody(request, answer.maxBytes, () => goOn(request, response));
    if (body === 'gone') return true;
    if (body === 'too-long') {
      await say(413, 'The report is too long.', answer.mac);
      return true;
    }
    try {
      await answer.keep(body);
    } catch {
      await say(500, 'The station could not keep it.', answer.mac, 'not kept');
      return true;
    }
    await say(200, 'Taken.', answer.mac);
    return true;
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    asked: FileRequest,
  ): Promise<void> {
    const { answer: answerFile, clock, tell } = this.#parts;
    const answer = await answerFile(asked);
    const notServed = async (
      kind: 'missing' | 'refused',
      reason: string,
      holds = false,
    ): Promise<void> => {
      const at = clock.now();
      if (request.method !== 'HEAD') {
        tell({ type: 'file-not-served', at, request: asked, answer: kind, reason, holds });
      }
      const sent = await (kind === 'missing'
        ? sendWords(response, 404, 'There is no such file.')
        : sendWords(response, 403, 'This file is not for you.'));
      this.#lineAbout(request, sent, null, reason);
    };
    if (answer.kind === 'missing' || answer.kind === 'refused') {
      const holds = answer.kind === 'refused' && answer.holds === true;
      await notServed(answer.kind, answer.reason, holds);
      return;
    }
    const { about } = answer;
    const sent = await sendFile(request, response, answer, {
      idleTimeoutMs: this.#limits.idleTimeoutMs,
      responseTimeoutMs: this.#limits.responseTimeoutMs,
      onStart: () => tell({ type: 'transfer-started', at: clock.now(), request: asked, about }),
      onProgress: (sentBytes) =>
        tell({
          type: 'transfer-progress',
          at: clock.now(),
          request: asked,
          about,
          sentBytes,
          resends: 0,
        }),
      onEnd: (end) =>
        tell({
          type: 'transfer-ended',
          at: clock.now(),
          request: asked,
          about,
          result: end.result,
          sentBytes: end.sentBytes,
          resends: 0,
          detail: end.detail,
        }),
    });
    if ('missing' in sent) await notServed('missing', sent.missing);
    else this.#lineAbout(request, sent, about.mac, sent.detail);
  }

  /** What is no HTTP, too large or too slow; Node has stopped reading it. */
  #refuseRubbish(error: ParserError, socket: Duplex): void {
    if (this.#refused.has(socket)) return; // reads on, for a reset would overtake the answer
    this.#refused.add(socket);
    const status = rubbishStatus(error);
    if (error.code !== 'ECONNRESET') {
      this.badLine(`Connection refused: ${status}`, addressOf(socket as Socket));
    }
    // What follows the last request of a connection is nobody's (RFC 9112 section 9.6): its answer stands.
    if (error.code === 'HPE_CLOSED_CONNECTION') destroyAfter(socket, LAST_MS);
    else this.#endRaw(socket, status);
  }

  /** Behind the answers to what came whole before it: never in the middle of one. */
  #endRaw(socket: Duplex, status: string): void {
    // Node has let go of it, and an error nobody listens to would end the station.
    socket.on('error', () => socket.destroy());
    const answered = this.#lines.get(socket)?.answered() ?? null;
    if (answered === null) endRaw(socket, status);
    else void answered.then(() => endRaw(socket, status));
  }

  /** Method, path, status, bytes and user agent of one request. */
  #lineAbout(request: IncomingMessage, sent: Sent, mac: Mac | null, detail?: string | null): void {
    const agent = request.headers['user-agent'];
    const words = [
      `${describe(request)} ${sent.status} ${sent.sentBytes} bytes`,
      ...(agent === undefined ? [] : [`"${visible(agent.slice(0, 200))}"`]),
      ...(detail ? [`(${detail})`] : []),
    ];
    const isGood = sent.status < 400 && !detail;
    const level = isGood ? severity.info : severity.notice;
    this.line(level, words.join(' '), addressOf(request.socket), mac);
  }

  /** About a connection that never became a request. */
  badLine(msg: string, address: Ipv4): void {
    const now = this.#parts.clock.monotonicMs();
    if (now - this.#badLines.since >= 60_000) this.#badLines = { since: now, count: 0 };
    this.#badLines.count += 1;
    if (this.#badLines.count <= MAX_BAD_LINES_PER_MINUTE) {
      this.line(severity.warning, msg, address);
    }
  }

  line(level: number, msg: string, address: Ipv4 | null, mac: Mac | null = null): void {
    this.#parts.log.write({ source: this.#source, severity: level, msg, mac, address });
  }
}

const remembered = new WeakMap<Socket, Ipv4>();

/** The peer's address, also after the connection is gone; IPv4 in IPv6 clothes is undressed. */
export function addressOf(socket: Socket): Ipv4 {
  const known = remembered.get(socket);
  if (known !== undefined) return known;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  remembered.set(socket, address);
  return address;
}

function describe(request: IncomingMessage): string {
  return `${request.method} ${shownText(visible((request.url ?? '').slice(0, 300)))}`;
}
