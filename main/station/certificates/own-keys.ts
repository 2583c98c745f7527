/** The station's own private keys, out of their files. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { StationError } from '../../contract/errors.ts';
import type { CertificateFileName, CertificateFiles } from './files.ts';
import { readPrivateKey } from './pem.ts';

/** @throws StationError STORE_LOCKED, CERTIFICATES_UNREADABLE, BAD_KEY */
export function keyOf(files: CertificateFiles, name: CertificateFileName): KeyObject | null {
  const pem = keyPem(files, name);
  return pem === null ? null : readPrivateKey(pem);
}

/** Null, too: it does not open, so it is of no use to what comes in its place. */
export function keyPem(files: CertificateFiles, name: CertificateFileName): string | null {
  try {
    return files.readKey(name);
  } catch (error) {
    if (error instanceof StationError && error.code === 'SEAL_BROKEN') return null;
    throw error;
  }
}

/** Why the server's key is of no use; null: it fits, or the vault is locked and nobody can say. */
export function serverKeyProblem(files: CertificateFiles, own: X509Certificate): string | null {
  try {
    const pem = files.readKey('server.pem');
    if (pem === null) return 'Its key is not here. Bring the certificate again, with its key.';
    if (own.checkPrivateKey(readPrivateKey(pem))) return null;
    return 'The key here belongs to another certificate. Make a new request.';
  } catch (error) {
    if (!(error instanceof StationError)) throw error;
    return error.code === 'STORE_LOCKED' ? null : error.message;
  }
}
