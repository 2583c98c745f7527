/**
 * The station's signature under its manifests: a detached CMS SignedData (RFC 5652 section 5) with an RSA key
 * of this station alone, so that `openssl cms -verify` checks it. No signed attributes: the signature is
 * one over the manifest's bytes. The certificate is its own: people compare its fingerprint once.
 */
import {
  createHash,
  createPrivateKey,
  generateKeyPair,
  randomBytes,
  verify,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { StationError } from '../../contract/errors.ts';
import type { EpochMs } from '../../contract/values.ts';
import { unixLines } from '../certificates/request.ts';
import { bytesOf, derOfCms, fromDer, issuerAndSerial, parts, toDer, toPem } from './der.ts';

const BITS = 2048;
const YEARS = 20;
const DAY_MS = 86_400_000;
const MAX_SIGNATURE_BYTES = 64 * 1024;

/** Both as PEM. */
export interface SigningKey {
  privateKey: string;
  certificate: string;
}

export async function newSigningKey(now: EpochMs): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const mark = createHash('sha256').update(publicKey).digest('hex').slice(0, 8);
  const certificate = forge.pki.createCertificate();
  const name = [{ name: 'commonName', value: `SPA Bench station ${mark}` }];
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(now - DAY_MS);
  certificate.validity.notAfter = new Date(now + YEARS * 365 * DAY_MS);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { privateKey, certificate: unixLines(forge.pki.certificateToPem(certificate)) };
}

/** @returns PEM */
export function signDetached(content: Uint8Array, { privateKey, certificate }: SigningKey): string {
  const message = forge.pkcs7.createSignedData();
  message.content = forge.util.createBuffer(Buffer.from(content).toString('latin1'));
  message.addCertificate(certificate);
  message.addSigner({
    key: forge.pki.privateKeyFromPem(
      // node-forge reads no PKCS #8 it did not expect; PKCS #1 it always does.
      createPrivateKey(privateKey).export({ type: 'pkcs1', format: 'pem' }).toString(),
    ),
    certificate,
    digestAlgorithm: forge.pki.oids.sha256 ?? '',
  });
  message.sign({ detached: true });
  return toPem('CMS', toDer(message.toAsn1()));
}

/**
 * @param signature as {@link signDetached} makes it, PEM or DER
 * @returns whose signature it is
 * @throws StationError BAD_SIGNATURE
 */
export function verifyDetached(content: Uint8Array, signature: Uint8Array): X509Certificate {
  if (signature.length > MAX_SIGNATURE_BYTES) throw bad('The signature is too long.');
  const { certificate, signed } = readSigned(signature);
  const isKnownKind = certificate.publicKey.asymmetricKeyType === 'rsa';
  if (!isKnownKind || !verify('sha256', content, certificate.publicKey, signed)) {
    throw bad('Its signature does not hold: manifest or signature was changed.');
  }
  return certificate;
}

function readSigned(signature: Uint8Array): { certificate: X509Certificate; signed: Buffer } {
  try {
    const [type, wrapped] = parts(fromDer(derOfCms(signature)));
    if (forge.asn1.derToOid(bytesOf(type).toString('latin1')) !== forge.pki.oids.signedData) {
      throw new Error('another type');
    }
    const [, , , certificates, infos] = parts(parts(wrapped)[0]);
    const [der, ...others] = parts(certificates);
    const [info, ...more] = parts(infos);
    if (der === undefined || others.length > 0 || more.length > 0) throw new Error('not one');
    const certificate = new X509Certificate(toDer(der));
    // Version, signer, digest, kind of signature, signature: with signed attributes it would be six.
    const [, signer, digest, , value, ...rest] = parts(info);
    const [oid] = parts(digest);
    const isSha256 = forge.asn1.derToOid(bytesOf(oid).toString('latin1')) === forge.pki.oids.sha256;
    const isOfIt = toDer(seq(parts(signer))).equals(toDer(seq(issuerAndSerial(certificate.raw))));
    if (!isSha256 || !isOfIt || rest.length > 0) throw new Error('another kind');
    return { certificate, signed: bytesOf(value) };
  } catch (cause) {
    throw bad('The signature is not one of a SPA Bench station.', cause);
  }
}

function seq(children: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  const { Class, Type, create } = forge.asn1;
  return create(Class.UNIVERSAL, Type.SEQUENCE, true, children);
}

function bad(why: string, cause?: unknown): StationError {
  return new StationError('BAD_SIGNATURE', `The manifest is not accepted. ${why}`, { cause });
}
