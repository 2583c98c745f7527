import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { lookUpA, ruleServers, serversOfRules } from './rule-servers.ts';

const texts = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': '' };

it('finds every server of the rules once, and no macro or field', () => {
  const rule = '[--key $SA] https://Prov.example.net:8443/spa/$B/spa$PSN.cfg';
  const more = `Upgrade_Rule "( $SWVER lt 7.5.5 )? http://192.0.2.7/a.bin | tftp://prov.example.net/b.bin" ;
Profile_Rule_B "http://$GPP_C/x" ;
Proxy[1] "sip.example.net" ;`;
  const xml = '<Profile_Rule_C>{{station.base}}/x http://other.example.net</Profile_Rule_C>';
  const documents = [
    { texts: { ...texts, 'sec-prv-2': more } },
    { texts: { ...texts, 'sp-cust': xml } },
  ];
  const found = ['prov.example.net', '192.0.2.7', 'other.example.net'];
  expect(serversOfRules(rule, documents)).toEqual(found);
  expect(serversOfRules('https://ada:s3cret@prov.example.net/$B', [])).toEqual([
    'prov.example.net',
  ]);
  expect(serversOfRules(null, [])).toEqual([]);
});

/** A DNS server with one zone: `three` has three A records, `none` has none, all else is unknown. */
async function dnsServer() {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const name = question.subarray(13, 13 + (question[12] ?? 0)).toString();
    const end = question.indexOf(0, 12) + 5;
    const count = name === 'three' ? 3 : 0;
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(count > 0 || name === 'none' ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(count, 6);
    head.writeUInt32BE(0, 8);
    const answers = Array.from({ length: count }, (_, n) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, n + 1]),
    );
    socket.send(
      Buffer.concat([head, question.subarray(12, end), ...answers]),
      from.port,
      from.address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

it('shows all A records of a name, and says what is wrong in words', async () => {
  const dns = await dnsServer();
  const { port } = dns.address();
  const lookUp = (host: string) => lookUpA(host, [`127.0.0.1:${port}`]);
  const hosts = ['three.example.net', '192.0.2.9', 'none.example.net', 'who.example.net'];
  const shown = await ruleServers(hosts, lookUp);
  dns.close();
  expect(shown[0]?.addresses.toSorted()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  expect(shown.map(({ problem }) => problem)).toEqual([
    null,
    null,
    'none.example.net has no A record. Units look for nothing else: no SRV, no IPv6.',
    'No DNS server knows who.example.net. Check how it is written.',
  ]);
  expect(shown[1]?.addresses).toEqual(['192.0.2.9']);
});

it('a computer without a network says so', async () => {
  const refused = () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
  const [shown] = await ruleServers(['prov.example.net'], refused);
  expect(shown?.problem).toContain('reaches no DNS server now');
});
