/** A key pair and the request for its certificate (guide: Enabling HTTPS; RFC 2986). */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { StationError } from '../../contract/errors.ts';

const makePair = promisify(generateKeyPair);

export interface KeyPair {
  /** PKCS#8, PEM, unencrypted: sealed before it is kept. */
  privateKey: string;
  publicKey: string;
}

/** RSA, the only kind the units' firmware takes. */
export async function newKeyPair(bits: number): Promise<KeyPair> {
  return makePair('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/** A name of at least two labels; the top one is no number, so that no address passes. */
const FQDN =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;
/** What may follow the host: printable ASCII, for old firmware; the whole is 64 characters (RFC 5280, ub-common-name). */
const INFO = /^[\x21-\x7e]{1,60}$/;

/**
 * The CN of a server certificate: the server's full name, then `/` and more where somebody wants it
 * (guide: `pv.telco.net/mailto:admin@telco.net`).
 * @throws StationError BAD_COMMON_NAME
 */
export function checkCommonName(text: string): { commonName: string; host: string } {
  const commonName = text.trim();
  const slash = commonName.indexOf('/');
  const host = slash < 0 ? commonName : commonName.slice(0, slash);
  const info = slash < 0 ? null : commonName.slice(slash + 1);
  const refuse = (why: string) => new StationError('BAD_COMMON_NAME', `Common name: ${why}`);
  if (!FQDN.test(host)) {
    throw refuse('it begins with the full name of the server, such as prov.example.net.');
  }
  if (info !== null && !INFO.test(info)) {
    throw refuse('what follows the / is printable, without blanks, and not empty.');
  }
  if (commonName.length > 64) throw refuse('a certificate holds 64 characters at most.');
  return { commonName, host };
}

/** @returns the request, PEM, signed with SHA-256 by the key it is for */
export function newRequest(commonName: string, pair: KeyPair): string {
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  request.setSubject([{ name: 'commonName', value: commonName, ...textType(commonName) }]);
  request.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md.sha256.create());
  return unixLines(forge.pki.certificationRequestToPem(request));
}

const PRINTABLE = /^[A-Za-z0-9 '()+,./:=?-]*$/;

/**
 * How a text of a subject is written: a PrintableString where it may be one, which has no `@` (X.680, section
 * 41.4), so that no strict signer refuses the request; else UTF-8 (RFC 5280, section 4.1.2.4).
 */
export function textType(value: string): { valueTagClass: forge.asn1.Class } {
  const { PRINTABLESTRING, UTF8 } = forge.asn1.Type;
  // The library means a type by it, whatever its declarations say.
  const type: number = PRINTABLE.test(value) ? PRINTABLESTRING : UTF8;
  return { valueTagClass: type as forge.asn1.Class };
}

/** The CN of a request of ours, and how long its key is. */
export function readRequest(pem: string): { commonName: string; bits: number } | null {
  try {
    const request = forge.pki.certificationRequestFromPem(pem);
    const commonName: unknown = request.subject.getField('CN')?.value;
    if (typeof commonName !== 'string' || request.publicKey === null) return null;
    const bits = (request.publicKey as forge.pki.rsa.PublicKey).n.bitLength();
    return { commonName, bits };
  } catch {
    return null;
  }
}

export function unixLines(pem: string): string {
  return pem.replaceAll('\r\n', '\n');
}
