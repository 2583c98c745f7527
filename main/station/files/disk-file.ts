/** Reads files of the served folder piece by piece, for TFTP and HTTP alike. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import { diskHands } from './lookups.ts';

/** A file being sent: its size is fixed when it is opened. */
export interface DiskFile {
  readonly sizeBytes: number;
  /** Last change, milliseconds since 1970, with fractions. */
  readonly modifiedMs: number;
  /** Another one when another file, or another state of it, was opened. */
  readonly version: string;
  /**
   * Exactly the bytes `position … position + length - 1`; the caller stays inside `sizeBytes`.
   * @throws StationError FILE_CHANGED when the file became shorter or, seen at its end, another; FILE_STUCK when
   *         the disk does not answer.
   */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

// Neither flag exists on Windows. O_NONBLOCK: opening a FIFO or device returns at once.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

type Opened = { ok: true; file: DiskFile } | { ok: false; reason: string };

/**
 * Opens a regular file; a link in its last part is not followed.
 * The folders above it are the caller's care.
 * @param place  of {@link diskHands}; what hangs there keeps other places from nothing
 * @returns the file, which the caller closes, or why it cannot be read.
 */
export async function openDiskFile(filePath: string, place = dirname(filePath)): Promise<Opened> {
  let isGivenUp = false;
  const opened = await diskHands.look(place, async () => {
    const late = await openNow(filePath, place);
    if (!isGivenUp) return late;
    if (late.ok) await late.file.close();
    return null;
  });
  isGivenUp = true;
  return opened ?? { ok: false, reason: 'its disk does not answer' };
}

async function openNow(filePath: string, place: string): Promise<Opened> {
  const before = await lstat(filePath).catch(codeOf);
  if (typeof before === 'string') return { ok: false, reason: `cannot be read (${before})` };
  if (!before.isFile()) return { ok: false, reason: 'not a regular file' };
  const handle = await open(filePath, FLAGS).catch(codeOf);
  if (typeof handle === 'string') return { ok: false, reason: `cannot be read (${handle})` };
  const opened = await handle.stat().catch(codeOf);
  // Without O_NOFOLLOW (Windows) the name may have become a link since it was looked at.
  if (typeof opened === 'string' || !opened.isFile() || opened.ino !== before.ino) {
    await handle.close();
    return { ok: false, reason: 'not a regular file' };
  }
  // A handle whose read hangs is closed when that is over; nobody waits for it.
  let isStuck = false;
  const file: DiskFile = {
    sizeBytes: opened.size,
    modifiedMs: opened.mtimeMs,
    version: `${opened.dev} ${opened.ino} ${opened.size} ${opened.mtimeMs} ${opened.ctimeMs}`,
    async close() {
      const closed = handle.close();
      if (isStuck) closed.catch(() => undefined);
      else await closed;
    },
    async read(position, length) {
      const bytes = await diskHands.look(place, async () => {
        const piece = await readPiece(handle, position, length);
        if (position + length < opened.size) return piece;
        const now = await handle.stat();
        if (now.size !== opened.size || now.mtimeMs !== opened.mtimeMs) throw changed();
        return piece;
      });
      if (bytes !== null) return bytes;
      isStuck = true;
      throw new StationError('FILE_STUCK', 'The file cannot be read: its disk does not answer.');
    },
  };
  return { ok: true, file };
}

async function readPiece(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let have = 0;
  while (have < length) {
    const { bytesRead } = await handle.read(bytes, have, length - have, position + have);
    if (bytesRead === 0) throw changed();
    have += bytesRead;
  }
  return bytes;
}

function changed(): StationError {
  return new StationError('FILE_CHANGED', 'The file changed while it was being sent.');
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? 'unknown error';
}
