/**
 * Asks a unit's own web server (guide: Retail Provisioning; RFC 9112). Bytes are Node's, the connection
 * comes from `net/`; this file keeps the limits and answers a challenge for the password.
 */
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Ipv4 } from '../../contract/values.ts';
import { authorization, type DigestChallenge, readDigest } from './digest.ts';
import {
  type Answered,
  exchange,
  type WebAnswer,
  type WebProblem,
  webProblem,
} from './web-exchange.ts';

export type { WebAnswer, WebProblem } from './web-exchange.ts';

/** Opens a connection by the bench card only. Rejects with the system's error, such as `ECONNREFUSED`. */
export type ConnectTcp = (
  address: Ipv4,
  port: number,
  options: { signal: AbortSignal; timeoutMs: number },
) => Promise<Duplex>;

export interface WebClientParts {
  connectTcp: ConnectTcp;
  address: Ipv4;
  /** 80 unless told; `Web_Server_Port` of the unit. */
  port?: number;
  /** Of the account `admin`; null: none is known. Leaves the station only as a digest. */
  password: string | null;
  limits?: Partial<WebLimits>;
}

export interface WebLimits {
  /** One question in all: connecting, the challenge, the answer. */
  timeoutMs: number;
  connectTimeoutMs: number;
  maxHeaderBytes: number;
  maxBodyBytes: number;
}

export interface WebClient {
  readonly address: Ipv4;
  readonly port: number;
  /**
   * GET of that path and query, as they stand. Never rejects; a redirect is an answer like any other and
   * is not followed.
   */
  get(path: string, options?: { signal?: AbortSignal }): Promise<WebAnswer>;
}

const ADMIN = 'admin';
const STANDARD_PORT = 80;
const DEFAULT_LIMITS: WebLimits = {
  timeoutMs: 10_000,
  connectTimeoutMs: 3_000,
  maxHeaderBytes: 16 * 1024,
  maxBodyBytes: 1024 * 1024,
};
/** The challenge, its answer, and once more when the nonce ran out between them. */
const MOST_EXCHANGES = 3;

/** See {@link WebClient}; connects to nobody until it is asked. Later questions use the same nonce again. */
export function createWebClient(parts: WebClientParts): WebClient {
  return new UnitWebClient(parts);
}

class UnitWebClient implements WebClient {
  readonly address: Ipv4;
  readonly port: number;
  readonly #parts: WebClientParts;
  readonly #limits: WebLimits;
  #session: { challenge: DigestChallenge; count: number } | null = null;

  constructor(parts: WebClientParts) {
    this.#parts = parts;
    this.#limits = { ...DEFAULT_LIMITS, ...parts.limits };
    this.address = parts.address;
    this.port = parts.port ?? STANDARD_PORT;
  }

  async get(path: string, options: { signal?: AbortSignal } = {}): Promise<WebAnswer> {
    const deadline = AbortSignal.timeout(this.#limits.timeoutMs);
    const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
    let isOfNow = false;
    for (let turn = 1; ; turn += 1) {
      const said = this.#authorization(path);
      const answer = await this.#exchange(path, said, signal);
      if (!answer.ok) return answer;
      const { status, body } = answer;
      if (status !== 401) return { ok: true, status, body };
      // A no to the challenge of a moment ago; a nonce kept from an earlier question may merely be old.
      const isNo = said !== null && isOfNow;
      const problem = this.#challenged(answer.challenge, isNo, turn);
      if (problem) return { ok: false, problem };
      isOfNow = true;
    }
  }

  /** @returns the problem, or null: the question is asked once more. */
  #challenged(header: string, isNo: boolean, turn: number): WebProblem | null {
    const challenge = readDigest(header);
    this.#session = challenge === null ? null : { challenge, count: 0 };
    if (this.#parts.password === null) return this.#problem('needs-password');
    if (challenge === null) return this.#problem('needs-password', 'other-scheme');
    const isWrong = (isNo && !challenge.isStale) || turn >= MOST_EXCHANGES;
    if (isWrong) this.#session = null;
    return isWrong ? this.#problem('wrong-password') : null;
  }

  #authorization(uri: string): string | null {
    const session = this.#session;
    const { password } = this.#parts;
    if (session === null || password === null) return null;
    session.count += 1;
    const clientNonce = randomBytes(8).toString('hex');
    const { challenge, count } = session;
    return authorization(challenge, {
      ...{ username: ADMIN, password, method: 'GET', uri, count, clientNonce },
    });
  }

  async #exchange(path: string, said: string | null, signal: AbortSignal): Promise<Answered> {
    const { connectTcp } = this.#parts;
    const { address, port } = this;
    const { connectTimeoutMs, maxHeaderBytes, maxBodyBytes } = this.#limits;
    const where = { address, port };
    try {
      const connecting = connectTcp(address, port, { signal, timeoutMs: connectTimeoutMs });
      const socket = await untilAborted(connecting, signal);
      return await exchange(socket, {
        ...{ where, path, authorization: said, signal, maxHeaderBytes, maxBodyBytes },
      });
    } catch (error) {
      return { ok: false, problem: webProblem(error, where, signal) };
    }
  }

  #problem(kind: 'needs-password' | 'wrong-password', why?: 'other-scheme'): WebProblem {
    const { address } = this;
    if (kind === 'wrong-password') {
      const message = `${address} does not accept the password of its admin account. Factory reset it, or enter its password.`;
      return { kind, message };
    }
    const message =
      why === 'other-scheme'
        ? `${address} asks for a password in a way that would send it in clear, so it was not sent.`
        : `${address} asks for the password of its admin account, and none is known for it.`;
    return { kind, message };
  }
}

/** A connection that comes too late is closed. */
async function untilAborted(connecting: Promise<Duplex>, signal: AbortSignal): Promise<Duplex> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([connecting, aborted]);
  } catch (error) {
    connecting.then(
      (socket) => socket.destroy(),
      () => undefined,
    );
    throw error;
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
