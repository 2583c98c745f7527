/**
 * The folder of `--files`: firmware and hand-made files, served as they are.
 * A path never leaves the folder, links are not followed, only regular files count.
 */
import { lstatSync, type Stats } from 'node:fs';
import { lstat, readdir, realpath, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import { diskHands } from './lookups.ts';
import { type FoundFile, type SmallFile, SmallFiles } from './small-files.ts';

export interface Folder {
  /** @param segments the path asked for, split and checked by {@link pathSegments} */
  find(segments: readonly string[]): Promise<FoundFile | null>;
  /** A small file's bytes; null when it is to be read piece by piece. */
  small(found: FoundFile): Promise<SmallFile | null>;
}

/** Files read ahead when the folder is opened, at most. */
const READ_AHEAD_FILES = 2000;
const MOST_KNOWN = 10_000;
/** ext, XFS, Btrfs, tmpfs, overlay, F2FS (statfs(2)). */
const LOCAL_SYSTEMS = new Set([
  ...[0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0xf2f52010],
]);

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
  const known = new KnownFiles(root, await localDevice(root));
  // A shelf of units asks for its files all at once: what is small is read before it is asked for.
  void readAhead(root, files, known);
  // A shelf of units asking for one file at the same moment costs one look at the disk.
  const looking = new Map<string, Promise<FoundFile | null>>();
  const find = (segments: readonly string[]): Promise<FoundFile | null> => {
    const again = known.look(segments);
    if (again !== null) return Promise.resolve(again);
    const path = segments.join('/');
    const look =
      looking.get(path) ??
      diskHands
        .look(placeOf(root, segments), () => walk(root, segments))
        .then((found) => known.note(segments, found))
        .finally(() => looking.delete(path));
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

/**
 * Files of the folder itself that were there before, on a disk of this computer: another look at one takes a few
 * microseconds, a tenth of what it costs to have it done elsewhere and be woken. Whatever could keep us waiting (a
 * network's share, a folder below, a name nobody has asked for) is never looked at this way.
 */
class KnownFiles {
  readonly #root: string;
  readonly #device: number | null;
  readonly #names = new Set<string>();

  constructor(root: string, device: number | null) {
    this.#root = root;
    this.#device = device;
  }

  /** @returns null: it is to be looked for the other way */
  look(segments: readonly string[]): FoundFile | null {
    const [name = ''] = segments;
    if (segments.length !== 1 || !this.#names.has(name)) return null;
    const filePath = join(this.#root, name);
    try {
      const now = lstatSync(filePath, { throwIfNoEntry: false });
      if (now?.isFile() && now.dev === this.#device) {
        return asFound(filePath, this.#root, now, true);
      }
    } catch {
      // The other way says what there is to say.
    }
    this.#names.delete(name);
    return null;
  }

  note(segments: readonly string[], found: FoundFile | null): FoundFile | null {
    const [name = ''] = segments;
    const isOurs = this.#device !== null && found?.device === this.#device && found.isExact;
    if (isOurs && segments.length === 1 && this.#names.size < MOST_KNOWN) this.#names.add(name);
    return found;
  }
}

/** The device a folder lies on, when that is a disk of this computer; null: it is not, or nobody can say. */
async function localDevice(root: string): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  try {
    const { type } = await statfs(root);
    return LOCAL_SYSTEMS.has(type) ? (await lstat(root)).dev : null;
  } catch {
    return null;
  }
}

/** A folder below may be a share of the network; those further down lie on it. */
function placeOf(root: string, segments: readonly string[]): string {
  const [first = ''] = segments;
  return segments.length > 1 ? join(root, first) : root;
}

function asFound(filePath: string, place: string, stats: Stats, isExact: boolean): FoundFile {
  const { ino, size: sizeBytes, mtimeMs: modifiedMs, ctimeMs, dev: device } = stats;
  const version = `${ino} ${sizeBytes} ${modifiedMs} ${ctimeMs}`;
  return { filePath, place, sizeBytes, modifiedMs, version, isExact, device };
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
    if (isLast) return asFound(next, placeOf(root, segments), found, isExact);
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
async function readAhead(root: string, files: SmallFiles, known: KnownFiles): Promise<void> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isFile()).slice(0, READ_AHEAD_FILES)) {
    const found = await walk(root, [entry.name]).catch(() => null);
    known.note([entry.name], found);
    if (found !== null && files.hasRoomFor(found.sizeBytes)) await files.read(found);
  }
}
