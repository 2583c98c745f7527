/**
 * The HTTPS service: the files of the station over TLS, on the bench card. It asks every client for a
 * certificate and says in each request what came of it; who gets what is for the resolver.
 */
import type { IncomingMessage } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../files/answer.ts';
import { severity, visible } from '../log.ts';
import { clientSubjectOf } from '../units/certificate.ts';
import { addressOf, WebExchange, type WebParts, type WebServer } from '../web/exchange.ts';

export interface HttpsParts extends WebParts {
  /** Key, certificate, client root, versions and suites. */
  tls: SecureContextOptions;
  /** A connection without a finished handshake after this long is cut. */
  handshakeTimeoutMs?: number;
}

export interface HttpsServer extends WebServer {
  /** For connections from now on. @throws as `createSecureContext` */
  renew(tls: SecureContextOptions): void;
}

const HANDSHAKE_MS = 10_000;

/** Constructs nothing until `start()`. */
export function createHttpsServer(parts: HttpsParts): HttpsServer {
  const exchange = new WebExchange('https', parts, (request) => ({
    via: 'https',
    client: clientOf(request),
  }));
  let { tls } = parts;
  let server: Server | null = null;
  return {
    start: async () => {
      const options: ServerOptions = {
        ...exchange.serverOptions,
        ...tls,
        handshakeTimeout: parts.handshakeTimeoutMs ?? HANDSHAKE_MS,
        requestCert: true,
        // Refused by the resolver instead: so the unit gets an answer, and the log its reason and path.
        rejectUnauthorized: false,
      };
      const made = createServer(options);
      made.on('secureConnection', (socket) => {
        exchange.line(severity.info, connectionWords(socket), addressOf(socket));
      });
      made.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
        const isTooSlow = error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT';
        const why = isTooSlow ? 'it took too long' : reasonWords(error);
        exchange.badLine(`TLS handshake failed: ${why}`, addressOf(socket));
        socket.destroy();
      });
      const port = await exchange.listen(made);
      server = made;
      return port;
    },
    renew: (next) => {
      tls = next;
      server?.setSecureContext(next);
    },
    stop: async () => {
      const running = server;
      server = null;
      if (running !== null) await exchange.close(running);
    },
  };
}

function clientOf(request: IncomingMessage): ClientCertificate {
  return certificateOf(request.socket as TLSSocket);
}

function certificateOf(socket: TLSSocket): ClientCertificate {
  const { subject } = socket.getPeerCertificate();
  // An object without members, or null after the end of the connection: none was shown.
  if (subject === undefined) return { state: 'none' };
  if (socket.authorized) return { state: 'verified', subject: clientSubjectOf(subject) };
  const reason = socket.authorizationError;
  return { state: 'unverified', reason: visible(String(reason ?? 'not checked')) };
}

/** Version, suite, and what the client showed of itself (subject of a unit's certificate: no secret). */
function connectionWords(socket: TLSSocket): string {
  const { subject } = socket.getPeerCertificate();
  const shown =
    subject === undefined
      ? 'no client certificate'
      : `client certificate ${visible(subjectWords(subject))}`;
  const state = certificateOf(socket);
  const problem = state.state === 'unverified' ? `, not accepted: ${state.reason}` : '';
  const { standardName } = socket.getCipher();
  return `${socket.getProtocol() ?? 'TLS'}, ${standardName}, ${shown}${problem}`;
}

function subjectWords(subject: object): string {
  const parts = Object.entries(subject).map(([name, value]) => `${name}=${String(value)}`);
  return parts.join(', ').slice(0, 300);
}

/** `no shared cipher` out of the library's long line. */
function reasonWords(error: NodeJS.ErrnoException & { reason?: string }): string {
  if (error.code === 'ECONNRESET') return 'the client went away';
  return visible((error.reason ?? error.code ?? error.message).slice(0, 200));
}
