import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeOptions, encodeOptions } from './options.ts';
import { type DhcpPacket, decodePacket, encodePacket } from './packet.ts';

/** A DISCOVER as an SPA962 sends it: MAC 00:0E:08:12:34:56, option 55 asks 1, 3, 6, 66. */
const DISCOVER_HEX = [
  '01010600',
  'deadbeef',
  '00048000',
  '00000000'.repeat(4),
  '000e08123456'.padEnd(32, '0'),
  '00'.repeat(192),
  '63825363',
  '350101',
  '3d0701000e08123456',
  '3c0f4c494e4b535953205350412d393632',
  '370401030642',
  'ff',
].join('');

const discover = Buffer.from(DISCOVER_HEX, 'hex');

function decoded(bytes: Uint8Array): DhcpPacket {
  const result = decodePacket(bytes);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

function withOptions(...hexes: string[]): Buffer {
  return Buffer.concat([discover.subarray(0, 240), Buffer.from(hexes.join(''), 'hex')]);
}

describe('the decoder', () => {
  it('reads every field of a DISCOVER', () => {
    const packet = decoded(discover);
    expect(packet).toMatchObject({
      op: 1,
      xid: 0xdeadbeef,
      secs: 4,
      wantsBroadcast: true,
      ciaddr: '0.0.0.0',
      giaddr: '0.0.0.0',
      chaddr: '000e08123456',
    });
    expect([...packet.options.keys()]).toEqual([53, 61, 60, 55]);
    expect(Buffer.from(packet.options.get(60) ?? []).toString()).toBe('LINKSYS SPA-962');
  });

  it.each([
    ['too-short', discover.subarray(0, 239)],
    ['no-cookie', Buffer.concat([discover.subarray(0, 236), Buffer.alloc(64)])],
    ['not-ethernet', Buffer.from(discover).fill(6, 1, 2)],
    ['not-ethernet', Buffer.from(discover).fill(16, 2, 3)],
    ['bad-options', withOptions('350101', '3cff4142')],
    ['bad-options', withOptions('350101', '3c')],
  ])('says %s of bytes that are', (reason, bytes) => {
    expect(decodePacket(bytes)).toEqual({ ok: false, reason });
  });

  it('skips pads of one byte and reads nothing after the end mark', () => {
    const { options } = decoded(withOptions('0000', '350103', '00', 'ff', '3c0141'));
    expect([...options]).toEqual(
      [[53, Uint8Array.of(3)]].map(([k, v]) => [k, Buffer.from(v as Uint8Array)]),
    );
  });

  it('forgives a missing end mark', () => {
    expect([...decoded(withOptions('350101')).options.keys()]).toEqual([53]);
  });

  it('joins options in pieces: options field, then file, then sname (RFC 3396)', () => {
    const bytes = withOptions('340103', '3c0141', 'ff');
    bytes.set(Buffer.from('3c0142ff', 'hex'), 108);
    bytes.set(Buffer.from('3c0143ff', 'hex'), 44);
    const { options } = decoded(bytes);
    expect(Buffer.from(options.get(60) ?? []).toString()).toBe('ABC');
    expect(options.has(52)).toBe(false);
  });

  it('joins 64 KB in pieces of one byte, in their order and the option in its place', () => {
    const text = Array.from({ length: 21_000 }, (_, n) => (n % 256).toString(16).padStart(2, '0'));
    const { options } = decoded(withOptions(...text.map((byte) => `5201${byte}`), '350101ff'));
    expect([...options.keys()]).toEqual([82, 53]);
    expect(Buffer.from(options.get(82) ?? []).toString('hex')).toBe(text.join(''));
  });

  it('leaves file and sname alone without option 52, whatever they hold', () => {
    const bytes = withOptions('350101ff');
    bytes.fill(0x3c, 44, 236);
    expect([...decoded(bytes).options.keys()]).toEqual([53]);
  });

  it('refuses a bad option in an overloaded field', () => {
    const bytes = withOptions('340101', '350101ff');
    bytes.fill(0xfe, 108, 236);
    expect(decodePacket(bytes)).toEqual({ ok: false, reason: 'bad-options' });
  });

  it('gives a result for every truncation of a good packet', () => {
    for (let length = 0; length < discover.length; length += 1) {
      expect(() => decodePacket(discover.subarray(0, length))).not.toThrow();
      if (length < 240) expect(decodePacket(discover.subarray(0, length)).ok).toBe(false);
    }
  });

  it('gives a result for any bytes, bare or behind a good header', () => {
    const header = discover.subarray(0, 240);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (bytes) => {
        expect(typeof decodePacket(bytes).ok).toBe('boolean');
        expect(typeof decodePacket(Buffer.concat([header, bytes])).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});

describe('the encoder', () => {
  const reply: DhcpPacket = {
    op: 2,
    hops: 0,
    xid: 0xdeadbeef,
    secs: 0,
    wantsBroadcast: true,
    ciaddr: '0.0.0.0',
    yiaddr: '192.168.76.20',
    siaddr: '192.168.76.1',
    giaddr: '0.0.0.0',
    chaddr: '000e08123456',
    options: new Map([
      [53, Uint8Array.of(2)],
      [54, Uint8Array.of(192, 168, 76, 1)],
      [51, Uint8Array.of(0, 0, 14, 16)],
      [1, Uint8Array.of(255, 255, 254, 0)],
    ]),
  };

  it('writes an OFFER byte by byte, padded to 300 bytes', () => {
    const expected = [
      '02010600deadbeef00008000',
      '00000000',
      'c0a84c14',
      'c0a84c01',
      '00000000',
      '000e08123456'.padEnd(32, '0'),
      '00'.repeat(192),
      '63825363',
      '350102',
      '3604c0a84c01',
      '330400000e10',
      '0104fffffe00',
      'ff',
    ]
      .join('')
      .padEnd(600, '0');
    expect(Buffer.from(encodePacket(reply)).toString('hex')).toBe(expected);
  });

  it('writes what the decoder reads back, options in their order', () => {
    expect(decoded(encodePacket(reply))).toEqual({
      ...reply,
      options: new Map([...reply.options].map(([code, value]) => [code, value])),
    });
  });

  it('splits long values and keeps empty ones (RFC 3396)', () => {
    const option = fc.tuple(fc.integer({ min: 1, max: 254 }), fc.uint8Array({ maxLength: 700 }));
    fc.assert(
      fc.property(fc.array(option, { maxLength: 6 }), (list) => {
        const options = new Map(list.filter(([code]) => code !== 52));
        const read = decodeOptions(encodeOptions(options), new Uint8Array(), new Uint8Array());
        const hexes = (map: Map<number, Uint8Array> | null) =>
          [...(map ?? [])].map(([code, value]) => [code, Buffer.from(value).toString('hex')]);
        expect(hexes(read)).toEqual(hexes(options));
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with the codec of the npm package `dhcp` on what that can read', () => {
    const other = createRequire(import.meta.url)('dhcp/lib/protocol.js') as {
      parse(bytes: Buffer): Record<string, unknown> & { options: Record<number, unknown> };
    };
    const withText = new Map([
      ...reply.options,
      [58, Uint8Array.of(0, 0, 7, 8)],
      [66, Buffer.from('192.168.76.1')],
    ] as [number, Uint8Array][]);
    const parsed = other.parse(Buffer.from(encodePacket({ ...reply, options: withText })));
    expect(parsed).toMatchObject({
      op: 2,
      xid: 0xdeadbeef,
      flags: 0x8000,
      yiaddr: '192.168.76.20',
      siaddr: '192.168.76.1',
      chaddr: '00-0E-08-12-34-56',
    });
    expect(parsed.options).toMatchObject({
      1: '255.255.254.0',
      51: 3600,
      53: 2,
      54: '192.168.76.1',
      58: 1800,
      66: '192.168.76.1',
    });
  });
});
