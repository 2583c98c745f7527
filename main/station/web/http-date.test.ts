import { expect, it } from 'vitest';
import { readHttpDate } from './http-date.ts';

const NOW = Date.UTC(2026, 0, 1);

it.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
  ['Tuesday, 01-Jan-30 00:00:00 GMT', '2030-01-01T00:00:00.000Z'],
  ['Wednesday, 01-Jan-76 00:00:00 GMT', '2076-01-01T00:00:00.000Z'],
  ['Friday, 01-Jan-77 00:00:00 GMT', '1977-01-01T00:00:00.000Z'],
  ['Sat, 31 Dec 2016 23:59:60 GMT', '2017-01-01T00:00:00.000Z'],
  ['Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00.000Z'],
])('%s is read', (text, iso) => {
  expect(new Date(readHttpDate(text, NOW) ?? 0).toISOString()).toBe(iso);
});

it.each([
  ...['2099-01-01', '9999', '', 'tomorrow', 'Jan 1 2099', 'Sun, 06 Nov 1994 08:49:37 +0000'],
  ...[
    'Wed, 30 Feb 2050 00:00:00 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'sun, 06 nov 1994 08:49:37 gmt',
  ],
])('%j is no date', (text) => expect(readHttpDate(text, NOW)).toBeNull());
