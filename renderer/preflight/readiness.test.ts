import { expect, test } from 'vitest';
import type { Check } from '../../main/contract/preflight.ts';
import type { CardRow } from './card-rows.ts';
import { readiness, startingWords } from './readiness.ts';

const row: CardRow = {
  card: {
    name: 'eth1',
    mac: null,
    addresses: [{ address: '192.168.76.1', prefix: 23 }],
    isUp: true,
    isLoopback: false,
    lockedBecause: null,
    addressGiver: 'other',
  },
  kind: 'wired',
  title: 'Network card',
  systemName: 'eth1',
  standing: 'free',
  about: '',
};
const check = (about: Partial<Check>): Check => ({
  id: 'ports',
  result: 'ok',
  word: '',
  detail: '',
  fix: null,
  ...about,
});

test('a chosen card with good checks may start', () => {
  expect(readiness(row, [row], [check({}), check({ result: 'open' })], null)).toEqual({
    blocks: [],
    warnings: [],
    without: [],
  });
});

test('without a card it says which to choose, or to plug one in', () => {
  expect(readiness(null, [row], null, null).blocks).toEqual([
    'Choose the card that goes to the bench switch.',
  ]);
  const locked: CardRow = { ...row, standing: 'never' };
  expect(readiness(null, [locked], null, null).blocks[0]).toMatch(/USB network adapter/);
});

test('a failed check blocks, a warning only says what will not work', () => {
  const checks = [
    check({ result: 'fail', detail: 'dnsmasq (812) uses port 67.' }),
    check({ id: 'firewall', result: 'warn', detail: 'Units get no files.' }),
  ];
  expect(readiness(row, [row], checks, null)).toEqual({
    blocks: ['Ports free: dnsmasq (812) uses port 67.'],
    warnings: ['Firewall: Units get no files.'],
    without: [],
  });
});

test('a taken port of a service units can spare leaves a start without it, if nothing else is wrong', () => {
  const without = [{ service: 'syslog' as const, lack: 'Units’ own messages are not heard.' }];
  const taken = check({ result: 'fail', detail: 'rsyslogd (812) uses port 514.', without });
  expect(readiness(row, [row], [taken], null).without).toEqual(without);
  expect(readiness(row, [row], [taken], 'A prefix from 16 to 29.').without).toEqual([]);
});

test('a card without address and a wrong network block', () => {
  const bare: CardRow = { ...row, card: { ...row.card, addressGiver: 'nobody' } };
  expect(readiness(bare, [bare], [], 'A prefix from 16 to 29.').blocks).toEqual([
    expect.stringContaining('no address'),
    'Bench network: A prefix from 16 to 29.',
  ]);
});

test('every second of a start has words', () => {
  expect(startingWords(0).text).toMatch(/another DHCP server/);
  expect(startingWords(7000).text).toMatch(/Opening/);
  expect(startingWords(20_000).text).toMatch(/longer than usual/);
});
