/** What units sent, as it came, out of the way of everything that is served. */
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';

/** Enough for a day's bench, and no more than this many mebibytes. */
const MOST_FILES = 500;

/**
 * Writes a new file (mode 0600), never over another. Resolves when it is on the disk.
 * @throws StationError QUARANTINE_FULL; the system's error when the disk refuses
 */
export async function keepInQuarantine(
  dir: string,
  mac: Mac,
  at: EpochMs,
  bytes: Uint8Array,
): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { length } = await readdir(dir);
  if (length >= MOST_FILES) {
    const message = `The quarantine holds ${length} reports. Empty the folder ${dir}.`;
    throw new StationError('QUARANTINE_FULL', message);
  }
  for (let n = 0; ; n += 1) {
    const file = join(dir, `${mac}-${at}${n === 0 ? '' : `-${n}`}.report`);
    try {
      const handle = await open(file, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return file;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST' || n >= 100) throw error;
    }
  }
}
