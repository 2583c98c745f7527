/**
 * Private keys inside certificate files: sealed under the data key, tied to their file, in the place of the
 * block they would be in PEM. Certificates and requests around them stay readable while the vault is locked.
 */
import { StationError } from '../../contract/errors.ts';
import type { Sealing } from '../vault/seal.ts';

/** What the certificate files need of the vault. */
export interface KeySealing extends Sealing {
  /** @throws StationError STORE_LOCKED */
  refuseLocked(): void;
}

const PLAIN = /-----BEGIN (?:RSA )?PRIVATE KEY-----[^-]+-----END (?:RSA )?PRIVATE KEY-----\r?\n?/g;
const SEALED = /-----BEGIN SEALED PRIVATE KEY-----\n([^\n-]+)\n-----END SEALED PRIVATE KEY-----\n?/;

/** Every plain key in it sealed. @throws StationError STORE_LOCKED when there is one and the vault is locked */
export function sealKeysIn(text: string, file: string, sealing: KeySealing): string {
  return text.replace(PLAIN, (key) => {
    const sealed = sealing.seal(placeOf(file), key);
    return `-----BEGIN SEALED PRIVATE KEY-----\n${sealed}\n-----END SEALED PRIVATE KEY-----\n`;
  });
}

/**
 * The first key of a file, PEM; null: there is none.
 * @throws StationError STORE_LOCKED, SEAL_BROKEN (altered, or sealed by another station)
 */
export function keyIn(text: string, file: string, sealing: KeySealing): string | null {
  const sealed = SEALED.exec(text)?.[1];
  if (sealed === undefined) return text.match(PLAIN)?.[0] ?? null;
  sealing.refuseLocked();
  try {
    return sealing.open(placeOf(file), sealed);
  } catch (cause) {
    const message = `The key in certificates/${file} does not open with the keys of this station: it was altered, or is another station's. Make a new request or new practice certificates.`;
    throw new StationError('SEAL_BROKEN', message, { cause });
  }
}

function placeOf(file: string): string[] {
  return ['certificates', file, 'key'];
}
