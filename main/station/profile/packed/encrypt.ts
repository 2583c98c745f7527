/**
 * Profile encryption as `openssl enc -aes-256-cbc -md md5 -k PHRASE` does it (guide: File Encryption;
 * the guide's openssl 0.9.7 derived with MD5, today's derives with SHA-256 unless told).
 *
 *     'Salted__' | salt, 8 bytes | AES-256-CBC, PKCS#7 padding
 */
import { createCipheriv, createDecipheriv, createSecretKey, hash, randomBytes } from 'node:crypto';
import { bad, good, type Read } from '../problem.ts';
import { detectFormat } from './detect.ts';

const MAGIC = Buffer.from('Salted__');
const HEADER_BYTES = 16;
const BLOCK_BYTES = 16;

/**
 * Encrypts under a pass phrase (UTF-8; not a raw key).
 * @param salt 8 bytes; without it a random one is taken. More or fewer bytes are a programming error
 * @throws RangeError for a salt that is not 8 bytes
 */
export function encryptProfile(
  plain: Uint8Array,
  phrase: string,
  salt: Uint8Array = randomBytes(8),
): Uint8Array {
  if (salt.length !== 8) throw new RangeError('A salt has 8 bytes.');
  const { key, iv } = deriveKey(phrase, salt);
  // As a key object: telling what plain bytes are takes Node longer than encrypting a profile.
  const cipher = createCipheriv('aes-256-cbc', createSecretKey(key), iv);
  return Buffer.concat([MAGIC, salt, cipher.update(plain), cipher.final()]);
}

/**
 * Opens what {@link encryptProfile} or openssl made. One wrong key in about 256 leaves valid padding,
 * so the clear text must also look like a profile: gzip's header, or XML without control characters.
 * @returns `not-encrypted`, `damaged` (length) or `wrong-key` as problems
 */
export function decryptProfile(bytes: Uint8Array, phrase: string): Read<Uint8Array> {
  const plain = decryptBytes(bytes, phrase);
  return !plain.ok || looksLikeProfile(Buffer.from(plain.value)) ? plain : wrongKey;
}

const wrongKey = bad('wrong-key', 'The key does not open this profile.');

/** The same whatever the clear text is: one wrong key in about 256 is not noticed. */
export function decryptBytes(bytes: Uint8Array, phrase: string): Read<Uint8Array> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!whole.subarray(0, MAGIC.length).equals(MAGIC)) {
    return bad('not-encrypted', 'The file does not begin with the mark of an encrypted profile.');
  }
  const body = whole.subarray(HEADER_BYTES);
  if (body.length === 0 || body.length % BLOCK_BYTES !== 0) {
    return bad(
      'damaged',
      'The encrypted file is cut off: its length is not a whole number of blocks.',
    );
  }
  const { key, iv } = deriveKey(phrase, whole.subarray(MAGIC.length, HEADER_BYTES));
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    return good(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch {
    return wrongKey; // wrong padding
  }
}

/** EVP_BytesToKey with MD5 and one round: D1 = MD5(phrase salt), Dn = MD5(Dn-1 phrase salt). */
function deriveKey(phrase: string, salt: Uint8Array): { key: Buffer; iv: Buffer } {
  const secret = Buffer.concat([Buffer.from(phrase, 'utf8'), salt]);
  let digest = Buffer.alloc(0);
  let material = Buffer.alloc(0);
  while (material.length < 48) {
    digest = hash('md5', Buffer.concat([digest, secret]), 'buffer');
    material = Buffer.concat([material, digest]);
  }
  return { key: material.subarray(0, 32), iv: material.subarray(32, 48) };
}

function looksLikeProfile(plain: Buffer): boolean {
  const format = detectFormat(plain);
  if (format === 'gzip') return plain[2] === 8 && ((plain[3] ?? 0xff) & 0xe0) === 0;
  return format === 'xml' && !/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(plain.toString('latin1'));
}
