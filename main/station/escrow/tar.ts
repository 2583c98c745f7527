/**
 * A tar archive of small files (POSIX ustar, IEEE 1003.1 "pax": ustar Interchange Format). Node writes none, and 60
 * lines are less than a package to keep.
 */
import { StationError } from '../../contract/errors.ts';
import type { EpochMs } from '../../contract/values.ts';

const BLOCK = 512;
const LONGEST_NAME = 100;

export interface ArchivedFile {
  /** Relative, with `/`; ASCII, at most 100 letters. */
  name: string;
  bytes: Uint8Array;
}

/** @throws StationError NAME_TOO_LONG */
export function tarOf(files: readonly ArchivedFile[], at: EpochMs): Buffer {
  const blocks = files.flatMap(({ name, bytes }) => {
    const rest = bytes.length % BLOCK;
    return [header(name, bytes.length, at), bytes, Buffer.alloc(rest === 0 ? 0 : BLOCK - rest)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number, at: EpochMs): Buffer {
  if (name.length > LONGEST_NAME || !/^[\x21-\x7e]+$/.test(name)) {
    throw new StationError(
      'NAME_TOO_LONG',
      `${name} cannot be put into an archive. Take a folder.`,
    );
  }
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, where: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, where, 'latin1');
  block.write(name, 0, 'latin1');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(at / 1000), 136, 12);
  block.write('        0', 148, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
