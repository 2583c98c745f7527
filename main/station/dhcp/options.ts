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
  const read: Read = { options: new Map(), pieces: new Map() };
  if (!collect(field, read)) return null;
  const { options, pieces } = read;
  const overload = (pieces.get(optionCode.overload)?.[0] ?? options.get(optionCode.overload))?.[0];
  options.delete(optionCode.overload);
  pieces.delete(optionCode.overload);
  if ((overload === 1 || overload === 3) && !collect(file, read)) return null;
  if ((overload === 2 || overload === 3) && !collect(sname, read)) return null;
  for (const [code, of] of pieces) options.set(code, joined(of));
  return options;
}

interface Read {
  /** In wire order; of a value in pieces the first. */
  options: Map<number, Uint8Array>;
  /** Codes met more than once. Joined at the end: 64 KB may be 20,000 pieces of one value. */
  pieces: Map<number, Uint8Array[]>;
}

function collect(area: Uint8Array, { options, pieces }: Read): boolean {
  let at = 0;
  while (at < area.length) {
    const code = area[at++];
    if (code === PAD || code === undefined) continue;
    if (code === END) return true;
    const length = area[at++];
    if (length === undefined || at + length > area.length) return false;
    const piece = area.subarray(at, at + length);
    const first = options.get(code);
    if (first === undefined) options.set(code, piece);
    else {
      const of = pieces.get(code);
      if (of === undefined) pieces.set(code, [first, piece]);
      else of.push(piece);
    }
    at += length;
  }
  return true;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Writes options in their order and the end mark; values over 255 bytes are split (RFC 3396). */
export function encodeOptions(options: DhcpOptions): Uint8Array {
  const pieces: Piece[] = [];
  for (const [code, value] of options) addPieces(pieces, code, value);
  const bytes = new Uint8Array(sizeOf(pieces) + 1);
  writePieces(bytes, pieces);
  return bytes;
}

/** One code, length and value on the wire. */
export interface Piece {
  code: number;
  value: Uint8Array;
}

/** Cuts a value into pieces of at most 255 bytes. */
export function addPieces(pieces: Piece[], code: number, value: Uint8Array): void {
  if (value.length <= LONGEST_PIECE) {
    pieces.push({ code, value });
    return;
  }
  let from = 0;
  do {
    pieces.push({ code, value: value.subarray(from, from + LONGEST_PIECE) });
    from += LONGEST_PIECE;
  } while (from < value.length);
}

/** Bytes the pieces take, without an end mark. */
export function sizeOf(pieces: readonly Piece[]): number {
  let sizeBytes = 0;
  for (const { value } of pieces) sizeBytes += 2 + value.length;
  return sizeBytes;
}

/** Writes pieces and the end mark at the start of `area`, which must have room. */
export function writePieces(area: Uint8Array, pieces: readonly Piece[]): void {
  let at = 0;
  for (const { code, value } of pieces) {
    area[at] = code;
    area[at + 1] = value.length;
    area.set(value, at + 2);
    at += 2 + value.length;
  }
  area[at] = END;
}
