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

const DEFAULT_PORT: Record<Scheme, number> = { tftp: 69, http: 80, https: 443 };
const HOST = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\.?$/;

/**
 * Resolves `[scheme://][server[:port]]path` (guide: URL Syntax). No scheme: tftp; no server: the one of
 * DHCP option 66; no port: the scheme's own.
 *
 * @param text macros already expanded; outer blanks do not count
 * @param options `option66`: host name or address; a trailing NUL, which some servers send, is dropped
 * @returns problems `bad-scheme`, `missing-server`, `bad-server`, `bad-port`, `missing-path` and
 *          `bad-url` (a blank, control or non-ASCII character inside)
 */
export function resolveUrl(text: string, options: { option66?: string } = {}): Read<ResolvedUrl> {
  const url = text.trim();
  if (/[^\x21-\x7e]/.test(url)) {
    return bad('bad-url', 'The URL has a blank or another character no URL can have inside.');
  }
  const [, schemeText, rest = ''] = /^(?:([^/?]*):\/\/)?(.*)$/.exec(url) ?? [];
  const scheme = readScheme(schemeText ?? 'tftp');
  if (!scheme) return bad('bad-scheme', 'The scheme of a URL is tftp, http or https.');
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  if (slash < 0) return bad('missing-path', 'The URL has no path; a path begins with a slash.');
  const path = rest.slice(slash);
  if (authority === '') return fromOption66(scheme, path, options.option66);
  const [, server = '', portText] = /^([^:]*)(?::(.*))?$/.exec(authority) ?? [];
  if (!HOST.test(server)) return bad('bad-server', 'The server is a host name or an IPv4 address.');
  const port = portText === undefined ? DEFAULT_PORT[scheme] : readPort(portText);
  if (port === null) return bad('bad-port', 'The port is a number from 1 to 65535.');
  return good({ scheme, server, port, path });
}

function fromOption66(scheme: Scheme, path: string, option66 = ''): Read<ResolvedUrl> {
  const server = option66.replace(/\0+$/, '').trim();
  if (server === '') {
    return bad('missing-server', 'The URL names no server and DHCP gave none (option 66).');
  }
  if (!HOST.test(server)) return bad('bad-server', 'DHCP option 66 is no host name or address.');
  return good({ scheme, server, port: DEFAULT_PORT[scheme], path });
}

function readScheme(text: string): Scheme | null {
  const scheme = text.toLowerCase();
  return scheme === 'tftp' || scheme === 'http' || scheme === 'https' ? scheme : null;
}

function readPort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}
