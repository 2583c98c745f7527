import { ipv4ToNumber } from '../../../contract/values.ts';
import { bad, good, type Read } from '../problem.ts';

export type Scheme = 'tftp' | 'http' | 'https';

export interface ResolvedUrl {
  scheme: Scheme;
  /** Host name or IPv4 address, as written. */
  server: string;
  port: number;
  /** With the leading slash, query included. */
  path: string;
}

/** What a URL leaves to its defaults (guide: URL Syntax). */
export type UrlDefault = 'scheme' | 'server' | 'port';

/** The port a URL without one means. */
export const standardPorts: Readonly<Record<Scheme, number>> = { tftp: 69, http: 80, https: 443 };

/** Longest name and longest label of DNS (RFC 1035 section 2.3.4). */
const MAX_NAME = 253;
const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/**
 * Resolves `[scheme://][server[:port]]path` (guide: URL Syntax). No scheme: tftp; no server: the one of
 * DHCP option 66; no port: the scheme's own.
 *
 * @param text macros already expanded; outer blanks do not count
 * @param options `option66`: host name or address; a trailing NUL, which some servers send, is dropped.
 *                `offset`: where the text stands in the one that columns are counted in
 * @returns problems `bad-scheme`, `missing-server`, `bad-server`, `bad-port`, `missing-path` and
 *          `bad-url` (a blank, control or non-ASCII character inside), with the column after expansion
 */
export function resolveUrl(
  text: string,
  options: { option66?: string; offset?: number } = {},
): Read<ResolvedUrl> {
  const url = text.trim();
  const start = (options.offset ?? 0) + (url === '' ? 0 : text.search(/\S/));
  const where = (at: number) => ({ column: start + at + 1 });
  const strange = url.search(/[^\x21-\x7e]/);
  if (strange >= 0) {
    const message = 'The URL has a blank or another character no URL can have inside.';
    return bad('bad-url', message, where(strange));
  }
  const parts = splitUrl(url);
  const scheme = readScheme(parts.scheme ?? 'tftp');
  if (!scheme) return bad('bad-scheme', 'The scheme of a URL is tftp, http or https.', where(0));
  const { authority, path, authorityAt } = parts;
  if (path === '') {
    const message = 'The URL has no path; a path begins with a slash.';
    return bad('missing-path', message, where(url.length));
  }
  if (authority === '') return fromOption66(scheme, path, options.option66, where(authorityAt));
  const [, server = '', portText] = /^([^:]*)(?::(.*))?$/.exec(authority) ?? [];
  if (!isHost(server)) return badServer(server, where(authorityAt));
  const port = portText === undefined ? standardPorts[scheme] : readPort(portText);
  if (port === null) {
    const at = authorityAt + server.length + 1;
    return bad('bad-port', 'The port is a number from 1 to 65535.', where(at));
  }
  return good({ scheme, server, port, path });
}

/** Which parts an expanded URL does not name, in the order of the syntax; [] for one that is no URL. */
export function urlDefaults(text: string): UrlDefault[] {
  const { scheme, authority, path } = splitUrl(text.trim());
  if (path === '') return [];
  const missing: UrlDefault[] = [];
  if (scheme === null) missing.push('scheme');
  if (authority === '') missing.push('server');
  if (!authority.includes(':')) missing.push('port');
  return missing;
}

/**
 * Whether a text can be a server: a name of DNS, or an IPv4 address. One made of digits and dots
 * alone must be a valid address: `192.168.1.300` is none.
 */
export function isHost(text: string): boolean {
  if (/^[\d.]+$/.test(text)) return ipv4ToNumber(text) !== null;
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  return name.length <= MAX_NAME && name.split('.').every((label) => LABEL.test(label));
}

/** A port from 1 to 65535, or null. */
export function readPort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

function splitUrl(url: string) {
  const [whole, scheme] = /^([^/?]*):\/\//.exec(url) ?? ['', null];
  const rest = url.slice(whole.length);
  const slash = rest.indexOf('/');
  return {
    scheme: scheme ?? null,
    authority: slash < 0 ? rest : rest.slice(0, slash),
    authorityAt: whole.length,
    path: slash < 0 ? '' : rest.slice(slash),
  };
}

function fromOption66(
  scheme: Scheme,
  path: string,
  option66 = '',
  where: { column: number },
): Read<ResolvedUrl> {
  const server = option66.replace(/\0+$/, '').trim();
  if (server === '') {
    const message = 'The URL names no server and DHCP gave none (option 66).';
    return bad('missing-server', message, where);
  }
  if (!isHost(server))
    return bad('bad-server', 'DHCP option 66 is no host name or address.', where);
  return good({ scheme, server, port: standardPorts[scheme], path });
}

function badServer(server: string, where: { column: number }): Read<ResolvedUrl> {
  const message = /^[\d.]+$/.test(server)
    ? 'The server is no IPv4 address: four numbers from 0 to 255.'
    : 'The server is a host name or an IPv4 address.';
  return bad('bad-server', message, where);
}

function readScheme(text: string): Scheme | null {
  const scheme = text.toLowerCase();
  return scheme === 'tftp' || scheme === 'http' || scheme === 'https' ? scheme : null;
}
