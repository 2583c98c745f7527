import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromNetascii, toNetascii } from './netascii.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

it('netascii ends lines with CR LF and marks a lone CR', () =>
  expect(text(toNetascii(Buffer.from('a\nb\rc\r\n')))).toBe('a\r\nb\r\0c\r\0\r\n'));

it.each([
  ['a\r\nb\r\0c', 'a\nb\rc'],
  ['\r\r\n\r\0\0', '\r\n\r\0'],
  ['ends\r', 'ends\r'],
  ['odd\rx\n\0', 'odd\rx\n\0'],
])('%j is the file %j', (wire, file) =>
  expect(text(fromNetascii(Buffer.from(wire, 'latin1')))).toBe(file),
);

it('any file comes back as it was', () => {
  const bytes = fc.array(fc.constantFrom(10, 13, 0, 65), { maxLength: 60 });
  fc.assert(
    fc.property(bytes, (file) => {
      expect([...fromNetascii(toNetascii(Uint8Array.from(file)))]).toEqual(file);
    }),
  );
});
