/** A whole IPv4 + UDP packet, for what the kernel cannot send by itself: DHCP from 0.0.0.0. */
import { type Ipv4, ipv4ToNumber } from '../contract/values.ts';

/**
 * RFC 791 header without options (TTL 64, do not fragment) and RFC 768, both with check sums.
 * @param payload at most 1472 bytes: one Ethernet frame
 */
export function udpPacket(
  from: { address: Ipv4; port: number },
  to: { address: Ipv4; port: number },
  payload: Uint8Array,
): Buffer {
  const udpLength = 8 + payload.length;
  const packet = Buffer.alloc(20 + udpLength);
  packet.set([0x45, 0], 0);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(0x4000, 6);
  packet.set([64, 17], 8);
  packet.writeUInt32BE(ipv4ToNumber(from.address) ?? 0, 12);
  packet.writeUInt32BE(ipv4ToNumber(to.address) ?? 0, 16);
  packet.writeUInt16BE(checksum(packet.subarray(0, 20)), 10);
  packet.writeUInt16BE(from.port, 20);
  packet.writeUInt16BE(to.port, 22);
  packet.writeUInt16BE(udpLength, 24);
  packet.set(payload, 28);
  const pseudo = Buffer.from([...packet.subarray(12, 20), 0, 17, udpLength >> 8, udpLength & 255]);
  const sum = checksum(Buffer.concat([pseudo, packet.subarray(20)]));
  // 0 would mean "no check sum".
  packet.writeUInt16BE(sum === 0 ? 0xffff : sum, 26);
  return packet;
}

/** One's complement sum of RFC 1071. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
