/**
 * TFTP packets as bytes (RFC 1350 section 5, RFC 2347).
 *
 *      2 bytes   string  1 byte  string  1 byte   string  1 byte  string  1 byte
 *     ┌────────┬────────┬──────┬───────┬──────┬┄┄┄┄┄┄┄┄┬──────┬┄┄┄┄┄┄┄┬──────┐
 *     │ 1 or 2 │  name  │  0   │ mode  │  0   │ option │  0   │ value │  0   │  RRQ, WRQ
 *     ├────────┼────────┴──────┼───────┴──────┴┄┄┄┄┄┄┄┄┴──────┴┄┄┄┄┄┄┄┴──────┘
 *     │   3    │ block (2)     │ 0 … blksize bytes                               DATA
 *     │   4    │ block (2)     │                                                 ACK
 *     │   5    │ code (2)      │ message, 0                                      ERROR
 *     │   6    │ option, 0, value, 0 …                                           OACK
 *     └────────┴───────────────┘
 */

/** One option as it stands on the wire; names keep the sender's spelling. */
export interface TftpOption {
  name: string;
  value: string;
}

export type TftpPacket =
  | { op: 'read' | 'write'; path: string; mode: string; options: TftpOption[] }
  | { op: 'data'; block: number; bytes: Uint8Array }
  | { op: 'ack'; block: number }
  | { op: 'error'; code: number; message: string }
  | { op: 'option-ack'; options: TftpOption[] };

/** Error codes of RFC 1350 (appendix) that this server sends; 8 is a client's (RFC 2347). */
export const tftpError = {
  notDefined: 0,
  fileNotFound: 1,
  accessViolation: 2,
  diskFull: 3,
  illegalOperation: 4,
  unknownTransferId: 5,
} as const;

/** The longest request a client may send (RFC 2347). */
const MAX_REQUEST_BYTES = 512;

/**
 * Reads one datagram. Never throws.
 *
 * Names are read as UTF-8, the mode in lower case. A request's name and mode must be ended by their
 * zero byte; of its options, a half or nameless pair at the end is dropped, as if never asked for.
 * Bytes behind an ACK are ignored, an ERROR cut short counts as one.
 */
export function decodeTftp(
  bytes: Uint8Array,
): { ok: true; value: TftpPacket } | { ok: false; reason: string } {
  const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const opcode = packet.length < 2 ? 0 : packet.readUInt16BE(0);
  // However short it is, an ERROR is one, and nobody is to answer it.
  if (packet.length < 4 && opcode === 5) {
    return { ok: true, value: { op: 'error', code: 0, message: '' } };
  }
  if (packet.length < 4) return { ok: false, reason: 'shorter than any TFTP packet' };
  const second = packet.readUInt16BE(2);
  switch (opcode) {
    case 1:
    case 2:
      return decodeRequest(opcode === 1 ? 'read' : 'write', packet);
    case 3:
      return { ok: true, value: { op: 'data', block: second, bytes: packet.subarray(4) } };
    case 4:
      return { ok: true, value: { op: 'ack', block: second } };
    case 5: {
      const message = packet.toString('utf8', 4).split('\0', 1)[0] ?? '';
      return { ok: true, value: { op: 'error', code: second, message } };
    }
    case 6:
      return { ok: true, value: { op: 'option-ack', options: pairs(endedStrings(packet)) } };
    default:
      return { ok: false, reason: `unknown operation ${opcode}` };
  }
}

function decodeRequest(op: 'read' | 'write', packet: Buffer): ReturnType<typeof decodeTftp> {
  if (packet.length > MAX_REQUEST_BYTES) {
    return { ok: false, reason: `request longer than ${MAX_REQUEST_BYTES} bytes` };
  }
  const [path, mode, ...rest] = endedStrings(packet);
  if (path === undefined || mode === undefined) {
    return { ok: false, reason: 'request without a complete file name and mode' };
  }
  return { ok: true, value: { op, path, mode: mode.toLowerCase(), options: pairs(rest) } };
}

/** The zero-ended strings behind the operation; a last one that is not ended is left out. */
function endedStrings(packet: Buffer): string[] {
  return packet.toString('utf8', 2).split('\0').slice(0, -1);
}

function pairs(strings: string[]): TftpOption[] {
  const options: TftpOption[] = [];
  for (let at = 0; at + 1 < strings.length; at += 2) {
    const name = strings[at] ?? '';
    if (name !== '') options.push({ name, value: strings[at + 1] ?? '' });
  }
  return options;
}

/** RRQ or WRQ, as a client sends it. */
export function encodeRequest(
  op: 'read' | 'write',
  path: string,
  mode: string,
  options: TftpOption[] = [],
): Uint8Array {
  const strings = [path, mode, ...options.flatMap(({ name, value }) => [name, value])];
  return withOpcode(op === 'read' ? 1 : 2, strings);
}

/** DATA; `block` is the number on the wire, 0 … 65535. */
export function encodeData(block: number, bytes: Uint8Array): Uint8Array {
  const packet = Buffer.allocUnsafe(4 + bytes.length);
  packet.writeUInt16BE(3, 0);
  packet.writeUInt16BE(block, 2);
  packet.set(bytes, 4);
  return packet;
}

/** ACK; `block` is the number on the wire, 0 … 65535. */
export function encodeAck(block: number): Uint8Array {
  return Uint8Array.of(0, 4, block >>> 8, block & 255);
}

/** ERROR with words for a person. */
export function encodeError(code: number, message: string): Uint8Array {
  return Buffer.concat([Buffer.of(0, 5, code >>> 8, code & 255), Buffer.from(`${message}\0`)]);
}

/** OACK with the options agreed on, in the order given. */
export function encodeOptionAck(options: TftpOption[]): Uint8Array {
  return withOpcode(
    6,
    options.flatMap(({ name, value }) => [name, value]),
  );
}

function withOpcode(opcode: number, strings: string[]): Buffer {
  const body = strings.map((text) => `${text}\0`).join('');
  return Buffer.concat([Buffer.of(0, opcode), Buffer.from(body, 'utf8')]);
}
