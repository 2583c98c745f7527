import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listPlainCards } from './cards.ts';
import { readDefaultRoutes, readIfconfig, readLease, readScopedDns } from './cards-darwin.ts';
import { readWindowsCards } from './cards-win32.ts';
import { lockReason } from './lock.ts';

describe('Windows', () => {
  const answer = {
    adapters: [
      { Name: 'Ethernet', ifIndex: 12, MacAddress: '02-FC-00-00-00-01', Status: 'Up' },
      { Name: 'Ethernet 2', ifIndex: 15, MacAddress: '02-FC-00-00-00-02', Status: 'Disconnected' },
    ],
    addresses: [
      { ifIndex: 12, IPAddress: '192.0.2.2', PrefixLength: 24, Origin: 'Dhcp' },
      { ifIndex: 15, IPAddress: '192.168.76.1', PrefixLength: 23, Origin: 'Manual' },
      { ifIndex: 1, IPAddress: '127.0.0.1', PrefixLength: 8, Origin: 'WellKnown' },
    ],
    routes: { ifIndex: 12 },
    dns: [{ ifIndex: 15, Servers: ['fec0:0:0:ffff::1'] }],
  };

  it('lists cards, adds loopback, and takes a single object for a list', () => {
    expect(readWindowsCards(JSON.stringify(answer))).toEqual([
      expect.objectContaining({
        name: 'Ethernet',
        mac: '02fc00000001',
        isUp: true,
        lockedBecause: expect.stringContaining('default route'),
      }),
      expect.objectContaining({
        name: 'Ethernet 2',
        addresses: [{ address: '192.168.76.1', prefix: 23 }],
        isUp: false,
        lockedBecause: null,
      }),
      expect.objectContaining({ isLoopback: true, lockedBecause: null }),
    ]);
  });

  it.each([
    [{ routes: [] }, 'another DHCP server gave it the address 192.0.2.2'],
    [{ routes: [], addresses: [], dns: [{ ifIndex: 12, Servers: ['192.0.2.1'] }] }, '192.0.2.1'],
  ])('locks a card with %j', (change, words) => {
    const [card] = readWindowsCards(JSON.stringify({ ...answer, ...change })) ?? [];
    expect(card?.lockedBecause).toContain(words);
  });
});

describe('macOS', () => {
  const IFCONFIG = `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
\toptions=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
\tinet 127.0.0.1 netmask 0xff000000
gif0: flags=8010<POINTOPOINT,MULTICAST> mtu 1280
en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\tether 02:fc:00:00:00:01
\tinet6 fe80::1%en0 prefixlen 64 secured scopeid 0xb
\tinet 192.0.2.2 netmask 0xffffff00 broadcast 192.0.2.255
\tstatus: active
en5: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\tether 02:fc:00:00:00:02
\tstatus: inactive
`;

  it('lists cards with address and link', () => {
    expect(
      readIfconfig(IFCONFIG).map(({ name, mac, addresses, isUp, isLoopback }) => [
        name,
        mac,
        addresses,
        isUp,
        isLoopback,
      ]),
    ).toEqual([
      ['lo0', null, [{ address: '127.0.0.1', prefix: 8 }], true, true],
      ['en0', '02fc00000001', [{ address: '192.0.2.2', prefix: 24 }], true, false],
      ['en5', '02fc00000002', [], false, false],
    ]);
  });

  it('finds the default route of every card', () => {
    const table = `Routing tables\n\nInternet:\nDestination        Gateway            Flags               Netif Expire
default            192.0.2.1          UGScg                 en0
default            198.51.100.1       UGScIg                en7
127                127.0.0.1          UCS                   lo0\n`;
    expect(readDefaultRoutes(table)).toEqual(['en0', 'en7']);
  });

  it('finds the DNS servers that name their card', () => {
    const text = `DNS configuration\n\nresolver #1\n  nameserver[0] : 192.0.2.1\n  flags    : Request A records\n
DNS configuration (for scoped queries)\n\nresolver #1\n  nameserver[0] : 192.0.2.1\n  nameserver[1] : 192.0.2.3\n  if_index : 11 (en0)\n`;
    expect([...readScopedDns(text)]).toEqual([['en0', ['192.0.2.1', '192.0.2.3']]]);
  });

  it('finds the leased address', () => {
    expect(readLease('op = BOOTREPLY\nciaddr = 0.0.0.0\nyiaddr = 192.0.2.2\n')).toBe('192.0.2.2');
    expect(readLease('')).toBeNull();
  });
});

it('locks what Node alone knows, except loopback: not knowing is no permission', () => {
  const entry = { mac: '02:fc:00:00:00:01', cidr: null, family: 'IPv4' as const };
  const cards = listPlainCards({
    eth0: [{ ...entry, address: '192.0.2.2', netmask: '255.255.255.0', internal: false }],
    lo: [{ ...entry, address: '127.0.0.1', netmask: '255.0.0.0', internal: true }],
  });
  expect(cards.map((card) => [card.addresses, card.lockedBecause === null])).toEqual([
    [[{ address: '192.0.2.2', prefix: 24 }], false],
    [[{ address: '127.0.0.1', prefix: 8 }], true],
  ]);
});

it('leaves a card free that shows no sign of a live network', () => {
  const free = { hasDefaultRoute: false, dnsServers: [], dhcpAddress: null };
  expect(lockReason(free)).toBeNull();
});

it('reads any text without a throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readWindowsCards(text);
      readIfconfig(text);
      readDefaultRoutes(text);
      readScopedDns(text);
      readLease(text);
    }),
  );
});
