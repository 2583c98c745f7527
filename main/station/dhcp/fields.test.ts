import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultDhcpConfig } from './config.ts';
import type { SeenExchange } from './exchange.ts';
import { ExchangeBook } from './exchange-book.ts';
import { describeExchange, messageFields } from './fields.ts';
import { type DhcpPacket, encodePacket } from './packet.ts';
import { buildReply, encodeReply } from './reply.ts';

const UNIT = '000e08123456';
const SERVER = { address: '192.168.76.1', prefix: 23 };

function discover(mac = UNIT, more: [number, Uint8Array][] = []): DhcpPacket {
  const none = '0.0.0.0';
  return {
    ...{ op: 1, hops: 0, xid: 0xdeadbeef, secs: 3, wantsBroadcast: true, chaddr: mac },
    ...{ ciaddr: none, yiaddr: none, siaddr: none, giaddr: none },
    options: new Map([
      [53, Uint8Array.of(1)],
      [60, Buffer.from('LINKSYS SPA-962')],
      [55, Uint8Array.of(1, 66)],
      ...more,
    ]),
  };
}

/** A DISCOVER and our OFFER, as the server tells of it. */
function seen(mac = UNIT, config = defaultDhcpConfig(SERVER.address, SERVER.prefix)): SeenExchange {
  const request = discover(mac);
  const outcome = { kind: 'offer', address: '192.168.76.20', leaseSeconds: 3600 } as const;
  const reply = buildReply(request, outcome, true, config, SERVER);
  const to = { address: '255.255.255.255', port: 68 };
  return {
    ...{ at: 1, mac, outcome, asked: encodePacket(request) },
    from: { address: '0.0.0.0', port: 68 },
    own: { address: SERVER.address, port: 67 },
    sent: { bytes: encodeReply(reply, request.options), to },
  };
}

describe('an exchange, decoded', () => {
  it('says what was asked, what was sent, and where option 66 lies', () => {
    const { message, outcome, asked, sent } = describeExchange(seen());
    expect([message, outcome]).toEqual(['DISCOVER', 'OFFER 192.168.76.20']);
    expect(asked).toMatchObject({ from: '0.0.0.0:68', to: '192.168.76.1:67', bytes: 300 });
    const values = (fields: typeof asked.fields) =>
      Object.fromEntries(fields.map(({ option, name, value }) => [option ?? name, value]));
    expect(values(asked.fields)).toMatchObject({
      ...{ xid: '0xdeadbeef', secs: '3', flags: 'broadcast', chaddr: '00:0E:08:12:34:56' },
      ...{ 53: 'DISCOVER', 55: '1, 66', 60: 'LINKSYS SPA-962' },
    });
    const fields = sent?.fields ?? [];
    expect(values(fields)).toMatchObject({ 51: '3600 s', 54: '192.168.76.1', 66: '192.168.76.1' });
    const option66 = fields.find(({ option }) => option === 66);
    expect(option66).toMatchObject({ name: 'TFTP server name', area: 'options', bytes: 14 });
    const bytes = Buffer.from(seen().sent?.bytes ?? []);
    const at = option66?.offset ?? 0;
    expect(bytes.subarray(at, at + 14).toString('latin1')).toBe('\x42\x0c192.168.76.1');
  });

  it('finds options in file and sname', () => {
    const usual = defaultDhcpConfig(SERVER.address, SERVER.prefix);
    const config = { ...usual, bootFile: 'f'.repeat(250), domain: 'd'.repeat(110) };
    const fields = describeExchange(seen(UNIT, config)).sent?.fields ?? [];
    expect(fields.find(({ option }) => option === 52)?.value).toMatch(/file/);
    const places = fields.filter(({ option }) => option === 67 || option === 15);
    expect(places.map(({ area }) => area)).toContain('file');
    expect(places.every(({ area, offset }) => area !== 'file' || offset >= 108)).toBe(true);
  });

  it('shows hostile text as text, and a value of the wrong length in hex', () => {
    const more: [number, Uint8Array][] = [
      [12, Buffer.from('a\x1b[2J\n')],
      [50, Uint8Array.of(1, 2)],
    ];
    const fields = messageFields(encodePacket(discover(UNIT, more)));
    const shownAs = (code: number) => fields.find(({ option }) => option === code)?.value ?? '';
    expect(shownAs(12)).not.toMatch(/\p{Cc}/u);
    expect(shownAs(50)).toBe('0102');
  });

  it('has an answer for any bytes', () => {
    const header = encodePacket(discover()).subarray(0, 240);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const each of [bytes, Buffer.concat([header, bytes])]) {
          for (const { offset, bytes: size } of messageFields(each)) {
            expect(offset + size).toBeLessThanOrEqual(each.length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the book of exchanges', () => {
  it('keeps the last of each client, oldest first', () => {
    const book = new ExchangeBook();
    for (let at = 1; at <= 25; at += 1) book.add({ ...seen(), at });
    expect(book.of(UNIT).map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, n) => n + 6));
    expect(book.of('000e08000001')).toEqual([]);
  });

  it('is bounded: who was not heard longest goes first', () => {
    const book = new ExchangeBook();
    const each = seen();
    const mac = (n: number) => `000e08${n.toString(16).padStart(6, '0')}`;
    book.add({ ...each, mac: mac(1) });
    for (let n = 2; n <= 5000; n += 1) book.add({ ...each, mac: mac(n) });
    book.add({ ...each, mac: mac(1) });
    book.add({ ...each, mac: mac(5001) });
    expect([1, 2, 3, 4, 5001].map((n) => book.of(mac(n)).length)).toEqual([2, 0, 0, 1, 1]);
  });

  it('takes no more memory for clients that send 64 KB each', () => {
    const book = new ExchangeBook();
    const macs = Array.from({ length: 200 }, (_, n) => `000e08${String(n).padStart(6, '0')}`);
    for (const mac of macs) book.add({ ...seen(), mac, asked: new Uint8Array(65_507) });
    const kept = macs.filter((mac) => book.of(mac).length > 0);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(130);
    expect(kept.at(-1)).toBe(macs.at(-1));
  });
});
