/**
 * ICMP echo (RFC 792, pages 14 and 15).
 *
 *     type (1: 8 request, 0 reply) · code (1: 0) · checksum (2) · identifier (2) · sequence (2) · data
 */
const ECHO_REPLY = 0;
const ECHO_REQUEST = 8;
const HEADER_BYTES = 8;

/** An echo request without data. */
export function encodeEchoRequest(identifier: number, sequence: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  view.setUint8(0, ECHO_REQUEST);
  view.setUint16(4, identifier);
  view.setUint16(6, sequence);
  view.setUint16(2, checksum(view));
  return new Uint8Array(view.buffer);
}

/**
 * Whether the bytes are the reply to our request.
 * @param isRaw from a raw socket: an IPv4 header comes first and everybody's replies arrive, so the
 *   identifier must be ours. A ping socket has its own identifier and gets its own replies only.
 */
export function isEchoReply(bytes: Uint8Array, identifier: number, isRaw: boolean): boolean {
  const start = isRaw ? ((bytes[0] ?? 0) & 0x0f) * 4 : 0;
  if (bytes.length < start + HEADER_BYTES || bytes[start] !== ECHO_REPLY) return false;
  if (!isRaw) return true;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint16(start + 4) === identifier;
}

/** The ones' complement sum of RFC 1071, over an even number of bytes. */
function checksum(view: DataView): number {
  let sum = 0;
  for (let at = 0; at < view.byteLength; at += 2) sum += view.getUint16(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
