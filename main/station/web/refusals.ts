/** Answers to what never becomes a request. */
import type { Duplex } from 'node:stream';

export const ALLOWED = 'GET, HEAD, POST';
const REFUSAL_LINGER_MS = 500;

/** What Node hands over with a request it cannot read. */
export interface ParserError extends NodeJS.ErrnoException {
  rawPacket?: Buffer;
  /** Where in it reading stopped. */
  bytesParsed?: number;
}

/** Status line of a connection that Node has stopped reading. */
export function rubbishStatus({ code, rawPacket, bytesParsed = 0 }: ParserError): string {
  // A method nobody knows, in a request line that is one (RFC 9110 section 9.1).
  const isRequest = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/1\.[01]\r?\n/;
  const isOtherVersion = /^\S+ \S+ HTTP\/(?!1\.[01]\r?\n)\d\.\d\r?\n/;
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return '431 Request Header Fields Too Large';
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return '413 Content Too Large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return '408 Request Timeout';
    case 'HPE_INVALID_VERSION':
      return isOtherVersion.test(lineAt(rawPacket, bytesParsed))
        ? '505 HTTP Version Not Supported'
        : '400 Bad Request';
    case 'HPE_INVALID_METHOD':
      return isRequest.test(lineAt(rawPacket, bytesParsed))
        ? '501 Not Implemented'
        : '400 Bad Request';
    default:
      return '400 Bad Request';
  }
}

/** The line a place lies in, and a little of what follows. */
function lineAt(bytes: Buffer | undefined, place: number): string {
  const text = bytes?.toString('latin1', 0, place + 400) ?? '';
  return text.slice(place === 0 ? 0 : text.lastIndexOf('\n', place - 1) + 1);
}

/** Answers what Node does not treat as a request, and lets the answer arrive before the reset. */
export function endRaw(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy()); // Node has taken its own listener off
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const allow = status.startsWith('405') ? `Allow: ${ALLOWED}\r\n` : '';
  const date = `Date: ${new Date().toUTCString()}\r\n`;
  const rest = 'Connection: close\r\nContent-Length: 0\r\n\r\n';
  socket.end(`HTTP/1.1 ${status}\r\n${date}${allow}${rest}`);
  destroyAfter(socket, REFUSAL_LINGER_MS);
}

/** Ends a connection that has not ended by itself till then; what is over is not held on to. */
export function destroyAfter(socket: Duplex, ms: number): void {
  if (socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), ms);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
