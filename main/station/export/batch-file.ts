/** Files of batches on the disk: complete under their name, or not there. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  access,
  constants,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { StationError } from '../../contract/errors.ts';

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @throws StationError DIR_MISSING unless `dir` is an absolute path of a folder we may write to. */
export async function checkDir(dir: string): Promise<void> {
  const isUsable = isAbsolute(dir) && (await canWrite(dir));
  if (!isUsable) {
    throw new StationError(
      'DIR_MISSING',
      `The folder ${dir} is not there or cannot be written. Make it, or choose another (with its full path).`,
    );
  }
}

/**
 * `exports` of the data folder (0700), made when missing.
 * @param dataDir null: a station in memory, whose files go to a folder of the system's for such things
 * @throws StationError DIR_MISSING
 */
export async function makeOwnDir(dataDir: string | null): Promise<string> {
  const base = dataDir === null ? await mkdtemp(join(tmpdir(), 'spa-bench-')) : resolve(dataDir);
  const dir = join(base, 'exports');
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch(() => undefined); // checkDir says what is wrong
  await checkDir(dir);
  return dir;
}

/** Whether the folder can be looked into at all: a drive pulled out is no proof that a file is missing. */
export async function isReachable(dir: string): Promise<boolean> {
  return stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function canWrite(dir: string): Promise<boolean> {
  if (!(await isReachable(dir))) return false;
  return access(dir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** `billing-000001.csv`; the second try is `billing-000001-2.csv`, and so on. */
function batchFile(dir: string, preset: string, batch: number, attempt: number): string {
  const tail = attempt === 1 ? '' : `-${attempt}`;
  return join(dir, `${preset}-${String(batch).padStart(6, '0')}${tail}.csv`);
}

/** The first name no file has yet. */
export function freeFile(dir: string, preset: string, batch: number): string {
  let attempt = 1;
  while (existsSync(batchFile(dir, preset, batch, attempt))) attempt += 1;
  return batchFile(dir, preset, batch, attempt);
}

/** The file of that batch and content that lies in `dir` already, or null. */
export async function sameFile(
  dir: string,
  preset: string,
  batch: number,
  sha256: string,
): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    const file = batchFile(dir, preset, batch, attempt);
    if (!existsSync(file)) return null;
    if (await holdsBytes(file, sha256)) return file;
  }
}

/** Whether a file is there with exactly these bytes. */
export async function holdsBytes(file: string, sha256: string): Promise<boolean> {
  return readFile(file).then(
    (bytes) => sha256Hex(bytes) === sha256,
    () => false,
  );
}

/**
 * Writes to a temporary name, flushes, renames, flushes the folder: after a power cut the file is whole or absent.
 * @throws StationError EXPORT_FAILED; nothing is left behind. An existing file is never replaced.
 */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const part = partOf(file);
  try {
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (existsSync(file)) throw new Error(`${file} has come into being`);
    await rename(part, file);
    await syncDir(dirname(file));
  } catch (error) {
    await removePart(file);
    throw new StationError(
      'EXPORT_FAILED',
      `The file ${file} could not be written. Check the folder and its free space, then export again.`,
      { cause: error },
    );
  }
}

/** What a crash in the middle of {@link writeWhole} can leave. */
export async function removePart(file: string): Promise<void> {
  await rm(partOf(file), { force: true }).catch(() => undefined);
}

function partOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.part`);
}

/** Windows cannot open a folder to flush it, and flushes the name with the file. */
async function syncDir(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
