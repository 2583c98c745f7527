import { describe, expect, test } from 'vitest';
import { maskSecrets } from './mask.ts';

const key = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

function data(block: number, text: string) {
  const head = Buffer.from([0, 3, block >> 8, block & 255]);
  return { flow: 'a', isTftp: true, bytes: Buffer.concat([head, Buffer.from(text)]) };
}

/** A file in blocks of `size` bytes, the last one shorter. */
function file(text: string, size: number, from = 1) {
  const count = Math.floor(text.length / size) + 1;
  return Array.from({ length: count }, (_, at) =>
    data(from + at, text.slice(at * size, (at + 1) * size)),
  );
}

const textOf = (blocks: ReturnType<typeof file>) =>
  blocks.map(({ bytes }) => bytes.toString('latin1', 4)).join('');

describe('secrets in a capture', () => {
  const text = `<a>begin</a>${'.'.repeat(100)}<b>${key}</b>${'.'.repeat(77)}end`;

  test.each([8, 16, 63, 64, 100, 128, 512])(
    'are found over the edges of blocks of %i bytes, and lengths stay',
    (size) => {
      const blocks = file(text, size);
      maskSecrets(blocks, [key]);
      expect(textOf(blocks)).toBe(text.replace(key, '*'.repeat(64)));
    },
  );

  test('are found in blocks that came out of order, twice, or for another file by the same ports', () => {
    const blocks = file(text, 64);
    const again = file(text, 64);
    const other = data(2, `another file's ${key.slice(0, 20)}`);
    maskSecrets([...blocks.toReversed(), ...again, other], [key]);
    expect(textOf(blocks)).toBe(text.replace(key, '*'.repeat(64)));
    expect(textOf(again)).toBe(textOf(blocks));
    expect(other.bytes.toString('latin1', 4)).toBe(`another file's ${'*'.repeat(20)}`);
  });

  test('count by half where the neighbouring block is gone', () => {
    for (let size = 30; size < 140; size += 1) {
      const blocks = file(text, size).filter((_, at) => at % 2 === 1);
      maskSecrets(blocks, [key]);
      const kept = blocks.map(({ bytes }) => bytes.toString('latin1', 4));
      for (const piece of kept) expect(piece).not.toMatch(/[0-9a-f]{5}/);
    }
  });

  test('a block number that runs over begins no file', () => {
    const half = text.indexOf(key) + 32;
    const blocks = [data(0, text.slice(half)), data(1, '')];
    maskSecrets(blocks, [key]);
    expect(textOf(blocks)).toBe('*'.repeat(32) + text.slice(half + 32));
  });

  test('nobody knows are found by where they stand', () => {
    const line = (bytes: string) => ({ flow: 'b', isTftp: false, bytes: Buffer.from(bytes) });
    const lines = [
      line('[--key sup3r] tftp://h/p [--key $SA] http://user:pw@h/p$MA'),
      line('Resync failed: https://h/cisco-init/Ab3dE6g/x?y'),
      line('\0\x01cisco-init//Ab3dE6g\0octet\0'),
    ];
    maskSecrets(lines, []);
    expect(lines.map(({ bytes }) => bytes.toString())).toEqual([
      '[--key *****] tftp://h/p [--key $SA] http://*******@h/p$MA',
      'Resync failed: https://h/cisco-init/*******/x?y',
      '\0\x01cisco-init//*******\0octet\0',
    ]);
  });

  test('of three letters are left: they stand anywhere by chance', () => {
    const line = { flow: 'b', isTftp: false, bytes: Buffer.from('the cat sat') };
    maskSecrets([line], ['cat', '', ' sat']);
    expect(line.bytes.toString()).toBe('the cat****');
  });

  test('no bytes make it throw or change a length', () => {
    let seed = 3;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed;
    };
    const datagrams = Array.from({ length: 500 }, () => {
      const bytes = Buffer.from(Array.from({ length: random() % 40 }, () => random() % 7));
      return { flow: `${random() % 3}`, isTftp: random() % 2 === 0, bytes };
    });
    const lengths = datagrams.map(({ bytes }) => bytes.length);
    maskSecrets(datagrams, ['\u0001\u0002\u0003\u0004', '\u0000\u0000\u0000\u0000\u0000']);
    expect(datagrams.map(({ bytes }) => bytes.length)).toEqual(lengths);
  });
});
