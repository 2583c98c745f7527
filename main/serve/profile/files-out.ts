import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { StationError } from '../../contract/errors.ts';

/**
 * Writes what may hold passwords: for its owner's eyes only, whole in the place of what was there, or
 * not at all. @throws StationError FILE_NOT_WRITTEN
 */
export function writePrivateFile(path: string, bytes: Uint8Array | string): void {
  const draft = `${path}.${randomUUID()}.new`;
  try {
    writeFileSync(draft, bytes, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StationError('FILE_NOT_WRITTEN', `${path} cannot be written: ${why}`, { cause });
  }
}
