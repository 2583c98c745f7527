/** What a request asks for, and its body. */
import type { IncomingMessage } from 'node:http';

/**
 * The path and query of a request line (RFC 9112 section 3.2): percent-encoding of the path is
 * decoded, a query stays behind it as it came, the `http://host` of an absolute form goes.
 * @returns null when it is no path or its encoding is broken: odd `%`, not UTF-8, or a zero byte.
 */
export function readTarget(target: string): string | null {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '');
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

/**
 * Reads a request's body.
 * @returns its bytes; `gone` when the connection ended before the body did
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Uint8Array | 'too-long' | 'gone'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    request.resume();
    return Promise.resolve('too-long');
  }
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

/**
 * What is wrong with a request that Node lets pass (RFC 9112 sections 3.2 and 6.1); null: nothing.
 * Two readings of where a request ends, or whom it is for, are never answered.
 */
export function framingProblem(request: {
  httpVersion: string;
  rawHeaders: readonly string[];
}): string | null {
  const names = request.rawHeaders
    .filter((_, at) => at % 2 === 0)
    .map((name) => name.toLowerCase());
  if (names.filter((name) => name === 'host').length > 1) return 'Two Host fields.';
  if (request.httpVersion === '1.0' && names.includes('transfer-encoding')) {
    return 'HTTP/1.0 has no Transfer-Encoding.';
  }
  return null;
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
