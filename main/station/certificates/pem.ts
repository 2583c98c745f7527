/** Certificate files as people bring them: PEM with anything around it, or one certificate as DER. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { StationError } from '../../contract/errors.ts';

/** A certificate has about 1 kB; a file with its whole chain some 10. */
export const MAX_FILE_BYTES = 256 * 1024;
const MAX_CERTIFICATES = 16;

/**
 * @returns at least one certificate, in the file's order
 * @throws StationError BAD_CERTIFICATE
 */
export function readCertificates(bytes: Uint8Array): X509Certificate[] {
  if (bytes.length > MAX_FILE_BYTES) throw bad('the file is too long for a certificate.');
  const text = Buffer.from(bytes).toString('latin1');
  if (/-----BEGIN CERTIFICATE REQUEST-----/.test(text)) {
    throw bad('this is the request. Bring the answer that was signed for it.');
  }
  const blocks = text.match(
    /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g,
  );
  if (blocks !== null && blocks.length > MAX_CERTIFICATES) {
    throw bad(`more than ${MAX_CERTIFICATES} certificates in one file.`);
  }
  try {
    if (blocks === null) return [new X509Certificate(bytes)];
    return blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    throw bad('no certificate can be read in this file (PEM or DER).', cause);
  }
}

/**
 * A private key out of a PEM file without a passphrase.
 * @throws StationError BAD_KEY
 */
export function readPrivateKey(text: string): KeyObject {
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Its own words could quote the file.
  }
  throw new StationError(
    'BAD_KEY',
    'No RSA key can be read in this file: bring it as PEM, without a passphrase.',
  );
}

function bad(why: string, cause?: unknown): StationError {
  return new StationError('BAD_CERTIFICATE', `Certificate: ${why}`, { cause });
}
