import { expect, test } from 'vitest';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { sortUnits, unsorted } from './table-order.ts';

const units = [
  aUnit('000003', { address: '192.168.76.100', serial: null, stage: 'VERIFIED' }),
  aUnit('000001', { address: '192.168.76.20', serial: 'B', condition: 'failed', since: 500 }),
  aUnit('000002', { address: null, serial: 'A' }),
];
const order = (id: string, isDescending = false) =>
  sortUnits(units, { id, isDescending }, new Map([['000e08000002', 'resync']]))
    .map(({ mac }) => mac.slice(-1))
    .join('');

test('unsorted, rows stand in the order of the board', () => {
  expect(sortUnits(units, unsorted, new Map())).toBe(units);
});

test.each([
  ['mac', '123', '321'],
  ['serial', '213', '123'],
  ['address', '132', '312'],
  ['state', '123', '321'],
  ['since', '231', '123'],
  ['message', '213', '213'],
])('sorts by %s, what is empty always last', (id, rising, falling) => {
  expect(order(id)).toBe(rising);
  expect(order(id, true)).toBe(falling);
});
