import { writeFileSync } from 'node:fs';
import { StationError } from '../../contract/errors.ts';

/** Writes what may hold passwords: for its owner's eyes only. @throws StationError FILE_NOT_WRITTEN */
export function writeSecretFile(path: string, bytes: Uint8Array | string): void {
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StationError('FILE_NOT_WRITTEN', `${path} cannot be written: ${why}`, { cause });
  }
}
