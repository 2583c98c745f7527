/**
 * HTTP digest authentication, the client's side (RFC 7616, RFC 2617): MD5, with `qop=auth` or without
 * one, as the units' web servers ask for it. Pure.
 */
import { createHash } from 'node:crypto';

/** One challenge of a `WWW-Authenticate` header; names in lower case, the first of a repeated one. */
export interface Challenge {
  /** In lower case: `digest`, `basic`. */
  scheme: string;
  parameters: ReadonlyMap<string, string>;
}

/** A digest challenge that can be answered. */
export interface DigestChallenge {
  realm: string;
  nonce: string;
  /** Goes back as it came; null: there was none. */
  opaque: string | null;
  /** `auth` is offered; without it the older form of RFC 2069 is meant. */
  hasQop: boolean;
  /** As written; null: not named, which means MD5. */
  algorithm: string | null;
  /** The password was right, only the nonce has run out. */
  isStale: boolean;
}

/** A longer header is none that a unit would send. */
const MOST_CHARACTERS = 4096;
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

/**
 * Reads a `WWW-Authenticate` header, several joined by commas too (RFC 9110 section 11.6.1). Total: what
 * cannot be read is passed over.
 */
export function parseChallenges(header: string): Challenge[] {
  const text = header.slice(0, MOST_CHARACTERS);
  const parameter = new RegExp(
    `[\\s,]*(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]*))`,
    'sy',
  );
  const scheme = new RegExp(`[\\s,]*(${TOKEN})(?=[\\s,]|$)`, 'y');
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  for (let at = 0; at < text.length; ) {
    parameter.lastIndex = at;
    const [pair = '', name = '', quoted, bare = ''] = parameter.exec(text) ?? [];
    const current = found.at(-1);
    if (pair !== '') {
      at = parameter.lastIndex;
      const key = name.toLowerCase();
      const value = quoted === undefined ? bare : quoted.replace(/\\(.)/gs, '$1');
      if (current && !current.parameters.has(key)) current.parameters.set(key, value);
      continue;
    }
    scheme.lastIndex = at;
    const [, word] = scheme.exec(text) ?? [];
    if (word !== undefined) found.push({ scheme: word.toLowerCase(), parameters: new Map() });
    at = word === undefined ? at + 1 : scheme.lastIndex;
  }
  return found;
}

/**
 * The first challenge of a header that {@link authorization} can answer.
 * @returns null without one: another scheme, another algorithm than MD5, `auth-int` alone, no nonce, or
 *   characters that no header can carry back
 */
export function readDigest(header: string): DigestChallenge | null {
  for (const { scheme, parameters } of parseChallenges(header)) {
    const nonce = parameters.get('nonce') ?? '';
    const algorithm = parameters.get('algorithm') ?? null;
    if (scheme !== 'digest' || nonce === '') continue;
    if (algorithm !== null && algorithm.toUpperCase() !== 'MD5') continue;
    const qop = parameters.get('qop') ?? '';
    const hasQop = qop
      .toLowerCase()
      .split(/[\s,]+/)
      .includes('auth');
    if (qop !== '' && !hasQop) continue;
    const realm = parameters.get('realm') ?? '';
    const opaque = parameters.get('opaque') ?? null;
    if ([nonce, realm, opaque ?? ''].some((text) => /[^\x20-\x7e\x80-\xff]/.test(text))) continue;
    const isStale = (parameters.get('stale') ?? '').toLowerCase() === 'true';
    return { realm, nonce, opaque, hasQop, algorithm, isStale };
  }
  return null;
}

/** What an `Authorization` header is made of besides the challenge. */
export interface DigestRequest {
  username: string;
  password: string;
  method: string;
  /** As in the request line, query included. */
  uri: string;
  /** How often this nonce was used, this time included: from 1. */
  count: number;
  /** The client's own nonce: letters and digits. */
  clientNonce: string;
}

/**
 * The value of the `Authorization` header (RFC 7616 section 3.4). The password is in it only as a hash
 * that nonce and path went into. Texts of the challenge are Latin-1, as headers are; the password is UTF-8.
 */
export function authorization(challenge: DigestChallenge, request: DigestRequest): string {
  const { realm, nonce, opaque, hasQop, algorithm } = challenge;
  const { username, password, method, uri, count, clientNonce } = request;
  const who = Buffer.from(`${username}:${realm}:`, 'latin1');
  const secret = md5(Buffer.concat([who, Buffer.from(password, 'utf8')]));
  const asked = md5(latin1(`${method}:${uri}`));
  const uses = count.toString(16).padStart(8, '0');
  const middle = hasQop ? `${nonce}:${uses}:${clientNonce}:auth` : nonce;
  const response = md5(latin1(`${secret}:${middle}:${asked}`));
  return [
    `Digest username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
    `response="${response}"`,
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
    ...(hasQop ? ['qop=auth', `nc=${uses}`, `cnonce=${quoted(clientNonce)}`] : []),
  ].join(', ');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
