import { describe, expect, it } from 'vitest';
import { agree, saidSize } from './options.ts';

const option = (name: string, value: string) => ({ name, value });

describe('agreeing on TFTP options', () => {
  it('without options a transfer is plain RFC 1350', () => {
    expect(agree([], { sizeBytes: 1000 })).toEqual({
      blockBytes: 512,
      windowBlocks: 1,
      timeoutMs: null,
      acknowledged: [],
    });
  });

  it('understood options are acknowledged in the order asked, spelled as asked', () => {
    const asked = [
      option('tsize', '0'),
      option('multicast', ''),
      option('BlkSize', '1024'),
      option('windowsize', '4'),
      option('timeout', '3'),
    ];
    expect(agree(asked, { sizeBytes: 777 })).toEqual({
      blockBytes: 1024,
      windowBlocks: 4,
      timeoutMs: 3000,
      acknowledged: [
        option('tsize', '777'),
        option('BlkSize', '1024'),
        option('windowsize', '4'),
        option('timeout', '3'),
      ],
    });
  });

  it.each([
    ['blksize', '65464', '1468'],
    ['blksize', '8', '8'],
    ['windowsize', '65535', '64'],
    ['timeout', '255', '255'],
  ])('%s %s is answered with %s', (name, value, granted) =>
    expect(agree([option(name, value)], { sizeBytes: 1 }).acknowledged).toEqual([
      option(name, granted),
    ]),
  );

  it.each([
    ['blksize', '7'],
    ['blksize', '65465'],
    ['blksize', ' 512'],
    ['blksize', '-1'],
    ['blksize', '9'.repeat(400)],
    ['windowsize', '0'],
    ['windowsize', '65536'],
    ['timeout', '0'],
    ['timeout', '256'],
    ['timeout', '1.5'],
    ['tsize', 'big'],
    ['__proto__', '1'],
  ])('%s %s is passed over', (name, value) =>
    expect(agree([option(name, value)], { sizeBytes: 1 }).acknowledged).toEqual([]),
  );

  it.each([null, 0])('tsize is passed over for a file of %s bytes', (sizeBytes) =>
    expect(agree([option('tsize', '0')], { sizeBytes }).acknowledged).toEqual([]),
  );

  it('of a write the size is the client’s word, and repeated to it', () => {
    const asked = [option('TSize', '4000')];
    expect(agree(asked, { isWrite: true, sizeBytes: null }).acknowledged).toEqual(asked);
    expect(saidSize(asked)).toBe(4000);
    expect(saidSize([option('tsize', 'much')])).toBeNull();
  });

  it('of an option named twice the first counts', () =>
    expect(
      agree([option('blksize', '100'), option('BLKSIZE', '200')], { sizeBytes: 1 }).blockBytes,
    ).toBe(100));
});
