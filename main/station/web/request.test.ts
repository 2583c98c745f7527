import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRange, readTarget, requestProblem } from './request.ts';

it.each([
  ['/spa962.cfg', '/spa962.cfg'],
  ['/a%20b.cfg', '/a b.cfg'],
  ['/p/x.cfg?mac=%20$MA', '/p/x.cfg?mac=%20$MA'],
  ['/cpe/resyncs?', '/cpe/resyncs?'],
  ['http://10.0.0.1:80/spa962.cfg', '/spa962.cfg'],
  ['http://10.0.0.1', '/'],
  ['//double', '//double'],
  ['/%2e%2e/etc/passwd', '/../etc/passwd'],
])('%s asks for %s', (target, path) => expect(readTarget(target)).toBe(path));

it.each([
  '/%',
  '/%zz',
  '/%ff',
  '/a%00.cfg',
  '*',
  'spa962.cfg',
  'ftp://x/y',
  'http:///x',
  '/x#y',
  '/x?y#z',
])('%s cannot be read', (target) => expect(readTarget(target)).toBeNull());

it.each([
  [undefined, 10, null],
  ['bytes=0-3', 10, { first: 0, last: 3 }],
  ['bytes=4-', 10, { first: 4, last: 9 }],
  ['bytes=-3', 10, { first: 7, last: 9 }],
  ['bytes=-30', 10, { first: 0, last: 9 }],
  ['bytes=0-99', 10, { first: 0, last: 9 }],
  ['bytes=10-', 10, 'unsatisfiable'],
  ['bytes=-0', 10, 'unsatisfiable'],
  ['bytes=0-0', 0, 'unsatisfiable'],
  ['Bytes=1-2', 10, { first: 1, last: 2 }],
  ['bytes=0-99999999999999999999', 10, { first: 0, last: 9 }],
  ['bytes=99999999999999999999-', 10, 'unsatisfiable'],
  ['bytes=5-2', 10, null],
  ['bytes=0-1,3-4', 10, null],
  ['lines=1-2', 10, null],
  ['bytes=-', 10, null],
])('range %s of %i bytes', (header, size, range) => expect(readRange(header, size)).toEqual(range));

const problemWith = (httpVersion: string, ...fields: [string, string][]) =>
  requestProblem({ httpVersion, rawHeaders: fields.flat() })?.status ?? null;

it.each(['', 'x', 'x:80', 'x:', '10.0.0.1:6900', '[::1]', '[fe80::1]:80', 'a_b.example', 'a%20b'])(
  'Host %j can be read',
  (host) => expect(problemWith('1.1', ['Host', host])).toBeNull(),
);

it.each([
  'a b',
  'a/b',
  'http://x',
  'x:abc',
  'a@b',
  '[::1',
  '"x"',
  'x?y',
  'x#y',
  'x\\y',
  '<x>',
  'a%2',
])('Host %j cannot be read', (host) => expect(problemWith('1.1', ['Host', host])).toBe(400));

it.each<[string, string, number | null]>([
  ['1.1', 'chunked', null],
  ['1.1', 'Chunked', null],
  ['1.1', 'gzip, chunked', 501],
  ['1.1', 'foo, chunked', 501],
  ['1.0', 'chunked', 400],
  ['0.9', 'chunked', 505],
  ['2.0', 'chunked', 505],
])('HTTP/%s with Transfer-Encoding %s: %s', (version, coding, status) =>
  expect(problemWith(version, ['Host', 'x'], ['Transfer-Encoding', coding])).toBe(status),
);

it('no target and no range ever throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (text, size) => {
      expect([null, 'string']).toContain(readTarget(text) === null ? null : 'string');
      const range = readRange(`bytes=${text}`, size);
      if (range && range !== 'unsatisfiable') expect(range.last).toBeLessThan(size);
    }),
  );
});
