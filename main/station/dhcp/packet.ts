/**
 * The BOOTP frame around DHCP (RFC 2131 section 2), bytes ↔ fields. Total: any bytes give a result,
 * nothing here throws.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +---------------+---------------+---------------+---------------+
 *   0 | op            | htype         | hlen          | hops          |
 *     +---------------+---------------+---------------+---------------+
 *   4 | xid                                                           |
 *     +-------------------------------+-------------------------------+
 *   8 | secs                          | flags (B = 0x8000)            |
 *     +-------------------------------+-------------------------------+
 *  12 | ciaddr: the client's own, when it may already use it          |
 *  16 | yiaddr: what the server gives                                 |
 *  20 | siaddr: next server                                           |
 *  24 | giaddr: relay agent                                           |
 *     +---------------------------------------------------------------+
 *  28 | chaddr (16; a MAC takes the first 6)                          |
 *  44 | sname (64)                                                    |
 * 108 | file (128)                                                    |
 * 236 | 99 130 83 99, then options                                    |
 *     +---------------------------------------------------------------+
 */
import { type Ipv4, ipv4ToNumber, type Mac } from '../../contract/values.ts';
import { FILE_BYTES, type Layout, layOut, SNAME_BYTES } from './layout.ts';
import {
  addPieces,
  type DhcpOptions,
  decodeOptions,
  type Piece,
  sizeOf,
  writePieces,
} from './options.ts';
import { addressAt, hex } from './values.ts';

/** One message either way; `options` in wire order. */
export interface DhcpPacket {
  /** 1: from a client, 2: from a server. */
  op: number;
  hops: number;
  xid: number;
  secs: number;
  /** The client asks for a broadcast reply. */
  wantsBroadcast: boolean;
  ciaddr: Ipv4;
  yiaddr: Ipv4;
  siaddr: Ipv4;
  giaddr: Ipv4;
  chaddr: Mac;
  options: DhcpOptions;
}

/** Why bytes are no DHCP message of an Ethernet client. */
export type NotDhcp = 'too-short' | 'no-cookie' | 'not-ethernet' | 'bad-options';

export type Decoded = { ok: true; value: DhcpPacket } | { ok: false; reason: NotDhcp };

const OPTIONS_AT = 240;
const COOKIE = 0x63825363;
const BROADCAST_FLAG = 0x8000;
/** BOOTP's size; old relays and clients drop what is shorter (RFC 1542 section 2.1). */
const SMALLEST_BYTES = 300;

/** Reads a datagram. Options are views into `bytes`: copy what is kept. */
export function decodePacket(bytes: Uint8Array): Decoded {
  if (bytes.length < OPTIONS_AT) return { ok: false, reason: 'too-short' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(236) !== COOKIE) return { ok: false, reason: 'no-cookie' };
  if (view.getUint8(1) !== 1 || view.getUint8(2) !== 6) {
    return { ok: false, reason: 'not-ethernet' };
  }
  const options = decodeOptions(
    bytes.subarray(OPTIONS_AT),
    bytes.subarray(108, 236),
    bytes.subarray(44, 108),
  );
  if (!options) return { ok: false, reason: 'bad-options' };
  return {
    ok: true,
    value: {
      op: view.getUint8(0),
      hops: view.getUint8(3),
      xid: view.getUint32(4),
      secs: view.getUint16(8),
      wantsBroadcast: (view.getUint16(10) & BROADCAST_FLAG) !== 0,
      ciaddr: addressAt(bytes, 12),
      yiaddr: addressAt(bytes, 16),
      siaddr: addressAt(bytes, 20),
      giaddr: addressAt(bytes, 24),
      chaddr: hex(bytes.subarray(28, 34)),
      options,
    },
  };
}

/** Writes a message: every option in the options field, `sname` and `file` empty, at least 300 bytes. */
export function encodePacket(packet: DhcpPacket): Uint8Array {
  return writePacket(packet, whole(packet.options));
}

/**
 * The same within what the client takes (RFC 2131 section 2): options go on in `file` and `sname` where
 * the options field is full, and the ones it misses least are left out where those are.
 * @param largestBytes  of the whole message, without IP and UDP headers
 * @param leastFirst    see {@link layOut}
 */
export function encodeWithin(
  packet: DhcpPacket,
  largestBytes: number,
  leastFirst: readonly number[],
): Uint8Array {
  return writePacket(packet, layOut(packet.options, largestBytes - OPTIONS_AT, leastFirst));
}

function writePacket(packet: DhcpPacket, layout: Layout): Uint8Array {
  const optionBytes = sizeOf(layout.field) + 1;
  const bytes = new Uint8Array(Math.max(SMALLEST_BYTES, OPTIONS_AT + optionBytes));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (packet.op << 24) | 0x01_0600 | packet.hops);
  view.setUint32(4, packet.xid);
  view.setUint16(8, packet.secs);
  view.setUint16(10, packet.wantsBroadcast ? BROADCAST_FLAG : 0);
  writeAddress(view, 12, packet.ciaddr);
  writeAddress(view, 16, packet.yiaddr);
  writeAddress(view, 20, packet.siaddr);
  writeAddress(view, 24, packet.giaddr);
  const mac = Number.parseInt(packet.chaddr, 16);
  view.setUint16(28, Math.floor(mac / 2 ** 32));
  view.setUint32(30, mac % 2 ** 32);
  view.setUint32(236, COOKIE);
  if (layout.sname.length > 0) writePieces(bytes.subarray(44, 44 + SNAME_BYTES), layout.sname);
  if (layout.file.length > 0) writePieces(bytes.subarray(108, 108 + FILE_BYTES), layout.file);
  writePieces(bytes.subarray(OPTIONS_AT), layout.field);
  return bytes;
}

function writeAddress(view: DataView, at: number, address: Ipv4): void {
  if (address !== '0.0.0.0') view.setUint32(at, ipv4ToNumber(address) ?? 0);
}

function whole(options: DhcpOptions): Layout {
  const field: Piece[] = [];
  options.forEach((value, code) => void addPieces(field, code, value));
  return { field, file: [], sname: [] };
}
