/**
 * The page and the contract over loopback: HTTP for the built files, one WebSocket per UI.
 *
 * Listens on 127.0.0.1 only. The address opens as it is: the token stands in the fragment, which no
 * browser sends or logs, and the page removes it after reading it.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { StationError } from '../contract/errors.ts';
import { findPageFile, loadPage, type PageFiles, pageHeaders } from '../page/page-files.ts';
import type { StationRouter } from '../station/router.ts';
import { createWireServer, type Wire } from '../station/wire.ts';
import {
  isOwnHost,
  isOwnOrigin,
  isToken,
  subprotocol,
  tokenOfAuthorization,
  tokenOfProtocols,
} from './guard.ts';

export interface WebServerOptions {
  router: StationRouter;
  /** Folder of the built page, `out/renderer`. */
  rendererDir: string;
  /** 0: any free port. */
  port: number;
  /** Gets faults of the program, for the log. Never the token. */
  onFault: (cause: unknown) => void;
  /** Time between two signs of life asked of a UI; one that gives none by the next is cut off. */
  pingMs?: number;
}

export interface WebServer {
  /** For people: opens as it is, with the token in the fragment. Not for the log. */
  url: string;
  /** For programs, with {@link WebServer.token} (`connect.ts`). */
  origin: string;
  port: number;
  token: string;
  /** Ends every connection and frees the port; done within a second. */
  close(): Promise<void>;
}

/** A CSV of accounts travels in one message; nothing we are asked is larger. */
const largestMessageBytes = 32 * 1024 * 1024;

/** @throws StationError PORT_TAKEN, NO_PERMISSION or PAGE_MISSING. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const files = loadPage(options.rendererDir);
  const token = randomBytes(32).toString('base64url');
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    perMessageDeflate: false,
    handleProtocols: () => subprotocol,
  });
  const serveWire = createWireServer(options.router, options.onFault);
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (ask, reply) =>
    answerHttp(ask, reply, { files, token, port }),
  );
  server.on('upgrade', (ask: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refusalOf(ask, token, port);
    if (refusal !== null) refuseUpgrade(socket, refusal);
    else sockets.handleUpgrade(ask, socket, head, (opened) => serveWire(wireOf(opened)));
  });
  const port = await listen(server, options.port);
  server.on('error', options.onFault);
  const pinging = setInterval(() => pingAll(sockets.clients), options.pingMs ?? 20_000);
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/#token=${token}`,
    origin,
    port,
    token,
    close: async () => {
      clearInterval(pinging);
      await closeAll(server, sockets);
    },
  };
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

function answerHttp(
  ask: IncomingMessage,
  reply: ServerResponse,
  own: { files: PageFiles; token: string; port: number },
): void {
  const { status, headers, body } = decide(ask, own);
  reply.writeHead(status, { ...pageHeaders, ...headers });
  reply.end(ask.method === 'HEAD' ? undefined : body);
}

/** `GET /session` tells a client whether its token is good, which a failed WebSocket does not. */
function decide(
  ask: IncomingMessage,
  own: { files: PageFiles; token: string; port: number },
): Answer {
  if (!isOwnHost(ask.headers.host, own.port)) return { status: 403 };
  if (ask.method !== 'GET' && ask.method !== 'HEAD') {
    return { status: 405, headers: { Allow: 'GET, HEAD' } };
  }
  if (ask.url === '/session') {
    const offered = tokenOfAuthorization(ask.headers.authorization);
    return { status: isToken(offered, own.token) ? 204 : 401 };
  }
  const file = findPageFile(own.files, ask.url ?? '');
  if (!file) return { status: 404 };
  const length = String(file.bytes.length);
  const headers = { 'Content-Type': file.contentType, 'Content-Length': length };
  return { status: 200, headers, body: file.bytes };
}

function refusalOf(ask: IncomingMessage, token: string, port: number): string | null {
  if (!isOwnHost(ask.headers.host, port)) return '403 Forbidden';
  if (!isOwnOrigin(ask.headers.origin, port)) return '403 Forbidden';
  if (ask.url !== '/rpc') return '404 Not Found';
  const offered = tokenOfProtocols(ask.headers['sec-websocket-protocol']);
  return isToken(offered, token) ? null : '401 Unauthorized';
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const answered = new WeakSet<WebSocket>();

function wireOf(socket: WebSocket): Wire {
  answered.add(socket);
  socket.on('pong', () => answered.add(socket));
  socket.on('error', () => socket.terminate());
  return {
    onMessage: (receive) =>
      socket.on('message', (data, isBinary) => receive(isBinary ? null : data.toString())),
    onClose: (closed) => socket.on('close', closed),
    // A socket that closed meanwhile has nobody left to tell; its close event ends the calls.
    send: (text) => new Promise((resolve) => socket.send(text, () => resolve())),
    close: () => socket.close(1008),
  };
}

function pingAll(clients: Iterable<WebSocket>): void {
  for (const client of clients) {
    if (!answered.delete(client)) client.terminate();
    else client.ping();
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, port)));
    server.listen({ host: '127.0.0.1', port }, () => {
      server.removeAllListeners('error');
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, port: number): unknown {
  if (cause.code === 'EADDRINUSE') {
    const message = `Another program is using port ${port} for its page. Close it, or choose another with --ui-port.`;
    return new StationError('PORT_TAKEN', message, { cause });
  }
  if (cause.code === 'EACCES') {
    const message = `This user may not listen on port ${port}. Choose a page port above 1023 with --ui-port.`;
    return new StationError('NO_PERMISSION', message, { cause });
  }
  return cause;
}

async function closeAll(server: Server, sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const client of sockets.clients) client.close(1001);
  const cutOff = setTimeout(() => {
    for (const client of sockets.clients) client.terminate();
  }, 500);
  server.closeAllConnections();
  await closed;
  clearTimeout(cutOff);
}
