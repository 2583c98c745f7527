/** Reads files of the served folder piece by piece, for TFTP and HTTP alike. */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { StationError } from '../../contract/errors.ts';

/** A file being sent: its size is fixed when it is opened. */
export interface DiskFile {
  readonly sizeBytes: number;
  /** Last change, milliseconds since 1970, with fractions. */
  readonly modifiedMs: number;
  /** Another one when another file, or another state of it, was opened. */
  readonly version: string;
  /**
   * Exactly the bytes `position … position + length - 1`; the caller stays inside `sizeBytes`.
   * @throws StationError FILE_CHANGED when the file became shorter or, seen at its end, another.
   */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

// Neither flag exists on Windows. O_NONBLOCK: opening a FIFO or device returns at once.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file; a link in its last part is not followed.
 * The folders above it are the caller's care.
 * @returns the file, which the caller closes, or why it cannot be read.
 */
export async function openDiskFile(
  filePath: string,
): Promise<{ ok: true; file: DiskFile } | { ok: false; reason: string }> {
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
  const changed = (): StationError =>
    new StationError('FILE_CHANGED', 'The file changed while it was being sent.');
  const file: DiskFile = {
    sizeBytes: opened.size,
    modifiedMs: opened.mtimeMs,
    version: `${opened.dev} ${opened.ino} ${opened.size} ${opened.mtimeMs} ${opened.ctimeMs}`,
    close: () => handle.close(),
    async read(position, length) {
      const bytes = new Uint8Array(length);
      let have = 0;
      while (have < length) {
        const { bytesRead } = await handle.read(bytes, have, length - have, position + have);
        if (bytesRead === 0) throw changed();
        have += bytesRead;
      }
      if (position + length >= opened.size) {
        const now = await handle.stat();
        if (now.size !== opened.size || now.mtimeMs !== opened.mtimeMs) throw changed();
      }
      return bytes;
    },
  };
  return { ok: true, file };
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? 'unknown error';
}
