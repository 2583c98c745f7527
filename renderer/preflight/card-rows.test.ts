import { expect, test } from 'vitest';
import type { ListedCard } from '../../main/contract/model.ts';
import type { SettingsAnswer } from '../../main/contract/settings.ts';
import { sampleSettings } from '../settings/sample.test-kit.ts';
import { cardRows, chosenRow, servedAddress } from './card-rows.ts';

const given = { address: '192.168.76.1', prefix: 23 };
const base: ListedCard = {
  name: 'enx00e04c680001',
  mac: '00e04c680001',
  addresses: [],
  isUp: true,
  isLoopback: false,
  lockedBecause: null,
  addressGiver: 'nobody',
};
const bench = base;
const office: ListedCard = {
  ...base,
  name: 'eno1',
  addresses: [{ address: '10.20.4.113', prefix: 22 }],
  lockedBecause: 'the default route leads through it.',
  addressGiver: 'other',
};
const wifi: ListedCard = { ...base, name: 'wlp3s0' };
const loopback: ListedCard = {
  ...base,
  name: 'lo',
  isLoopback: true,
  addresses: [{ address: '127.0.0.1', prefix: 8 }],
  addressGiver: 'other',
};
const all = [wifi, loopback, office, bench];

function fixing(values: Partial<SettingsAnswer['values']>): SettingsAnswer {
  const { values: usual } = sampleSettings;
  return { ...sampleSettings, values: { ...usual, ...values }, fixed: Object.keys(values) };
}

test('a free card comes first; Wi-Fi, locked cards and loopback cannot be chosen', () => {
  const rows = cardRows(all, sampleSettings, given);
  expect(rows.map(({ card, standing }) => [card.name, standing])).toEqual([
    ['enx00e04c680001', 'free'],
    ['eno1', 'never'],
    ['wlp3s0', 'unsuitable'],
  ]);
});

test('a row says what the card is, its address and why it is never used', () => {
  const [usb, never, wireless] = cardRows(all, sampleSettings, given);
  expect(usb).toMatchObject({
    title: 'USB network adapter',
    systemName: 'enx00e04c680001',
    about: 'Cable in · no address yet — the station will use 192.168.76.1/23',
  });
  expect(never?.about).toBe('10.20.4.113/22 · the default route leads through it.');
  expect(wireless?.about).toBe('Wireless cards cannot serve the bench.');
});

test('a card with a name of its own keeps it', () => {
  const [row] = cardRows([{ ...bench, name: 'Ethernet 2' }], sampleSettings, given);
  expect(row).toMatchObject({ title: 'Ethernet 2', systemName: null });
});

test('the only usable card is chosen by itself; of two, none', () => {
  const one = cardRows(all, sampleSettings, given);
  expect(chosenRow(one, null, null)?.card.name).toBe('enx00e04c680001');
  const two = cardRows([...all, { ...bench, name: 'eth9' }], sampleSettings, given);
  expect(chosenRow(two, null, null)).toBeNull();
  expect(chosenRow(two, null, 'eth9')?.card.name).toBe('eth9');
  expect(chosenRow(two, 'enx00e04c680001', 'eth9')?.card.name).toBe('enx00e04c680001');
});

test('a virtual card is never chosen by itself', () => {
  const rows = cardRows([{ ...bench, name: 'docker0' }], sampleSettings, given);
  expect(chosenRow(rows, null, null)).toBeNull();
  expect(chosenRow(rows, 'docker0', null)?.card.name).toBe('docker0');
});

test('neither a stored setting nor a pick chooses a locked or wireless card', () => {
  const rows = cardRows([office, wifi], sampleSettings, given);
  expect(chosenRow(rows, 'eno1', 'wlp3s0')).toBeNull();
});

test('the command line’s card is the only one, loopback too; a locked one stays locked', () => {
  const byName = cardRows(all, fixing({ interface: 'lo' }), given);
  expect(chosenRow(byName, 'enx00e04c680001', null)?.card.name).toBe('lo');
  // Of a loopback address the settings say only that the card is fixed.
  const byLoopback = cardRows(all, fixing({ interface: null }), given);
  expect(chosenRow(byLoopback, null, null)?.card.name).toBe('lo');
  const own = { ...bench, addresses: [{ address: '192.168.76.1', prefix: 23 }] };
  const byAddress = fixing({ interface: null, address: '192.168.76.1' });
  expect(
    chosenRow(cardRows([own, { ...bench, name: 'eth9' }], byAddress, given), 'eth9', null)?.card,
  ).toBe(own);
  const locked = cardRows(all, fixing({ interface: 'eno1' }), given);
  expect(chosenRow(locked, 'enx00e04c680001', 'eno1')).toBeNull();
});

test('a card serves at its own address; one it gave itself is none', () => {
  expect(servedAddress(office, given)).toEqual({ address: '10.20.4.113', prefix: 22 });
  const alone = { ...bench, addresses: [{ address: '169.254.3.4', prefix: 16 }] };
  expect(servedAddress(alone, given)).toEqual(given);
  expect(servedAddress(null, given)).toEqual(given);
});
