/**
 * The pcap file format, link type RAW (101): each packet begins with its IPv4 header. The station sees
 * datagrams, not packets, so IPv4 and UDP headers are written here of what it knows: addresses, ports, lengths.
 * Time to live and identification are made up (64, 0); fragments the system put together are one packet. Pure.
 */

/** `address` as an unsigned number. */
export interface Endpoint {
  address: number;
  port: number;
}

/** `LINKTYPE_RAW`: https://www.tcpdump.org/linktypes.html */
const LINK_TYPE_RAW = 101;
const LONGEST_PACKET = 65_535;
const RECORD_HEADER = 16;
const IP_HEADER = 20;
const UDP_HEADER = 8;
/** What stands before a datagram's bytes in its record. */
export const RECORD_OVERHEAD = RECORD_HEADER + IP_HEADER + UDP_HEADER;

/** The file's own header: little-endian, microseconds, version 2.4. */
export function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(LONGEST_PACKET, 16);
  header.writeUInt32LE(LINK_TYPE_RAW, 20);
  return header;
}

/**
 * Writes one datagram as a record, its check sums still 0: {@link sealRecord} sets them. On the way of every
 * packet, so nothing is made here.
 * @param at      where in `view`, with room for `RECORD_OVERHEAD + bytes.length` bytes
 * @param micros  since 1970
 */
export function writeRecord(
  view: DataView,
  at: number,
  micros: number,
  from: Endpoint,
  to: Endpoint,
  bytes: Uint8Array,
): void {
  const seconds = Math.floor(micros / 1_000_000);
  const length = IP_HEADER + UDP_HEADER + bytes.length;
  view.setUint32(at, seconds, true);
  view.setUint32(at + 4, micros - seconds * 1_000_000, true);
  view.setUint32(at + 8, length, true);
  view.setUint32(at + 12, length, true);
  // RFC 791: version 4, five words, no type of service; do not fragment; 64 hops; UDP.
  view.setUint32(at + 16, 0x4500_0000 + length);
  view.setUint32(at + 20, 0x4000);
  view.setUint32(at + 24, 0x4011_0000);
  view.setUint32(at + 28, from.address);
  view.setUint32(at + 32, to.address);
  // RFC 768
  view.setUint16(at + 36, from.port);
  view.setUint16(at + 38, to.port);
  view.setUint16(at + 40, UDP_HEADER + bytes.length);
  view.setUint16(at + 42, 0);
  const { buffer, byteOffset } = view;
  new Uint8Array(buffer, byteOffset + at + RECORD_OVERHEAD, bytes.length).set(bytes);
}

/** What a record says; `bytes` is a view of it. */
export interface ReadRecord {
  micros: number;
  from: Endpoint;
  to: Endpoint;
  bytes: Buffer;
}

/** When it was seen, in microseconds since 1970. */
export function microsOf(record: Buffer): number {
  return record.readUInt32LE(0) * 1_000_000 + record.readUInt32LE(4);
}

export function readRecord(record: Buffer): ReadRecord {
  return {
    micros: microsOf(record),
    from: { address: record.readUInt32BE(28), port: record.readUInt16BE(36) },
    to: { address: record.readUInt32BE(32), port: record.readUInt16BE(38) },
    bytes: record.subarray(RECORD_OVERHEAD),
  };
}

/** Sets both check sums; the last thing done to a record. */
export function sealRecord(record: Buffer): void {
  const ip = record.subarray(RECORD_HEADER, RECORD_HEADER + IP_HEADER);
  const udp = record.subarray(RECORD_HEADER + IP_HEADER);
  ip.writeUInt16BE(0, 10);
  ip.writeUInt16BE(checksumOf(sumOf(ip)), 10);
  udp.writeUInt16BE(0, 6);
  // The pseudo header: both addresses, the protocol, the length.
  const sum = checksumOf(sumOf(ip.subarray(12)) + 17 + udp.length + sumOf(udp));
  // 0 would say "no check sum".
  udp.writeUInt16BE(sum === 0 ? 0xffff : sum, 6);
}

/** Of 16-bit words; an odd last byte counts as the upper half of one (RFC 1071). */
function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }
  return sum;
}

function checksumOf(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x1_0000) + Math.floor(folded / 0x1_0000);
  return ~folded & 0xffff;
}
