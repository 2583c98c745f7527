import { expect, it } from 'vitest';
import { udpPacket } from './ipv4-packet.ts';

it('builds a UDP packet from 0.0.0.0 with the check sums of RFC 791 and RFC 768', () => {
  const packet = udpPacket(
    { address: '0.0.0.0', port: 68 },
    { address: '255.255.255.255', port: 67 },
    Buffer.from('abc'),
  );
  // By hand: ~(4500+001f+4000+4011) = 3acf and ~(0011+000b+0044+0043+000b+6162+6300) = 3aef;
  // the two words ffff of 255.255.255.255 add nothing in one's complement.
  expect(packet.toString('hex')).toBe(
    '4500001f000040004011' + '3acf' + '00000000ffffffff' + '00440043000b' + '3aef' + '616263',
  );
  const sum = (bytes: Buffer) => {
    let all = 0;
    for (let at = 0; at < bytes.length; at += 2) all += bytes.readUInt16BE(at);
    return (all & 0xffff) + (all >>> 16);
  };
  expect(sum(packet.subarray(0, 20))).toBe(0xffff);
});
