import { bad, good, type Read } from '../problem.ts';
import { readResyncOptions } from './resync-options.ts';
import { isHost, readPort, resolveUrl } from './url.ts';

/** A resync ordered from a unit's own web server (guide: Retail Provisioning; R-245). */
export interface ResyncUrl {
  /** Host name or IPv4 address of the unit. */
  device: string;
  port: number;
  /** What follows the `?`: options and URL of the profile. */
  argument: string;
}

const STANDARD_PORT = 80;
const PATH = '/admin/resync';
/** Stands for a server that only the unit knows: of option 66, or out of a macro. */
const SOME_HOST = 'host';

/**
 * Takes `http://device[:port]/admin/resync?URL` apart. The argument comes back as it is written, its
 * percent signs too, and is not looked into.
 * @returns problem `bad-resync-url`, with the column where one can be told
 */
export function parseResyncUrl(text: string): Read<ResyncUrl> {
  const url = text.trim();
  const where = (at: number) => ({ column: text.search(/\S/) + at + 1 });
  const [, scheme = '', device = '', portText, path = '', argument = ''] =
    /^(http:\/\/)([^/:?#]*)(?::([^/?#]*))?([^?]*)\??(.*)$/is.exec(url) ?? [];
  const deviceEnd = scheme.length + device.length;
  const pathAt = deviceEnd + (portText === undefined ? 0 : portText.length + 1);
  if (scheme === '') return refuse(`A resync URL begins with http://`, { column: 1 });
  if (!isHost(device)) return refuse('The unit is a host name or an IPv4 address.', where(7));
  const port = portText === undefined ? STANDARD_PORT : readPort(portText);
  if (port === null) return refuse('The port is a number from 1 to 65535.', where(deviceEnd + 1));
  if (path !== PATH) return refuse(`The path of a resync URL is ${PATH}.`, where(pathAt));
  if (argument === '') {
    return refuse('A resync URL names the profile after its question mark.', where(url.length));
  }
  return good({ device, port, argument });
}

/**
 * Writes a resync URL. The port stands in it unless it is 80; characters no URL can hold (the brackets
 * of options, blanks, quotes) are percent-encoded, whole `%XX` stay.
 * @param parts.argument a URL as in a rule, options in front of it or not, macros in it or not
 * @returns problems `bad-resync-url` for device and port, and those of the argument's parts
 */
export function buildResyncUrl(parts: {
  device: string;
  port?: number | undefined;
  argument: string;
}): Read<string> {
  const { device, port = STANDARD_PORT, argument } = parts;
  if (!isHost(device)) return refuse('The unit is a host name or an IPv4 address.');
  if (readPort(String(port)) === null) return refuse('The port is a number from 1 to 65535.');
  const checked = checkArgument(argument);
  if (!checked.ok) return checked;
  const authority = port === STANDARD_PORT ? device : `${device}:${port}`;
  return good(`http://${authority}${PATH}?${encodeQuery(argument.trim())}`);
}

/** Options and URL must be ones a rule could have; macros stand for some text. */
function checkArgument(argument: string): Read<unknown> {
  const text = argument.replace(/\$(?:[A-Z][A-Z0-9_]*|\([A-Z0-9_:]*\))/g, (name) =>
    'x'.repeat(name.length),
  );
  const options = /^\s*\[(?:"[^"]*"|[^"\]])*\]/.exec(text)?.[0] ?? '';
  if (options !== '') {
    const read = readResyncOptions(options, new Map());
    if (!read.ok) return read;
  }
  return resolveUrl(text.slice(options.length), { option66: SOME_HOST, offset: options.length });
}

/** What RFC 3986 section 3.4 does not let into a query becomes `%XX`. */
function encodeQuery(text: string): string {
  return text.replace(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]/gu, (char) =>
    Buffer.from(char, 'utf8').toString('hex').toUpperCase().replace(/../g, '%$&'),
  );
}

function refuse(message: string, where: { column?: number } = {}): Read<never> {
  return bad('bad-resync-url', message, where);
}
