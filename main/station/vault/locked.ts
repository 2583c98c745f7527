/** Why a vault is locked, in words. */
import { StationError } from '../../contract/errors.ts';

export const inMemory = 'This station keeps nothing on the disk.';

/** STORE_LOCKED, with what that means added to the reason. */
export function lockedBecause(why: string): StationError {
  return new StationError(
    'STORE_LOCKED',
    `${why} Until they are unlocked, units, accounts and bindings can be looked up, but nothing new can be built.`,
  );
}

export function vaultMissing(dir: string): StationError {
  return lockedBecause(
    `The file vault.json is not in the data folder ${dir}. Put its copy there, which lies beside every backup.`,
  );
}

export function vaultOther(dir: string, id: string): StationError {
  return lockedBecause(
    `The keys in this database were sealed with another vault.json (${id}) than the one in ${dir}. Put that one there, with its key file or passphrase.`,
  );
}
