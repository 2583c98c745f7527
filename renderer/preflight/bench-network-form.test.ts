import { expect, test } from 'vitest';
import type { Card } from '../../main/contract/model.ts';
import { sampleSettings } from '../settings/sample.test-kit.ts';
import {
  leaseWords,
  networkPatch,
  networkText,
  readNetwork,
  usualPool,
  withStation,
} from './bench-network-form.ts';

const { values } = sampleSettings;
const served = { address: '192.168.76.1', prefix: 23 };
const office: Card = {
  name: 'eno1',
  mac: null,
  addresses: [{ address: '10.20.4.113', prefix: 22 }],
  isUp: true,
  isLoopback: false,
  lockedBecause: null,
};

test('the product’s own network has room for 489 units and nothing to store', () => {
  const text = networkText(values, served);
  expect(text).toEqual({ station: '192.168.76.1/23', pool: '76.20 – 77.254', lease: 3600 });
  const reading = readNetwork(text, [office], 'eth1');
  expect(reading).toMatchObject({ problems: {}, room: 489 });
  expect(networkPatch(reading, values, true)).toBeNull();
});

test('whole addresses, a plain hyphen and blanks are understood', () => {
  const text = { ...networkText(values, served), pool: ' 192.168.76.30-192.168.76.40 ' };
  const reading = readNetwork(text, [], null);
  expect(reading.problems).toEqual({});
  expect(reading.room).toBe(11);
  expect(networkPatch(reading, values, true)).toEqual({
    pool: { first: '192.168.76.30', last: '192.168.76.40' },
  });
});

test('another address takes the usual pool with it, but not a pool a person set', () => {
  const text = networkText(values, served);
  expect(withStation(text, '10.0.8.1/24').pool).toBe('8.20 – 8.254');
  expect(withStation({ ...text, pool: '76.30 – 76.40' }, '10.0.8.1/24').pool).toBe('76.30 – 76.40');
  expect(withStation(text, '10.0.8.').pool).toBe(text.pool);
});

test.each([
  ['10.20.5.1/24', 'station', /eno1/],
  ['192.168.76/23', 'station', /Four numbers/],
  ['192.168.76.1', 'station', /prefix/],
  ['192.168.76.1/30', 'station', /prefix/],
] as const)('%s is refused', (station, field, words) => {
  const text = { ...networkText(values, served), station };
  expect(readNetwork(text, [office], 'eth1').problems[field]).toMatch(words);
});

test('an address that is not to be changed is never stored', () => {
  const reading = readNetwork(networkText(values, { address: '10.9.9.1', prefix: 24 }), [], null);
  expect(networkPatch(reading, values, false)).toBeNull();
  expect(networkPatch(reading, values, true)).toEqual({ address: '10.9.9.1', prefix: 24 });
});

test('small networks give all they have, and lease times are words', () => {
  expect(usualPool({ address: '10.0.0.1', prefix: 28 })).toEqual({
    first: '10.0.0.1',
    last: '10.0.0.14',
  });
  expect([3600, 600, 86_400, 90].map(leaseWords)).toEqual([
    '1 hour',
    '10 minutes',
    '1 day',
    '90 s',
  ]);
});
