import { describe, expect, it } from 'vitest';
import type { Card } from '../../contract/model.ts';
import { addressCommands, asCommandLine } from './address-commands.ts';
import { chooseCard } from './choose-card.ts';

const card = (name: string, ...addresses: string[]): Card => ({
  name,
  mac: '020000000001',
  addresses: addresses.map((text) => {
    const [address = '', prefix] = text.split('/');
    return { address, prefix: Number(prefix) };
  }),
  isUp: true,
  isLoopback: false,
  lockedBecause: null,
});
const bench = card('eth1', '192.168.76.1/23', '10.0.0.1/8');
const office = {
  ...card('eth0', '192.0.2.2/24'),
  lockedBecause: 'it has a DNS server (192.0.2.1).',
};
const bare = card('eth2');
const lonely = card('eth3', '169.254.3.3/16');
const unplugged = { ...card('eth4', '192.168.80.1/24'), isUp: false };
const loopback = { ...card('lo', '127.0.0.1/8'), isLoopback: true };
const cards = [office, bench, bare, lonely, unplugged, loopback];

describe('the bench card', () => {
  it.each([
    [{ interface: 'eth1' }, bench, '192.168.76.1', 23],
    [{ address: '10.0.0.1' }, bench, '10.0.0.1', 8],
    [{ interface: 'eth1', address: '10.0.0.1' }, bench, '10.0.0.1', 8],
    [{ interface: 'lo' }, loopback, '127.0.0.1', 8],
    [{ address: '127.0.0.9' }, loopback, '127.0.0.9', 8],
  ])('is found by %j', (wanted, expected, address, prefix) => {
    expect(chooseCard(wanted, cards)).toEqual({ card: expected, address, prefix, problem: null });
  });

  it('without link is a problem to show, not a refusal', () => {
    expect(chooseCard({ interface: 'eth4' }, cards).problem).toContain('no link');
  });

  it.each([
    [{}, 'NO_CARD'],
    [{ interface: 'eth9' }, 'NO_CARD'],
    [{ interface: 'eth9', address: '192.168.76.1' }, 'NO_CARD'],
    [{ interface: 'eth0' }, 'CARD_LOCKED'],
    [{ address: '192.0.2.2' }, 'CARD_LOCKED'],
    [{ interface: 'eth0', address: '192.168.76.1' }, 'CARD_LOCKED'],
    [{ interface: 'eth2' }, 'NO_ADDRESS'],
    [{ interface: 'eth3' }, 'NO_ADDRESS'],
    [{ address: '169.254.3.3' }, 'NO_ADDRESS'],
    [{ address: '192.168.99.1' }, 'NO_ADDRESS'],
    [{ interface: 'eth1', address: '127.0.0.1' }, 'NO_ADDRESS'],
    [{ interface: 'eth1', address: '192.168.80.1' }, 'NO_ADDRESS'],
  ])('asked for by %j is refused with %s', (wanted, code) => {
    expect(() => chooseCard(wanted, cards)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['linux', '`sudo ip address add 192.168.76.1/23 dev eth2`'],
    ['darwin', '`sudo ifconfig eth2 alias 192.168.76.1 255.255.254.0 up`'],
    [
      'win32',
      '`netsh interface ipv4 set address name=eth2 source=static address=192.168.76.1 mask=255.255.254.0`',
    ],
  ] as const)('without address comes with the command for %s', (platform, command) => {
    expect(() => chooseCard({ interface: 'eth2' }, cards, platform)).toThrow(command);
  });
});

describe('the commands for an address', () => {
  it('also switch a Linux card on that has no link, and take only the address back', () => {
    const off = { name: 'eth2', isUp: false };
    expect(addressCommands(off, 'linux', '192.168.76.1', 23)).toEqual({
      set: [
        ['ip', 'address', 'add', '192.168.76.1/23', 'dev', 'eth2'],
        ['ip', 'link', 'set', 'dev', 'eth2', 'up'],
      ],
      undo: [['ip', 'address', 'del', '192.168.76.1/23', 'dev', 'eth2']],
    });
  });

  it('quote a name with blanks for the person who types them', () => {
    const { undo } = addressCommands({ name: 'Local Area 2', isUp: true }, 'win32', '10.0.0.1', 8);
    expect(asCommandLine(undo, 'win32')).toBe(
      'netsh interface ipv4 set address "name=Local Area 2" source=dhcp',
    );
    expect(asCommandLine([['ip', "it's"]], 'linux')).toBe("sudo ip 'it'\\''s'");
  });
});
