import { expect, it } from 'vitest';
import { darwinSocketAddress } from './darwin.ts';
import { linuxSocketAddress } from './linux.ts';
import { cardState } from './watch.ts';

it.each([
  ['ok', { exists: true, hasCarrier: true, hasAddress: true }],
  ['no-link', { exists: true, hasCarrier: false, hasAddress: true }],
  ['no-link', { exists: true, hasCarrier: null, hasAddress: false }],
  ['address-lost', { exists: true, hasCarrier: true, hasAddress: false }],
  ['card-gone', { exists: false, hasCarrier: null, hasAddress: false }],
  ['ok', { exists: null, hasCarrier: null, hasAddress: true }],
  ['no-link', { exists: null, hasCarrier: null, hasAddress: false }],
] as const)('a card is %s with %j', (state, signs) => expect(cardState(signs)).toBe(state));

it('writes socket addresses as each system has them in memory', () => {
  const rest = [0, 69, 192, 168, 76, 1, 0, 0, 0, 0, 0, 0, 0, 0];
  expect([...linuxSocketAddress('192.168.76.1', 69)]).toEqual([2, 0, ...rest]);
  expect([...darwinSocketAddress('192.168.76.1', 69)]).toEqual([16, 2, ...rest]);
});
