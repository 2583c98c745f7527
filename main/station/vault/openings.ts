/** Tries at a vault that need no person. Each gives the data key, or STORE_LOCKED with the reason; none throws one. */
import { StationError } from '../../contract/errors.ts';
import { readKeyFile, readPassphraseFile } from './key-file.ts';
import { lockedBecause } from './locked.ts';
import { readVaultFile, type VaultFile, type WrapOf } from './vault-file.ts';
import { unwrapWithKeyFile, unwrapWithPassphrase } from './wraps.ts';

type Opened = Buffer | StationError;

/** Null: there is none. */
export function readOrWhy(dir: string, name?: string): VaultFile | StationError | null {
  try {
    return readVaultFile(dir, name);
  } catch (error) {
    return locked(error);
  }
}

export function openByKeyFile(id: string, wrap: WrapOf<'key-file'>, file: string): Opened {
  try {
    const words = `The key file ${file} belongs to another vault. Put the right one there, then unlock the keys.`;
    return unwrapWithKeyFile(wrap, id, readKeyFile(file)) ?? lockedBecause(words);
  } catch (error) {
    return locked(error);
  }
}

export async function openByPassphraseFile(
  id: string,
  wrap: WrapOf<'passphrase'>,
  file: string,
): Promise<Opened> {
  try {
    const words = `The passphrase in ${file} is not the one that opens the keys.`;
    return (await unwrapWithPassphrase(wrap, id, readPassphraseFile(file))) ?? lockedBecause(words);
  } catch (error) {
    return locked(error);
  }
}

function locked(error: unknown): StationError {
  if (error instanceof StationError) return lockedBecause(error.message);
  throw error;
}
