/** Text as netascii has it (RFC 764, as RFC 1350 asks): a line ends in CR LF, a carriage return is CR NUL. */

const LF = 10;
const CR = 13;

/** From a file to the wire. Byte by byte, so a file may be converted in pieces. */
export function toNetascii(bytes: Uint8Array): Uint8Array {
  const text = Buffer.alloc(bytes.length * 2);
  let end = 0;
  for (const byte of bytes) {
    if (byte === LF) text[end++] = CR;
    text[end++] = byte;
    if (byte === CR) text[end++] = 0;
  }
  return text.subarray(0, end);
}

/**
 * From the wire to a file, the whole of it: pairs may lie across the border of two blocks. A carriage return
 * with anything else behind it, or nothing, is against the RFC and stays as it is.
 */
export function fromNetascii(bytes: Uint8Array): Uint8Array {
  const text = Buffer.alloc(bytes.length);
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const isPair = byte === CR && (bytes[at + 1] === LF || bytes[at + 1] === 0);
    if (isPair) at += 1;
    text[end++] = isPair && bytes[at] === LF ? LF : byte;
  }
  return text.subarray(0, end);
}
