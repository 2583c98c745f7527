import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  defaultRouteCards,
  defaultRouteCards6,
  readAssignments,
  readLeases,
  readLinks,
} from './cards-linux.ts';

// `ip -j address show` of iproute2 6.1, shortened.
const LINKS = JSON.stringify([
  {
    ifindex: 1,
    ifname: 'lo',
    flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
    link_type: 'loopback',
    address: '00:00:00:00:00:00',
    addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' }],
  },
  {
    ifindex: 4,
    ifname: 'eth0',
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    link_type: 'ether',
    address: '02:fc:00:00:00:01',
    addr_info: [
      { family: 'inet', local: '192.0.2.2', prefixlen: 24, scope: 'global', dynamic: true },
      { family: 'inet6', local: 'fe80::fc:ff:fe00:1', prefixlen: 64, scope: 'link' },
    ],
  },
  {
    ifindex: 5,
    ifname: 'eth1',
    flags: ['NO-CARRIER', 'BROADCAST', 'UP'],
    link_type: 'ether',
    address: '02:fc:00:00:00:02',
    addr_info: [],
  },
  { ifindex: 6, ifname: 'tun0', flags: ['UP', 'LOWER_UP'], link_type: 'none', addr_info: [] },
]);

it('reads cards and loopback, with link and given addresses', () => {
  expect(readLinks(LINKS)).toEqual([
    {
      index: 1,
      name: 'lo',
      isLoopback: true,
      isUp: true,
      mac: null,
      addresses: [{ address: '127.0.0.1', prefix: 8, isDynamic: false }],
    },
    {
      index: 4,
      name: 'eth0',
      isLoopback: false,
      isUp: true,
      mac: '02fc00000001',
      addresses: [{ address: '192.0.2.2', prefix: 24, isDynamic: true }],
    },
    { index: 5, name: 'eth1', isLoopback: false, isUp: false, mac: '02fc00000002', addresses: [] },
  ]);
});

it.each(['', '{}', '[', 'null'])('takes %j for no answer', (text) => {
  expect(readLinks(text)).toBeNull();
});

it('skips what has another shape', () => {
  expect(readLinks('[null, 7, {}, {"ifname": "x", "link_type": "ether"}]')).toHaveLength(1);
});

it('finds default routes, also in two halves and not those that are down', () => {
  const head =
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const rows = [
    'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    'eth1\t00000000\t010200C0\t0002\t0\t0\t0\t00000000\t0\t0\t0',
    'tap0\t00000080\t0100000A\t0003\t0\t0\t0\t00000080\t0\t0\t0',
    'eth2\t00000000\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0',
  ];
  expect(defaultRouteCards([head, ...rows, ''].join('\n'))).toEqual(['eth0', 'tap0']);
});

it('finds default routes of IPv6, but not the one that rejects', () => {
  const zero = '0'.repeat(32);
  const router = `fe80${'0'.repeat(27)}1`;
  const rows = [
    `${zero} 00 ${zero} 00 ${router} 00000400 00000001 00000000 00450003     eth0`,
    `${zero} 00 ${zero} 00 ${zero} ffffffff 00000001 00000000 00200200       lo`,
    `fe80${'0'.repeat(28)} 40 ${zero} 00 ${zero} 00000100 00000001 00000000 00000001 eth1`,
  ];
  expect(defaultRouteCards6(rows.join('\n'))).toEqual(['eth0']);
});

it('reads the DNS servers of a link', () => {
  const state = '# This is private data. Do not parse.\nLLMNR=yes\nSERVERS=192.0.2.1 2001:db8::1\n';
  expect(readAssignments(state, 'SERVERS')).toEqual(['192.0.2.1', '2001:db8::1']);
  expect(readAssignments('SERVERS=\n', 'SERVERS')).toEqual([]);
});

it('reads leases of dhclient', () => {
  const lease = (card: string, address: string) =>
    `lease {\n  interface "${card}";\n  fixed-address ${address};\n  option routers 192.0.2.1;\n}\n`;
  expect(readLeases(lease('eth0', '192.0.2.9') + lease('eth1', '198.51.100.3'))).toEqual([
    { card: 'eth0', address: '192.0.2.9' },
    { card: 'eth1', address: '198.51.100.3' },
  ]);
});

it('reads any text without a throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readLinks(text);
      defaultRouteCards(text);
      defaultRouteCards6(text);
      readAssignments(text, 'DNS');
      readLeases(text);
    }),
  );
});
