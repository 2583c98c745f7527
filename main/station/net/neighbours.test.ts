import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEchoRequest, isEchoReply } from './icmp.ts';
import { readDarwinArp, readIpNeigh, readProcArp, readWindowsArp } from './neighbours.ts';
import { isConfirmed, isPingAnswer, pingCommand } from './probe.ts';

it('reads resolved entries of one card from /proc/net/arp', () => {
  const table = `IP address       HW type     Flags       HW address            Mask     Device
192.168.76.20    0x1         0x2         00:0e:08:aa:bb:01     *        eth1
192.168.76.21    0x1         0x0         00:00:00:00:00:00     *        eth1
192.168.76.22    0x1         0x6         00:0e:08:aa:bb:03     *        eth1
192.168.76.20    0x1         0x2         00:0e:08:aa:bb:09     *        eth0
`;
  expect([...readProcArp(table, 'eth1')]).toEqual([
    ['192.168.76.20', '000e08aabb01'],
    ['192.168.76.22', '000e08aabb03'],
  ]);
});

it('reads age and state from ip, and leaves out who never answered', () => {
  const text = JSON.stringify([
    { dst: '192.168.76.20', lladdr: '00:0e:08:aa:bb:01', confirmed: 7, state: ['STALE'] },
    { dst: '192.168.76.21', confirmed: 60, state: ['FAILED'] },
    null,
  ]);
  expect([...readIpNeigh(text)]).toEqual([
    ['192.168.76.20', { mac: '000e08aabb01', confirmedMsAgo: 7000, state: 'STALE' }],
  ]);
});

it('reads arp of macOS, with its short MACs, for one card', () => {
  const text = `? (192.168.76.20) at 0:e:8:aa:bb:1 on en5 ifscope [ethernet]
? (192.168.76.21) at (incomplete) on en5 ifscope [ethernet]
? (192.0.2.1) at 0:e:8:aa:bb:2 on en0 ifscope [ethernet]\n`;
  const entry = { mac: '000e08aabb01', confirmedMsAgo: null, state: 'KNOWN' };
  expect([...readDarwinArp(text, 'en5')]).toEqual([['192.168.76.20', entry]]);
});

it('reads arp of Windows in any language', () => {
  const text = `\r\nSchnittstelle: 192.168.76.1 --- 0xf\r\n  Internetadresse       Physische Adresse     Typ\r
  192.168.76.20         00-0e-08-aa-bb-01     dynamisch\r\n`;
  expect(readWindowsArp(text).get('192.168.76.20')?.mac).toBe('000e08aabb01');
});

it('reads any text without a throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readProcArp(text, 'eth1');
      readIpNeigh(text);
      readDarwinArp(text, 'en5');
      readWindowsArp(text);
    }),
  );
});

describe('a neighbour counts as confirmed since a moment', () => {
  const seen = (state: string, seconds: number) => ({
    mac: '000e08aabb01',
    confirmedMsAgo: seconds * 1000,
    state,
  });

  it.each([
    ['its age is surely below', undefined, seen('REACHABLE', 2), 3000, true],
    ['its age may be above', undefined, seen('REACHABLE', 2), 2999, false],
    ['it is stale and old', seen('STALE', 40), seen('STALE', 45), 5000, false],
    ['it is asked just now', seen('STALE', 40), seen('PROBE', 45), 5000, false],
    ['it became reachable', seen('STALE', 40), seen('REACHABLE', 0), 500, true],
    ['it appeared', null, seen('REACHABLE', 0), 10, true],
    [
      'it stayed reachable without an answer',
      seen('REACHABLE', 3),
      seen('REACHABLE', 8),
      5000,
      false,
    ],
    ['its age fell', seen('REACHABLE', 9), seen('REACHABLE', 0), 500, true],
    ['it was set by hand', null, seen('PERMANENT', 0), 5000, false],
  ])('%s', (_when, before, now, sinceMsAgo, expected) => {
    expect(isConfirmed(before, now, sinceMsAgo)).toBe(expected);
  });

  it('not when the system keeps no age', () => {
    const now = { mac: '000e08aabb01', confirmedMsAgo: null, state: 'KNOWN' };
    expect(isConfirmed(null, now, 5000)).toBe(false);
  });
});

describe('an echo', () => {
  // RFC 1071: the sum over a packet with its checksum is all ones.
  const sum = (bytes: Uint8Array) => {
    let total = 0;
    for (let at = 0; at < bytes.length; at += 2) {
      total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    }
    return (total & 0xffff) + (total >>> 16);
  };

  it('request has a right checksum', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff), (identifier, sequence) => {
        expect(sum(encodeEchoRequest(identifier, sequence))).toBe(0xffff);
      }),
    );
  });

  const reply = Uint8Array.of(0, 0, 0, 0, 0x12, 0x34, 0, 1);
  const raw = Uint8Array.of(0x45, ...new Uint8Array(19), ...reply);

  it('reply is known with and without its IP header', () => {
    expect(isEchoReply(reply, 7, false)).toBe(true);
    expect(isEchoReply(raw, 0x1234, true)).toBe(true);
  });

  it('reply to another, our own request and every cut reply are none', () => {
    expect(isEchoReply(raw, 0x1235, true)).toBe(false);
    expect(isEchoReply(encodeEchoRequest(7, 1), 7, false)).toBe(false);
    for (let length = 0; length < raw.length; length += 1) {
      expect(isEchoReply(raw.subarray(0, length), 0x1234, true)).toBe(false);
    }
  });

  it('reads any bytes without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, isRaw) => {
        isEchoReply(bytes, 7, isRaw);
      }),
    );
  });
});

it('pings by the bench card, and takes no router for the unit', () => {
  const network = { interfaceName: 'en5', address: '192.168.76.1' };
  const mac = pingCommand(network, '192.168.76.20', 'darwin');
  expect(mac.args.join(' ')).toContain('-b en5 192.168.76.20');
  const windows = pingCommand(network, '192.168.76.20', 'win32');
  expect(windows.args.join(' ')).toContain('-S 192.168.76.1 192.168.76.20');
  expect(isPingAnswer('64 bytes from 192.168.76.20: icmp_seq=0 ttl=64 time=1.2 ms')).toBe(true);
  expect(isPingAnswer('Reply from 192.168.76.1: Destination host unreachable.')).toBe(false);
});
