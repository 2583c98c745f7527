/** The data key, wrapped and unwrapped, a pair of functions per way. */
import { createHash, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { StationError } from '../../contract/errors.ts';
import { KEY_BYTES, openBytes, sealBytes } from './seal.ts';
import type { ScryptCost, WrapOf } from './vault-file.ts';

/**
 * A system's own store of secrets: Electron's safeStorage, handed in by the shell. Texts are base64.
 * Linux: only with a keyring; its `basic_text` is a password everybody knows and counts as not available.
 */
export interface SystemStore {
  isAvailable(): Promise<boolean>;
  encrypt(plain: string): Promise<string>;
  /** @throws when it was sealed by another user or computer, or the person said no */
  decrypt(sealed: string): Promise<string>;
}

/** OWASP's recommendation for scrypt: 128 MiB and about half a second for each try. */
export const usualScrypt: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

const SALT_BYTES = 16;

/** Tells two data keys apart, and nothing else of them. */
export function idOf(dataKey: Uint8Array): string {
  return createHash('sha256').update('spa-bench vault').update(dataKey).digest('hex').slice(0, 16);
}

export function wrapWithKeyFile(
  dataKey: Uint8Array,
  fileKey: Uint8Array,
  file: string,
): WrapOf<'key-file'> {
  const salt = randomBytes(SALT_BYTES);
  const sealed = sealBytes(fromFile(fileKey, salt), ['vault', idOf(dataKey), 'key-file'], dataKey);
  return {
    kind: 'key-file',
    file,
    salt: salt.toString('base64'),
    sealed: sealed.toString('base64'),
  };
}

/** Null: it is another file's. */
export function unwrapWithKeyFile(
  { salt, sealed }: WrapOf<'key-file'>,
  id: string,
  fileKey: Uint8Array,
): Buffer | null {
  const key = fromFile(fileKey, Buffer.from(salt, 'base64'));
  return whole(id, openBytes(key, ['vault', id, 'key-file'], Buffer.from(sealed, 'base64')));
}

export async function wrapWithPassphrase(
  dataKey: Uint8Array,
  passphrase: string,
  cost: ScryptCost,
): Promise<WrapOf<'passphrase'>> {
  const salt = randomBytes(SALT_BYTES);
  const key = await fromPassphrase(passphrase, salt, cost);
  const sealed = sealBytes(key, ['vault', idOf(dataKey), 'passphrase'], dataKey);
  return {
    kind: 'passphrase',
    scrypt: cost,
    salt: salt.toString('base64'),
    sealed: sealed.toString('base64'),
  };
}

/** Null: it is another passphrase. */
export async function unwrapWithPassphrase(
  { scrypt: cost, salt, sealed }: WrapOf<'passphrase'>,
  id: string,
  passphrase: string,
): Promise<Buffer | null> {
  const key = await fromPassphrase(passphrase, Buffer.from(salt, 'base64'), cost);
  return whole(id, openBytes(key, ['vault', id, 'passphrase'], Buffer.from(sealed, 'base64')));
}

export async function wrapWithSystem(
  dataKey: Buffer,
  system: SystemStore,
): Promise<WrapOf<'system'>> {
  const sealed = await system.encrypt(dataKey.toString('base64'));
  return { kind: 'system', sealed };
}

/** Null: the system does not give it back. */
export async function unwrapWithSystem(
  { sealed }: WrapOf<'system'>,
  id: string,
  system: SystemStore,
): Promise<Buffer | null> {
  try {
    return whole(id, Buffer.from(await system.decrypt(sealed), 'base64'));
  } catch {
    return null;
  }
}

function whole(id: string, dataKey: Buffer | null): Buffer | null {
  const isIt = dataKey !== null && dataKey.length === KEY_BYTES && idOf(dataKey) === id;
  return isIt ? dataKey : null;
}

/** RFC 5869. The file's key is random already, so no slow function is needed. */
function fromFile(fileKey: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, salt, 'spa-bench key file', KEY_BYTES));
}

/** Typed on another keyboard the same letters may come in another form, so they are normalised. */
function fromPassphrase(passphrase: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  const { N, r, p } = cost;
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, options, (cause, key) => {
      if (cause === null) resolve(key);
      else
        reject(
          new StationError(
            'PASSPHRASE_FAILED',
            'The passphrase could not be tried: the computer has too little memory free.',
            { cause },
          ),
        );
    });
  });
}
