/** One request and its response over a connection that is there already. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Ipv4 } from '../../contract/values.ts';

/** Why a unit's web server gave no answer; the sentence names the unit and holds no password. */
export interface WebProblem {
  kind: /** No way there, or nobody at that address. */
    | 'unreachable'
    | 'timed-out'
    /** Somebody is there, and no web server listens. */
    | 'refused'
    /** It closed the connection before its answer was whole. */
    | 'cut-off'
    | 'needs-password'
    | 'wrong-password'
    | 'too-large'
    | 'not-http'
    /** The station no longer wants to know. */
    | 'stopped';
  message: string;
}

export type WebAnswer =
  | { ok: true; status: number; body: Uint8Array }
  | { ok: false; problem: WebProblem };

interface Where {
  address: Ipv4;
  port: number;
}

export interface Exchange {
  where: Where;
  path: string;
  /** Value of the header; null: none is sent. */
  authorization: string | null;
  signal: AbortSignal;
  maxHeaderBytes: number;
  maxBodyBytes: number;
}

/** `challenge`: the `WWW-Authenticate` header, '' without one. */
export type Answered =
  | (Extract<WebAnswer, { ok: true }> & { challenge: string })
  | Extract<WebAnswer, { ok: false }>;

class TooLarge extends Error {}

/** Asks over `socket` and closes it. Never rejects. */
export async function exchange(socket: Duplex, asked: Exchange): Promise<Answered> {
  const { where, signal } = asked;
  try {
    const response = await ask(socket, asked);
    const body = await readBody(response, asked.maxBodyBytes);
    const challenge = response.headers['www-authenticate'] ?? '';
    return { ok: true, status: response.statusCode ?? 0, body, challenge };
  } catch (error) {
    return { ok: false, problem: webProblem(error, where, signal) };
  } finally {
    socket.destroy();
  }
}

function ask(socket: Duplex, asked: Exchange): Promise<IncomingMessage> {
  const { where, path, authorization, signal, maxHeaderBytes } = asked;
  const { address, port } = where;
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      ...{ host: address, port, path, signal, maxHeaderSize: maxHeaderBytes },
      // What old firmware writes is not always by the letter; one connection, one answer: nothing to smuggle.
      insecureHTTPParser: true,
      headers: { accept: '*/*', ...(authorization !== null && { authorization }) },
    });
    request.once('response', resolve);
    // Stays for errors that come after the answer began: those are the body's.
    request.on('error', reject);
    request.end();
  });
}

function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const tooLarge = () => reject(new TooLarge());
    response.on('error', reject);
    if (Number(response.headers['content-length'] ?? 0) > maxBytes) return tooLarge();
    response.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > maxBytes) tooLarge();
      else pieces.push(piece);
    });
    response.once('end', () => resolve(Buffer.concat(pieces)));
    response.once('close', () => reject(Object.assign(new Error(), { code: 'ECONNRESET' })));
  });
}

const kindOfCode: Record<string, WebProblem['kind']> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'cut-off',
  ECONNABORTED: 'cut-off',
  EPIPE: 'cut-off',
  ETIMEDOUT: 'timed-out',
  HPE_HEADER_OVERFLOW: 'too-large',
};

/** What an error of connecting, asking or reading means; of its own text nothing is shown. */
export function webProblem(
  error: unknown,
  { address, port }: Where,
  signal: AbortSignal,
): WebProblem {
  const kind = signal.aborted ? kindOfAbort(signal) : kindOf(error);
  return { kind, message: words[kind](address, port) };
}

function kindOfAbort(signal: AbortSignal): 'timed-out' | 'stopped' {
  const { name } = (signal.reason ?? {}) as { name?: unknown };
  return name === 'TimeoutError' ? 'timed-out' : 'stopped';
}

function kindOf(error: unknown): SaidKind {
  if (error instanceof TooLarge) return 'too-large';
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError') return 'timed-out';
  if (typeof code !== 'string') return 'unreachable';
  const known = Object.hasOwn(kindOfCode, code) ? kindOfCode[code] : undefined;
  if (known !== undefined) return known as SaidKind;
  return code.startsWith('HPE_') ? 'not-http' : 'unreachable';
}

type SaidKind = Exclude<WebProblem['kind'], 'needs-password' | 'wrong-password'>;

const words: Record<SaidKind, (address: Ipv4, port: number) => string> = {
  unreachable: (address) => `${address} cannot be reached. Check its cable and that it is on.`,
  'timed-out': (address) =>
    `The web server of ${address} did not answer in time. Try again; turn the unit off and on if it stays so.`,
  refused: (address, port) =>
    `${address} has no web server on port ${port}: it is switched off, or listens on another port.`,
  'cut-off': (address) =>
    `${address} closed the connection before its answer was whole. Try again.`,
  'too-large': (address) =>
    `The answer of ${address} is larger than any unit's, so it was not read.`,
  'not-http': (address, port) => `What answers on ${address} port ${port} is no web server.`,
  stopped: () => 'The question was taken back.',
};
