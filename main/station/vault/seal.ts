/**
 * Sealed texts: AES-256-GCM with a random nonce (NIST SP 800-38D), tied to the place they stand in, so that
 * one copied into another row does not open there.
 *
 *     $seal1$ base64( nonce 12 | ciphertext | tag 16 )
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StationError } from '../../contract/errors.ts';

/** Where a value stands: table, row, column. */
export type Place = readonly string[];

/** What the table files need to keep a value sealed. */
export interface Sealing {
  readonly isLocked: boolean;
  /** @throws StationError STORE_LOCKED */
  seal(place: Place, plain: string): string;
  /** @throws StationError STORE_LOCKED, SEAL_BROKEN when it was altered or sealed for another place */
  open(place: Place, sealed: string): string;
}

export const KEY_BYTES = 32;
const PREFIX = '$seal1$';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Whether it looks like a sealed text; a plain one may by chance. */
export function looksSealed(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** A random nonce of 96 bits is good for 2^32 texts under one key; a station seals far fewer. */
export function sealText(key: Uint8Array, place: Place, plain: string): string {
  return PREFIX + sealBytes(key, place, Buffer.from(plain)).toString('base64');
}

/** @throws StationError SEAL_BROKEN; nothing of the text is in it */
export function openText(key: Uint8Array, place: Place, sealed: string): string {
  const opened = looksSealed(sealed)
    ? openBytes(key, place, Buffer.from(sealed.slice(PREFIX.length), 'base64'))
    : null;
  if (opened !== null) return opened.toString();
  const [table = '?', ...row] = place;
  throw new StationError(
    'SEAL_BROKEN',
    `A secret in the database does not open (${table}, ${row.join(' ')}): it was altered there. Put the newest backup in its place.`,
  );
}

/** nonce | ciphertext | tag */
export function sealBytes(key: Uint8Array, place: Place, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additional(place));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Null when key, place or a bit of it is another. */
export function openBytes(key: Uint8Array, place: Place, sealed: Buffer): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additional(place));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const text = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
  try {
    return Buffer.concat([decipher.update(text), decipher.final()]);
  } catch {
    return null;
  }
}

function additional(place: Place): Buffer {
  return Buffer.from(JSON.stringify(place));
}
