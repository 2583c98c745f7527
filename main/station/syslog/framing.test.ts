import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Framer, MAX_MESSAGE_BYTES } from './framing.ts';

/** The messages of a stream that comes in pieces of `size` bytes. */
function cut(stream: string | Uint8Array, size = Number.POSITIVE_INFINITY) {
  const bytes = Buffer.from(stream);
  const framer = new Framer();
  const frames = [];
  for (let at = 0; at < bytes.length; at += size) {
    frames.push(...framer.push(bytes.subarray(at, at + Math.min(size, bytes.length))));
  }
  const last = framer.end();
  if (last !== null) frames.push(last);
  return frames.map(({ bytes: one, missing }) => ({
    text: Buffer.from(one).toString('latin1'),
    missing,
  }));
}

const texts = (stream: string, size?: number) => cut(stream, size).map(({ text }) => text);

describe.each([1, 2, 7, 10_000])('a stream in pieces of %i bytes', (size) => {
  it.each([
    ['counted messages', '5 <1>ab4 <2>c', ['<1>ab', '<2>c']],
    ['line ends within counted messages', '9 <1>a\nb\n\0c3 <2>', ['<1>a\nb\n\0c', '<2>']],
    ['a line end behind a counted message', '5 <1>ab\n4 <2>c\r\n', ['<1>ab', '<2>c']],
    ['lines by LF, CR LF and NUL', '<1>a\n<2>b\r\n<3>c\0<4>d', ['<1>a', '<2>b\r', '<3>c', '<4>d']],
    ['both in one stream', '<1>a\n5 <2>bc<3>d\n', ['<1>a', '<2>bc', '<3>d']],
    ['empty lines', '\n\r\n\0<1>a\n\n', ['<1>a']],
    ['no header, counted', '5 hello6 world\n', ['hello', 'world\n']],
    [
      'lines that begin with a number',
      '200 OK\n404 not found\n<1>a\n',
      ['200 OK', '404 not found', '<1>a'],
    ],
    ['a number alone', '42\n7', ['42', '7']],
    ['a count that cannot be', '12345678 <1>a\n0 <2>b\n', ['12345678 <1>a', '0 <2>b']],
    ['digits before something else', '12<1>a\n', ['12<1>a']],
  ])('gives %s', (_what, stream, expected) => {
    expect(texts(stream, size)).toEqual(expected);
  });
});

describe('a message too long', () => {
  const rest = 'x'.repeat(MAX_MESSAGE_BYTES);

  it('is cut, says by how much, and does not touch the next one', () => {
    const counted = `${MAX_MESSAGE_BYTES + 13} <13>${rest}123456789`;
    const [cutOne, next] = cut(`${counted}<1>next\n`, 1000);
    expect(cutOne).toMatchObject({ missing: 13 });
    expect(cutOne?.text).toHaveLength(MAX_MESSAGE_BYTES);
    expect(next).toEqual({ text: '<1>next', missing: 0 });
    const [line, after] = cut(`<13>${rest}\n<1>next\n`, 1000);
    expect(line?.missing).toBe(4);
    expect(after?.text).toBe('<1>next');
  });

  it('of exactly the limit is whole', () => {
    expect(cut(`${rest}\n`, 999)).toEqual([{ text: rest, missing: 0 }]);
  });

  it('never holds more than the limit', () => {
    const framer = new Framer();
    for (let part = 0; part < 100; part += 1) framer.push(Buffer.alloc(10_000, 'y'));
    expect(framer.heldBytes).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    expect(framer.end()?.missing).toBe(1_000_000 - MAX_MESSAGE_BYTES);
  });
});

it('a message whose connection broke says what never came', () => {
  expect(cut('20 <1>half')).toEqual([{ text: '<1>half', missing: 13 }]);
  expect(cut('20 ')).toEqual([{ text: '', missing: 20 }]);
});

it('gives the same messages however the bytes arrive, and never throws', () => {
  const piece = fc.constantFrom(
    '<1>a',
    '\n',
    '\0',
    '5 ',
    '3 <1',
    '\r\n',
    '17',
    ' ',
    'x',
    '9999999 ',
  );
  const stream = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''))),
    fc.uint8Array({ maxLength: 200 }),
  );
  fc.assert(
    fc.property(stream, fc.integer({ min: 1, max: 20 }), (bytes, size) => {
      expect(cut(bytes, size)).toEqual(cut(bytes));
    }),
    { numRuns: 2000 },
  );
});
