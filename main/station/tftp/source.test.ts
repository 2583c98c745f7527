import { expect, it } from 'vitest';
import type { DiskFile } from '../files/disk-file.ts';
import { toNetascii } from './netascii.ts';
import { sourceFromDisk } from './source.ts';

/** Reads a whole source in blocks, waiting for bytes where it has to. */
async function readAll(bytes: Uint8Array, isNetascii: boolean): Promise<Buffer> {
  const file: DiskFile = {
    sizeBytes: bytes.length,
    modifiedMs: 0,
    version: '',
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
    close: () => Promise.resolve(),
  };
  let arrived = (): void => undefined;
  const source = sourceFromDisk(file, {
    isNetascii,
    pieceBytes: 1000,
    onBytes: () => arrived(),
    onFailure: (error) => {
      throw error;
    },
  });
  const blocks: Uint8Array[] = [];
  for (let offset = 0; ; offset += 300) {
    let block = source.at(offset, 300);
    while (block === null) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
      block = source.at(offset, 300);
    }
    blocks.push(Buffer.from(block));
    source.release(offset);
    if (block.length < 300) return Buffer.concat(blocks);
  }
}

const sample = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7) % 256);

it.each([0, 1, 299, 300, 999, 1000, 1001, 5000])(
  'a file of %i bytes on disk comes out whole, piece by piece',
  async (length) => {
    expect(await readAll(sample(length), false)).toEqual(Buffer.from(sample(length)));
    expect(await readAll(sample(length), true)).toEqual(Buffer.from(toNetascii(sample(length))));
  },
);
