import { expect, it } from 'vitest';
import {
  isLoopbackAddress,
  isOtherHost,
  isSameSubnet,
  isSelfAssigned,
  netmaskOf,
  prefixOf,
} from './subnet.ts';

it.each([
  [0, '0.0.0.0'],
  [1, '128.0.0.0'],
  [8, '255.0.0.0'],
  [23, '255.255.254.0'],
  [32, '255.255.255.255'],
])('a prefix of %i is the netmask %s, and back', (prefix, netmask) => {
  expect(netmaskOf(prefix)).toBe(netmask);
  expect(prefixOf(netmask)).toBe(prefix);
});

it.each(['255.0.255.0', '255.255.254.1', 'ffff', ''])('%s is no netmask', (text) => {
  expect(prefixOf(text)).toBeNull();
});

it.each([
  ['192.168.76.1', '192.168.77.255', 23, true],
  ['192.168.76.1', '192.168.78.0', 23, false],
  ['192.168.76.1', '192.168.75.255', 23, false],
  ['10.0.0.1', '255.255.255.255', 0, true],
  ['10.0.0.1', '10.0.0.1', 32, true],
  ['10.0.0.1', '10.0.0.2', 32, false],
  ['10.0.0.1', 'phone', 8, false],
])('%s and %s in one /%i: %s', (one, other, prefix, isSame) => {
  expect(isSameSubnet(one, other, prefix)).toBe(isSame);
});

it('knows self-assigned and loopback addresses', () => {
  expect([isSelfAssigned('169.254.7.7'), isSelfAssigned('169.255.0.1')]).toEqual([true, false]);
  expect([isLoopbackAddress('127.9.9.9'), isLoopbackAddress('128.0.0.1')]).toEqual([true, false]);
});

it.each([
  ['192.168.76.9', true],
  ['192.168.76.255', true],
  ['192.168.76.1', false],
  ['192.168.76.0', false],
  ['192.168.77.255', false],
  ['192.168.78.9', false],
  ['0.0.0.0', false],
])('%s is another host of 192.168.76.1/23: %s', (other, expected) => {
  expect(isOtherHost({ address: '192.168.76.1', prefix: 23 }, other)).toBe(expected);
});
