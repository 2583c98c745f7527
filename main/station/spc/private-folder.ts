/** A folder only this user can enter, gone again when the work is over. */
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'spa-bench-spc-';
/** Many times what the longest work may take. */
const LEFT_AFTER_MS = 10 * 60_000;

/** mkdtemp makes it with mode 0700. */
export async function inPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Removes what a station left behind that was killed at work: such a folder holds a profile in clear. Another
 * user's folders, and those young enough to be in use by another station, stay.
 */
export async function removeLeftFolders(now: number): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const about = await lstat(folder).catch(() => null);
    const isOurs = process.getuid === undefined || about?.uid === process.getuid();
    if (about?.isDirectory() !== true || !isOurs || now - about.mtimeMs < LEFT_AFTER_MS) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
