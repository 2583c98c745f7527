/**
 * DHCP options as bytes (RFC 2132 section 2), whole and split (RFC 3396). Total functions: any
 * bytes give a result.
 */

/** Codes the station reads or writes, by the names of RFC 2132 (82: RFC 3046, 150: RFC 5859). */
export const optionCode = {
  subnetMask: 1,
  router: 3,
  dnsServer: 6,
  hostName: 12,
  domainName: 15,
  broadcastAddress: 28,
  timeServer: 42,
  vendorSpecific: 43,
  requestedAddress: 50,
  leaseTime: 51,
  overload: 52,
  messageType: 53,
  serverId: 54,
  parameterList: 55,
  message: 56,
  maxMessageSize: 57,
  renewalTime: 58,
  rebindingTime: 59,
  vendorClass: 60,
  clientId: 61,
  tftpServer: 66,
  bootFile: 67,
  relayAgent: 82,
  tftpServers: 150,
  provisioning159: 159,
  provisioning160: 160,
} as const;

/** Code → value. Insertion order is the order on the wire. Values may be views into the datagram. */
export type DhcpOptions = ReadonlyMap<number, Uint8Array>;

const PAD = 0;
const END = 255;
const LONGEST_PIECE = 255;

/**
 * Reads the options field, then `file` and `sname` when option 52 says options go on there.
 *
 *     +------+-----+---------------+------+-----+---------------+     +-----+
 *     | code | len | len bytes     | code | len | ...           | ... | 255 |
 *     +------+-----+---------------+------+-----+---------------+     +-----+
 *       0 = pad, one byte, no length          nothing after 255 is read
 *
 * A code met twice is one value in pieces, joined in the order options, file, sname (RFC 3396
 * section 5). A missing end mark is forgiven; option 52 of any value but 1, 2 or 3 counts for nothing.
 *
 * @returns null when an option claims more bytes than its area has.
 */
export function decodeOptions(
  field: Uint8Array,
  file: Uint8Array,
  sname: Uint8Array,
): Map<number, Uint8Array> | null {
  const pieces = new Map<number, Uint8Array[]>();
  if (!collect(field, pieces)) return null;
  const overload = pieces.get(optionCode.overload)?.[0]?.[0] ?? 0;
  pieces.delete(optionCode.overload);
  if ((overload === 1 || overload === 3) && !collect(file, pieces)) return null;
  if ((overload === 2 || overload === 3) && !collect(sname, pieces)) return null;
  return new Map([...pieces].map(([code, parts]) => [code, join(parts)]));
}

function collect(area: Uint8Array, pieces: Map<number, Uint8Array[]>): boolean {
  let at = 0;
  while (at < area.length) {
    const code = area[at++];
    if (code === PAD || code === undefined) continue;
    if (code === END) return true;
    const length = area[at++];
    if (length === undefined || at + length > area.length) return false;
    const piece = area.subarray(at, at + length);
    const earlier = pieces.get(code);
    if (earlier) earlier.push(piece);
    else pieces.set(code, [piece]);
    at += length;
  }
  return true;
}

function join(parts: Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes an option of this length takes on the wire, its code and length bytes included. */
export function optionSizeBytes(valueBytes: number): number {
  return valueBytes + 2 * Math.max(1, Math.ceil(valueBytes / LONGEST_PIECE));
}

/** Writes options in their order and the end mark; values over 255 bytes are split (RFC 3396). */
export function encodeOptions(options: DhcpOptions): Uint8Array {
  let sizeBytes = 1;
  for (const value of options.values()) sizeBytes += optionSizeBytes(value.length);
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const [code, value] of options) {
    let from = 0;
    do {
      const piece = value.subarray(from, from + LONGEST_PIECE);
      bytes[at] = code;
      bytes[at + 1] = piece.length;
      bytes.set(piece, at + 2);
      at += 2 + piece.length;
      from += LONGEST_PIECE;
    } while (from < value.length);
  }
  bytes[at] = END;
  return bytes;
}
