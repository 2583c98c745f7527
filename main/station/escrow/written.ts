/** Files of exports on the disk: all of them whole, or none. */
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import type { SavedFile } from '../../contract/escrow.ts';
import { type EpochMs, isoTime } from '../../contract/values.ts';
import { checkDir, sha256Hex, writeWhole } from '../export/batch-file.ts';

export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

/** As the contract carries it. */
export function saved({ name, bytes }: NamedBytes): SavedFile {
  const base64 = Buffer.from(bytes).toString('base64');
  return { name, base64, bytes: bytes.length, sha256: sha256Hex(bytes) };
}

/** `20261128-1403` in UTC. */
export function stamp(at: EpochMs): string {
  return isoTime(at).slice(0, 16).replaceAll('-', '').replace('T', '-').replace(':', '');
}

/** A name for the encrypted file that none in the folder has. */
export async function freeName(dir: string, at: EpochMs): Promise<string> {
  for (let n = 1; ; n += 1) {
    const name = `keys-${stamp(at)}${n === 1 ? '' : `-${n}`}.p7m`;
    if (!(await isThere(join(dir, name)))) return name;
  }
}

/** @throws StationError FILE_EXISTS, EXPORT_FAILED */
export async function writeNew(dir: string, files: readonly NamedBytes[]): Promise<void> {
  for (const { name } of files) {
    if (!(await isThere(join(dir, name)))) continue;
    const message = `${join(dir, name)} is there already. Choose another name.`;
    throw new StationError('FILE_EXISTS', message);
  }
  const written: string[] = [];
  try {
    for (const { name, bytes } of files) {
      await writeWhole(join(dir, name), bytes);
      written.push(join(dir, name));
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    throw error;
  }
}

/**
 * Files for a web server to read, over older ones of the same name; the folder is made when missing.
 * @throws StationError DIR_MISSING, EXPORT_FAILED
 */
export async function writeSet(dir: string, files: readonly NamedBytes[]): Promise<void> {
  if (!isAbsolute(dir)) await checkDir(dir);
  await mkdir(dir).catch(() => undefined); // checkDir says what is wrong
  await checkDir(dir);
  for (const { name, bytes } of files) {
    const file = join(dir, ...name.split('/'));
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, bytes, { mode: 0o644 });
      await rename(`${file}.new`, file);
    } catch (cause) {
      const message = `The file ${file} cannot be written. Check the folder and its free space.`;
      throw new StationError('EXPORT_FAILED', message, { cause });
    }
  }
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
