/** What a request asks for, and its body. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The path and query of a request line (RFC 9112 section 3.2): percent-encoding of the path is
 * decoded, a query stays behind it as it came, the `http://host` of an absolute form goes.
 * @returns null when it is no path or its encoding is broken: odd `%`, not UTF-8, or a zero byte; or it has a
 *          fragment, which never leaves a client.
 */
export function readTarget(target: string): string | null {
  const local = target.replace(/^https?:\/\/[^/?#]+/i, '');
  if (local.includes('#')) return null;
  const question = local.indexOf('?');
  const path = question < 0 ? local : local.slice(0, question);
  const query = question < 0 ? '' : local.slice(question);
  if (path !== '' && !path.startsWith('/')) return null;
  try {
    const decoded = decodeURIComponent(path === '' ? '/' : path) + query;
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}

/** To a client that waits for leave to send its body (RFC 9110 section 10.1.1). */
export function goOn({ headers, httpVersion }: IncomingMessage, response: ServerResponse): void {
  const isAsked =
    httpVersion === '1.1' && /(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect ?? '');
  if (isAsked) response.writeContinue();
}

/**
 * Reads a request's body.
 * @param onWanted  called before it is read; not when it is too long by its own word
 * @returns its bytes; `gone` when the connection ended before the body did
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  onWanted: () => void,
): Promise<Uint8Array | 'too-long' | 'gone'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    request.resume();
    return Promise.resolve('too-long');
  }
  onWanted();
  return new Promise((resolve) => {
    let pieces: Buffer[] = [];
    let bytes = 0;
    request.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= maxBytes) pieces.push(piece);
      else {
        pieces = [];
        resolve('too-long');
      }
    });
    request.once('end', () => resolve(Buffer.concat(pieces)));
    request.once('close', () => resolve('gone'));
    request.on('error', () => resolve('gone'));
  });
}

/** `host[:port]` as RFC 3986 section 3.2 has it, an empty one included. */
const HOST = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;

/**
 * What is wrong with a request that Node lets pass (RFC 9112 sections 2.3, 3.2 and 6.1); null: nothing.
 * Two readings of where a request ends, or whom it is for, are never answered.
 */
export function requestProblem(request: {
  httpVersion: string;
  rawHeaders: readonly string[];
}): { status: 400 | 501 | 505; words: string } | null {
  const { httpVersion, rawHeaders } = request;
  const valuesOf = (wanted: string): string[] =>
    rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === wanted);
  const wrong = (words: string) => ({ status: 400, words }) as const;
  if (httpVersion !== '1.0' && httpVersion !== '1.1') {
    return { status: 505, words: 'HTTP/1.0 and HTTP/1.1 only.' };
  }
  const [host = '', ...more] = valuesOf('host');
  if (more.length > 0) return wrong('Two Host fields.');
  if (!HOST.test(host)) return wrong('The Host field cannot be read.');
  const codings = valuesOf('transfer-encoding');
  if (codings.length === 0) return null;
  if (httpVersion === '1.0') return wrong('HTTP/1.0 has no Transfer-Encoding.');
  const isKnown = codings.join().trim().toLowerCase() === 'chunked';
  return isKnown ? null : { status: 501, words: 'Of transfer codings only chunked.' };
}

/** A single byte range of a file, both ends included. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * Reads a `Range` header (RFC 9110 section 14.2).
 * @returns null: send the whole file (no header, another unit, several ranges, not readable);
 *          `unsatisfiable`: nothing of the file lies in it.
 */
export function readRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'unsatisfiable' | null {
  const parts = /^bytes=[ \t]*(\d*)-(\d*)$/i.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = parts ?? [];
  if (from === '' && to === '') return null;
  if (from === '') {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { first: sizeBytes - length, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return null;
  return first >= sizeBytes ? 'unsatisfiable' : { first, last };
}
