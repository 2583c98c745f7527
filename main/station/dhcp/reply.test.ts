import { describe, expect, it } from 'vitest';
import { defaultDhcpConfig } from './config.ts';
import { destinationOf, detourOf } from './destination.ts';
import { decodeOptions } from './options.ts';
import { type DhcpPacket, decodePacket } from './packet.ts';
import { buildReply, encodeReply } from './reply.ts';

const SERVER = { address: '192.168.76.1', prefix: 23 };
const CONFIG = defaultDhcpConfig(SERVER.address, SERVER.prefix);
const OFFER = { kind: 'offer', address: '192.168.76.20', leaseSeconds: 3600 } as const;

function request(
  options: [number, Uint8Array][] = [],
  fields: Partial<DhcpPacket> = {},
): DhcpPacket {
  return {
    op: 1,
    hops: 0,
    xid: 7,
    secs: 0,
    wantsBroadcast: false,
    ciaddr: '0.0.0.0',
    yiaddr: '0.0.0.0',
    siaddr: '0.0.0.0',
    giaddr: '0.0.0.0',
    chaddr: '000e08123456',
    options: new Map(options),
    ...fields,
  };
}

/** Options as text: hex, or what it says for 66 and its like. */
function shown(packet: DhcpPacket): Record<number, string> {
  const isText = new Set([15, 56, 66, 67, 159, 160]);
  return Object.fromEntries(
    [...packet.options].map(([code, value]) => [
      code,
      Buffer.from(value).toString(isText.has(code) ? 'utf8' : 'hex'),
    ]),
  );
}

describe('the reply', () => {
  it('carries the standard options in every OFFER, 53 and 54 first, 66 though not asked for', () => {
    const reply = buildReply(request(), OFFER, true, CONFIG, SERVER);
    expect([...reply.options.keys()].slice(0, 2)).toEqual([53, 54]);
    expect(shown(reply)).toEqual({
      53: '02',
      54: 'c0a84c01',
      51: '00000e10',
      58: '00000708',
      59: '00000c4e',
      1: 'fffffe00',
      28: 'c0a84dff',
      66: '192.168.76.1',
    });
    expect(reply).toMatchObject({ op: 2, xid: 7, yiaddr: OFFER.address, siaddr: '192.168.76.1' });
  });

  it('answers 150, 159 and 160 when asked', () => {
    const asked = request([[55, Uint8Array.of(150, 160, 159)]]);
    expect(shown(buildReply(asked, OFFER, true, CONFIG, SERVER))).toMatchObject({
      150: 'c0a84c01',
      159: '192.168.76.1',
      160: '192.168.76.1',
    });
  });

  it('sends everything that is configured', () => {
    const config = {
      ...CONFIG,
      routers: ['192.168.76.2'],
      dnsServers: ['192.168.76.3', '192.168.76.4'],
      domain: 'bench.test',
      timeServers: ['192.168.76.5'],
      vendorOptions: '0102',
      bootServer: 'http://192.168.76.1:8080/spa$PSN.cfg',
      bootFile: 'x.cfg',
      bootServers150: ['192.168.76.6'],
      bootServer159: 'a',
      bootServer160: 'b',
    };
    const reply = buildReply(request(), OFFER, true, config, SERVER);
    expect(shown(reply)).toMatchObject({
      3: 'c0a84c02',
      6: 'c0a84c03c0a84c04',
      15: 'bench.test',
      42: 'c0a84c05',
      43: '0102',
      66: 'http://192.168.76.1:8080/spa$PSN.cfg',
      67: 'x.cfg',
      150: 'c0a84c06',
      159: 'a',
      160: 'b',
    });
    expect(reply.siaddr).toBe('192.168.76.1');
  });

  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['tftp://10.1.2.3/x', '10.1.2.3'],
    ['bench.example', '192.168.76.1'],
  ])('siaddr agrees with option 66 %s', (bootServer, siaddr) => {
    const config = { ...CONFIG, bootServer };
    expect(buildReply(request(), OFFER, true, config, SERVER).siaddr).toBe(siaddr);
  });

  it('tells a foreign client nothing about boot servers', () => {
    const asked = request([[55, Uint8Array.of(66, 67, 150, 159, 160)]]);
    const config = { ...CONFIG, bootFile: 'x', bootServers150: ['192.168.76.6'] };
    const reply = buildReply(asked, OFFER, false, config, SERVER);
    expect([66, 67, 150, 159, 160].filter((code) => reply.options.has(code))).toEqual([]);
    expect(reply.siaddr).toBe('0.0.0.0');
  });

  it('gives an INFORM options without address and times', () => {
    const reply = buildReply(
      request([], { ciaddr: '192.168.76.9' }),
      { kind: 'inform-ack' },
      true,
      CONFIG,
      SERVER,
    );
    expect(reply).toMatchObject({ yiaddr: '0.0.0.0', ciaddr: '192.168.76.9' });
    expect([51, 58, 59].filter((code) => reply.options.has(code))).toEqual([]);
    expect(shown(reply)).toMatchObject({ 53: '05', 66: '192.168.76.1' });
  });

  it('puts only server, reason and echoes into a NAK, and has the relay broadcast it', () => {
    const asked = request([[61, Uint8Array.of(9, 9)]], { giaddr: '192.168.76.8' });
    const reply = buildReply(asked, { kind: 'nak', why: 'wrong' }, true, CONFIG, SERVER);
    expect(shown(reply)).toEqual({ 53: '06', 54: 'c0a84c01', 56: 'wrong', 61: '0909' });
    expect(reply).toMatchObject({ siaddr: '0.0.0.0', yiaddr: '0.0.0.0', wantsBroadcast: true });
  });

  it('echoes client identifier and relay information, the latter last', () => {
    const asked = request([
      [82, Uint8Array.of(1, 2, 65, 66)],
      [61, Uint8Array.of(1, 2, 3)],
    ]);
    const keys = [...buildReply(asked, OFFER, true, CONFIG, SERVER).options.keys()];
    expect(keys.slice(-2)).toEqual([61, 82]);
  });

  it.each([
    [undefined, 548],
    [Uint8Array.of(0, 100), 548],
    [Uint8Array.of(4, 0), 996],
    [Uint8Array.of(255, 255), 1472],
  ])('keeps to the client’s largest message %s', (size, most) => {
    const asked = request([
      [55, Uint8Array.of(150, 159, 160)],
      [82, new Uint8Array(200)],
      ...(size ? [[57, size] as [number, Uint8Array]] : []),
    ]);
    const config = { ...CONFIG, vendorOptions: 'ab'.repeat(1200), bootServer: 'x'.repeat(100) };
    const bytes = encodeReply(buildReply(asked, OFFER, true, config, SERVER), asked.options);
    expect(bytes.length).toBeLessThanOrEqual(most);
    const options = decodeOptions(bytes.subarray(240), new Uint8Array(), new Uint8Array());
    expect([...(options ?? [])].map(([code]) => code)).toEqual(
      expect.arrayContaining([53, 54, 51, 82]),
    );
    const read = decodePacket(bytes);
    expect(read.ok && shown(read.value)[66]).toBe(config.bootServer);
  });

  it.each([
    [
      [66, 6, 1, 3],
      [53, 54, 51, 58, 59, 66, 6, 1, 3, 28],
    ],
    [
      // The mask comes before the router all the same (RFC 2132 section 3.3).
      [3, 51, 54, 53],
      [53, 58, 59, 1, 3, 51, 54, 28, 6, 66],
    ],
  ])('puts what was asked for in the order it was asked for: %s', (list, expected) => {
    const asked = request([[55, Uint8Array.from(list)]]);
    const config = { ...CONFIG, routers: ['192.168.76.2'], dnsServers: ['192.168.76.3'] };
    const reply = buildReply(asked, OFFER, true, config, SERVER);
    expect([...reply.options.keys()]).toEqual(expected);
  });

  it('names each client by its MAC when option 12 says so', () => {
    const config = { ...CONFIG, hostName: 'spa-$MA' };
    const name = buildReply(request(), OFFER, true, config, SERVER).options.get(12);
    expect(Buffer.from(name ?? []).toString()).toBe('spa-000e08123456');
  });

  it.each([
    [3600, [1800, 3150]],
    [4, [2, 3]],
    [2, []],
  ])('T1 and T2 of a lease of %i s come before its end', (leaseSeconds, times) => {
    const reply = buildReply(request(), { ...OFFER, leaseSeconds }, true, CONFIG, SERVER);
    const seconds = [58, 59].flatMap((code) => {
      const value = reply.options.get(code);
      return value ? Buffer.from(value).readUInt32BE() : [];
    });
    expect(seconds).toEqual(times);
  });
});

describe('a reply too long for the options field', () => {
  const long = {
    ...CONFIG,
    bootServer: 'http://192.168.76.1/spa$PSN.cfg',
    bootFile: 'f'.repeat(120),
    domain: `${'d'.repeat(50)}.test`,
    vendorOptions: 'ab'.repeat(100),
    bootServer159: 's'.repeat(50),
  };
  const asked = request([
    [55, Uint8Array.of(1, 66, 43, 67, 15)],
    [61, Uint8Array.of(1, 2, 3)],
    [82, Uint8Array.of(1, 2, 65, 66)],
  ]);
  const bytes = encodeReply(buildReply(asked, OFFER, true, long, SERVER), asked.options);
  const area = (from: number, to?: number) =>
    decodeOptions(bytes.subarray(from, to), new Uint8Array(), new Uint8Array()) ?? new Map();

  it('goes on in file and sname (option 52), within the client’s limit', () => {
    expect(bytes.length).toBeLessThanOrEqual(548);
    const read = decodePacket(bytes);
    if (!read.ok) throw new Error(read.reason);
    expect(shown(read.value)).toMatchObject({
      15: long.domain,
      43: long.vendorOptions,
      66: long.bootServer,
      67: long.bootFile,
      159: long.bootServer159,
    });
    expect([...area(108, 236).keys()]).toEqual([43]);
    expect([...area(44, 108).keys()]).toEqual([159]);
    expect(Buffer.from(bytes).indexOf(Buffer.from([52, 1, 3]))).toBe(243);
  });

  it('keeps relay information at the end of the options field', () => {
    const end = bytes.lastIndexOf(255);
    expect(Buffer.from(bytes.subarray(end - 6, end))).toEqual(Buffer.from([82, 4, 1, 2, 65, 66]));
  });

  it('cuts a value that fits nowhere whole into pieces a client joins (RFC 3396)', () => {
    const config = { ...CONFIG, vendorOptions: 'cd'.repeat(350) };
    const sent = encodeReply(buildReply(asked, OFFER, true, config, SERVER), asked.options);
    expect(sent.length).toBeLessThanOrEqual(548);
    const read = decodePacket(sent);
    if (!read.ok) throw new Error(read.reason);
    expect(shown(read.value)[43]).toBe(config.vendorOptions);
    const inField = decodeOptions(sent.subarray(240), new Uint8Array(), new Uint8Array());
    expect(inField?.get(43)?.length).toBeLessThan(350);
  });

  it('leaves file and sname alone when all fits', () => {
    const short = encodeReply(buildReply(request(), OFFER, true, CONFIG, SERVER), new Map());
    expect(short.subarray(44, 236).every((byte) => byte === 0)).toBe(true);
    expect(short.length).toBe(300);
  });
});

describe('where a reply goes', () => {
  const from = { address: '192.168.76.50', port: 68 };
  const none = { ciaddr: '0.0.0.0', giaddr: '0.0.0.0' };
  const client = { ...none, ciaddr: '192.168.76.50' };
  const relay = { ...client, giaddr: '192.168.76.8' };

  const offer = { kind: 'offer', address: '192.168.76.50', leaseSeconds: 60 } as const;
  const ack = { kind: 'ack', address: '192.168.76.50', leaseSeconds: 60 } as const;
  const informAck = { kind: 'inform-ack' } as const;
  const nak = { kind: 'nak', why: '' } as const;
  const elsewhere = { ...none, ciaddr: '10.0.0.7' };

  it.each([
    ['an OFFER to everybody', offer, none, '255.255.255.255', 68],
    ['an OFFER to everybody, whatever ciaddr says', offer, elsewhere, '255.255.255.255', 68],
    ['an ACK of a renewal to the client', ack, client, '192.168.76.50', 68],
    ['an ACK for another address to everybody', ack, elsewhere, '255.255.255.255', 68],
    ['an answered INFORM to the client', informAck, client, '192.168.76.50', 68],
    ['a NAK to everybody', nak, client, '255.255.255.255', 68],
    ['anything relayed to the relay', ack, relay, '192.168.76.8', 67],
    ['a relayed NAK to the relay', nak, relay, '192.168.76.8', 67],
  ] as const)('%s', (_, reply, packet, address, port) => {
    expect(destinationOf(reply, packet, from, 67, false)).toEqual({ address, port });
  });

  it('waits for no address that answers no ARP: to everybody instead, a relay goes without', () => {
    const unicast = destinationOf(ack, client, from, 67, false);
    expect(detourOf(unicast, client, false)).toEqual({ orElse: '255.255.255.255' });
    expect(detourOf(destinationOf(ack, relay, from, 67, false), relay, false)).toEqual({
      orElse: null,
    });
    expect(detourOf(destinationOf(offer, none, from, 67, false), none, false)).toEqual({});
    expect(detourOf(from, relay, true)).toEqual({});
  });

  it('counts from another server port, and goes back to the sender on loopback', () => {
    expect(destinationOf(offer, none, from, 6700, false).port).toBe(6701);
    expect(destinationOf(ack, relay, from, 6700, false).port).toBe(6700);
    expect(destinationOf(nak, relay, from, 67, true)).toEqual(from);
  });
});
