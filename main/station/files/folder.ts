/**
 * The folder of `--files`: firmware and hand-made files, served as they are.
 * A path never leaves the folder, links are not followed, only regular files count.
 */
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import { type FoundFile, type SmallFile, SmallFiles } from './small-files.ts';

export interface Folder {
  /** @param segments the path asked for, split and checked by {@link pathSegments} */
  find(segments: readonly string[]): Promise<FoundFile | null>;
  /** A small file's bytes; null when it is to be read piece by piece. */
  small(found: FoundFile): Promise<SmallFile | null>;
}

/** Files read ahead when the folder is opened, at most. */
const READ_AHEAD_FILES = 2000;

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
  const files = new SmallFiles();
  // A shelf of units asks for its files all at once: what is small is read before it is asked for.
  void readAhead(root, files);
  // A shelf of units asking for one file at the same moment costs one look at the disk.
  const looking = new Map<string, Promise<FoundFile | null>>();
  const find = (segments: readonly string[]): Promise<FoundFile | null> => {
    const path = segments.join('/');
    const look = looking.get(path) ?? walk(root, segments).finally(() => looking.delete(path));
    looking.set(path, look);
    return look;
  };
  return { find, small: (found) => files.read(found) };
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

/** What cannot be read now is read, or refused, when it is asked for. */
async function readAhead(root: string, files: SmallFiles): Promise<void> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isFile()).slice(0, READ_AHEAD_FILES)) {
    const found = await walk(root, [entry.name]).catch(() => null);
    if (found !== null && files.hasRoomFor(found.sizeBytes)) await files.read(found);
  }
}
