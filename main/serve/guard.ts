/**
 * Who may talk to the loopback server. Any page in the user's browser and any program of this computer
 * can reach the port; only those that hold the token made at start get through.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** The WebSocket subprotocol we speak; the token travels as a second one, `token.…`, never in a URL. */
export const subprotocol = 'spa-bench';
const tokenPrefix = 'token.';

/** The two names a browser on this computer may use; anything else is a name somebody points at us. */
export function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** A browser always tells where a page came from; a program may leave it out and has the token instead. */
export function isOwnOrigin(origin: string | undefined, port: number): boolean {
  return origin === undefined || (origin.startsWith('http://') && isOwnHost(origin.slice(7), port));
}

/** What a client offers as `Sec-WebSocket-Protocol`. */
export function offeredProtocols(token: string): string[] {
  return [subprotocol, tokenPrefix + token];
}

/** @returns the token in a `Sec-WebSocket-Protocol` header, or null when it does not offer ours. */
export function tokenOfProtocols(header: string | undefined): string | null {
  const offered = header?.split(',').map((name) => name.trim()) ?? [];
  const token = offered.find((name) => name.startsWith(tokenPrefix));
  return token && offered.includes(subprotocol) ? token.slice(tokenPrefix.length) : null;
}

/** @returns the token of an `Authorization: Bearer …` header, or null. */
export function tokenOfAuthorization(header: string | undefined): string | null {
  return /^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? null;
}

/** Compares in constant time, whatever the lengths. */
export function isToken(offered: string | null, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return offered !== null && timingSafeEqual(digest(offered), digest(token));
}
