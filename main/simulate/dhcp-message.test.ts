import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDhcpReply, dhcpType, encodeDhcp } from './dhcp-message.ts';
import { unitModels } from './models.ts';
import { dhcpSelf } from './unit.ts';

/** An ACK with 1, 51, 54 and 66, written by hand. */
function ack(options = '350105' + '3604c0a84c01' + '330400000e10' + '0104fffffe00'): Buffer {
  const head = Buffer.alloc(240);
  head.set([2, 1, 6, 0, 0xde, 0xad, 0xbe, 0xef]);
  head.set([192, 168, 76, 20], 16);
  head.set([0, 0x0e, 8, 0xaa, 0xbb, 1], 28);
  head.writeUInt32BE(0x63825363, 236);
  const server = Buffer.from('\x42\x0c192.168.76.1', 'latin1');
  return Buffer.concat([head, Buffer.from(options, 'hex'), server, Buffer.from([255])]);
}

describe('DHCP messages of a unit', () => {
  it('reads an ACK with lease, mask, server and options', () => {
    expect(decodeDhcpReply(ack())).toMatchObject({
      type: dhcpType.ack,
      xid: 0xdeadbeef,
      mac: '000e08aabb01',
      address: '192.168.76.20',
      serverId: '192.168.76.1',
      mask: '255.255.254.0',
      leaseSeconds: 3600,
    });
    expect(decodeDhcpReply(ack())?.options.get(66)?.toString()).toBe('192.168.76.1');
  });

  it('joins an option that comes twice', () => {
    const twice = ack('350105' + '4203313932');
    expect(decodeDhcpReply(twice)?.options.get(66)?.toString()).toBe('192192.168.76.1');
  });

  it('refuses requests, other hardware, a missing cookie and a missing type', () => {
    const broken = [0, 1, 2, 236].map((at) => {
      const bytes = ack();
      bytes.set([9], at);
      return bytes;
    });
    for (const bytes of [...broken, ack('')]) expect(decodeDhcpReply(bytes)).toBeNull();
  });

  it('meets every truncation without throwing', () => {
    const whole = ack();
    for (let size = 0; size < whole.length - 1; size += 1) {
      const read = decodeDhcpReply(whole.subarray(0, size));
      // The end mark may be missing, an option may not be cut.
      if (size < 243) expect(read).toBeNull();
    }
  });

  it('meets random bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        decodeDhcpReply(tail);
        decodeDhcpReply(Buffer.concat([ack().subarray(0, 240), tail]));
      }),
    );
  });

  it('sends at least 300 bytes and no vendor class from a PAP2T', () => {
    const model = unitModels.PAP2T;
    if (!model) throw new Error('no PAP2T');
    const bytes = encodeDhcp(dhcpSelf(model, '0018f8000001'), {
      type: 'discover',
      xid: 1,
      secs: 0,
      requested: null,
      serverId: null,
      clientAddress: null,
    });
    expect(bytes.length).toBe(300);
    expect(bytes.subarray(240).includes(Buffer.from('LINKSYS'))).toBe(false);
  });

  it('fills ciaddr and asks for no broadcast when it renews', () => {
    const self = { mac: '000e08000001', vendorClass: null, hostName: null, asksFor: [1] };
    const bytes = encodeDhcp(self, {
      type: 'request',
      xid: 1,
      secs: 0,
      requested: null,
      serverId: null,
      clientAddress: '10.0.0.7',
    });
    expect([...bytes.subarray(10, 16)]).toEqual([0, 0, 10, 0, 0, 7]);
  });
});
