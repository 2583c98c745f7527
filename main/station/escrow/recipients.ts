/** Certificates of those who are to open an export, and whether they can. */
import type { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { StationError } from '../../contract/errors.ts';
import type { CertificateWords, Recipient } from '../../contract/escrow.ts';
import type { EpochMs } from '../../contract/values.ts';
import { readCertificates } from '../certificates/pem.ts';
import { visible } from '../log.ts';

/** Shorter ones can be broken by those who have time (NIST SP 800-131A). */
const SHORTEST_BITS = 2048;
const LONGEST_BITS = 8192;
const SOON_MS = 30 * 86_400_000;
const LONGEST_NAME = 200;

export interface ReadRecipient {
  certificate: X509Certificate;
  words: Recipient;
}

/**
 * The first certificate of a file, PEM or DER, with what stands against it.
 * @throws StationError BAD_CERTIFICATE when none can be read, or a private key is in the file
 */
export function readRecipient(bytes: Uint8Array, fileName: string, now: EpochMs): ReadRecipient {
  if (Buffer.from(bytes).includes('PRIVATE KEY-----')) {
    throw new StationError(
      'BAD_CERTIFICATE',
      `${visible(fileName)} holds a private key. Only the certificate is needed here: bring it without the key, which should never leave the ISP.`,
    );
  }
  const [certificate] = readCertificates(bytes);
  if (certificate === undefined) {
    throw new StationError('BAD_CERTIFICATE', `${visible(fileName)} holds no certificate.`);
  }
  const { validFromDate, validToDate, publicKey } = certificate;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  const kind = (publicKey.asymmetricKeyType ?? 'unknown').toUpperCase();
  const problem = problemOf(certificate, bits ?? 0, now);
  const isSoon = problem === null && validToDate.getTime() - now < SOON_MS;
  return {
    certificate,
    words: {
      ...wordsOf(certificate),
      fileName: visible(fileName).slice(0, LONGEST_NAME),
      issuer: nameOf(certificate.issuer),
      validFrom: Math.max(0, validFromDate.getTime()),
      validTo: Math.max(0, validToDate.getTime()),
      key: bits === undefined ? kind : `${kind}, ${bits} bits`,
      problem,
      warning: isSoon ? `It ends on ${dayOf(validToDate)}. Ask the ISP for its next one.` : null,
    },
  };
}

/** @throws StationError BAD_RECIPIENT with what stands against it */
export function refuseUnfit({ words }: ReadRecipient): void {
  if (words.problem === null) return;
  throw new StationError('BAD_RECIPIENT', `${words.fileName}: ${words.problem}`);
}

/** Subject and fingerprint, as people compare them. */
export function wordsOf(certificate: X509Certificate): CertificateWords {
  return { subject: nameOf(certificate.subject), fingerprint: certificate.fingerprint256 };
}

function problemOf(certificate: X509Certificate, bits: number, now: EpochMs): string | null {
  const { publicKey, validFromDate, validToDate } = certificate;
  const kind = publicKey.asymmetricKeyType;
  const other = 'Ask the ISP for a certificate with an RSA key of 2048 bits or more.';
  if (kind === 'ec' || kind === 'ed25519' || kind === 'x25519') {
    return `Its key is one for elliptic curves, which a file of keys cannot be encrypted for. ${other}`;
  }
  if (kind !== 'rsa') return `Its key (${kind ?? 'unknown'}) is only for signatures. ${other}`;
  if (bits < SHORTEST_BITS) return `Its key has ${bits} bits, which is too short. ${other}`;
  if (bits > LONGEST_BITS) return `Its key has ${bits} bits, more than ${LONGEST_BITS}. ${other}`;
  if (validFromDate.getTime() > now) {
    return `It begins on ${dayOf(validFromDate)}. Look at this computer’s clock, or wait.`;
  }
  if (validToDate.getTime() < now) {
    return `It ended on ${dayOf(validToDate)}. Ask the ISP for its new one.`;
  }
  return usageProblem(certificate);
}

/** Its key usage, where it has one, must allow to encrypt keys (RFC 5280 section 4.2.1.3). */
function usageProblem(certificate: X509Certificate): string | null {
  try {
    const usage = forge.pki.certificateFromPem(certificate.toString()).getExtension('keyUsage') as
      | { keyEncipherment?: boolean }
      | undefined;
    if (!usage || usage.keyEncipherment === true) return null;
    return 'Its key usage does not allow encryption (keyEncipherment is missing): it is one for signatures. Ask the ISP for one to encrypt with.';
  } catch {
    return 'It is of a kind that cannot be used here. Ask the ISP for a usual X.509 certificate with an RSA key.';
  }
}

/** One line of the several Node writes. */
function nameOf(name: string | undefined): string {
  const line = (name ?? '').split('\n').filter(Boolean).join(', ');
  return visible(line).slice(0, LONGEST_NAME) || 'without a name';
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
