/**
 * The folder of `--files`: firmware and hand-made files, served as they are.
 * A path never leaves the folder, links are not followed, only regular files count.
 */
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { StationError } from '../../contract/errors.ts';

export interface FoundFile {
  filePath: string;
  sizeBytes: number;
  /** Changes whenever the file's content may have changed. */
  version: string;
  /** False: only the letters' case differed from what was asked for. */
  isExact: boolean;
}

export interface Folder {
  /** @param segments the path asked for, split and checked by {@link pathSegments} */
  find(segments: readonly string[]): Promise<FoundFile | null>;
}

/** @throws StationError FILES_MISSING when it is not a folder */
export async function openFolder(dir: string): Promise<Folder> {
  const root = await realpath(dir).catch((cause: unknown) => {
    throw new StationError('FILES_MISSING', `The folder ${dir} of --files is not there.`, {
      cause,
    });
  });
  if (!(await lstat(root)).isDirectory()) {
    throw new StationError('FILES_MISSING', `${dir} of --files is not a folder.`);
  }
  return { find: (segments) => walk(root, segments) };
}

/**
 * A path from the wire as plain names: backslashes count as slashes, one leading slash is dropped.
 * @returns null when any part could lead outside or means something else on some system: `..`, empty
 *          parts, drive letters and streams (`:`), device names, control characters, trailing dots.
 */
export function pathSegments(path: string): string[] | null {
  const segments = path.replaceAll('\\', '/').replace(/^\//, '').split('/');
  const isSafe = (name: string) =>
    name.length > 0 &&
    name.length <= 255 &&
    !/[\u0000-\u001f\u007f:*"<>|]/.test(name) &&
    !/[. ]$/.test(name) &&
    !/^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i.test(name);
  return segments.length <= 32 && segments.every(isSafe) ? segments : null;
}

async function walk(root: string, segments: readonly string[]): Promise<FoundFile | null> {
  let here = root;
  let isExact = true;
  for (const [index, name] of segments.entries()) {
    const isLast = index === segments.length - 1;
    let next = join(here, name);
    let found = await lstat(next).catch(() => null);
    if (found === null) {
      const near = await nearName(here, name);
      if (near === null) return null;
      isExact = false;
      next = join(here, near);
      found = await lstat(next).catch(() => null);
    }
    if (found === null || (isLast ? !found.isFile() : !found.isDirectory())) return null;
    if (isLast) {
      const version = `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
      return { filePath: next, sizeBytes: found.size, version, isExact };
    }
    here = next;
  }
  return null;
}

/** The only name of the folder that differs in case alone. */
async function nearName(dir: string, name: string): Promise<string | null> {
  const names = await readdir(dir).catch(() => []);
  const near = names.filter((each) => each.toLowerCase() === name.toLowerCase());
  return near.length === 1 ? (near[0] ?? null) : null;
}
