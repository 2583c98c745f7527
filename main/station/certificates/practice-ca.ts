/**
 * The practice CA: plays the maker for tests and the practice bench. Everything it signs says
 * PRACTICE in its subject; real units know nothing of it and refuse its server certificates.
 */
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { EpochMs, Mac } from '../../contract/values.ts';
import { type KeyPair, newKeyPair, textType, unixLines } from './request.ts';

export const practiceMark = 'PRACTICE - not signed by the maker';
const DAY_MS = 86_400_000;
const YEARS_OF_CA = 5;

export interface PracticeCa {
  /** PEM. */
  certificate: string;
  privateKey: string;
}

/** Who a practice unit is; `generic`: the one certificate units before firmware 2.0 share. */
export type PracticeUnit = { product: string; serial: string; mac: Mac } | 'generic';

type Subject = { shortName?: string; name?: string; value: string }[];

export async function newPracticeCa(now: EpochMs): Promise<PracticeCa> {
  const pair = await newKeyPair(2048);
  const subject = [
    { name: 'commonName', value: 'SPA Bench PRACTICE CA' },
    { shortName: 'O', value: practiceMark },
  ];
  const certificate = signed({
    ...{ subject, issuer: subject, publicKey: pair.publicKey, key: pair.privateKey, now },
    days: YEARS_OF_CA * 365,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { certificate, privateKey: pair.privateKey };
}

/** For a key that is there, as the maker would sign a request. @param commonName checked before */
export function issueServer(
  ca: PracticeCa,
  about: { commonName: string; host: string; publicKey: string; now: EpochMs; days?: number },
): string {
  return signed({
    subject: [
      { name: 'commonName', value: about.commonName },
      { shortName: 'O', value: practiceMark },
    ],
    ...{ issuer: subjectOf(ca), publicKey: about.publicKey, key: ca.privateKey, now: about.now },
    days: about.days ?? 365,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      // The units read the CN; the clients people test with read this.
      { name: 'subjectAltName', altNames: [{ type: 2, value: about.host }] },
    ],
  });
}

/** Shaped like a unit's own: OU product, L serial, S MAC (guide: Enabling HTTPS). */
export async function issueUnit(
  ca: PracticeCa,
  unit: PracticeUnit,
  now: EpochMs,
): Promise<KeyPair & { certificate: string }> {
  const [product, serial, mac] =
    unit === 'generic'
      ? ['cisco.com', 'ciscogeneric', 'ciscogeneric']
      : [unit.product, unit.serial, unit.mac];
  const pair = await newKeyPair(2048);
  const certificate = signed({
    subject: [
      { shortName: 'O', value: practiceMark },
      { shortName: 'OU', value: product },
      { shortName: 'L', value: serial },
      { shortName: 'ST', value: mac },
    ],
    ...{ issuer: subjectOf(ca), publicKey: pair.publicKey, key: ca.privateKey, now, days: 365 },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', clientAuth: true },
    ],
  });
  return { ...pair, certificate };
}

/** Whether the practice CA made it, or is it. */
export function isPractice(certificate: X509Certificate): boolean {
  return certificate.issuer.includes(practiceMark) || certificate.subject.includes(practiceMark);
}

/** Both parts out of their file. @returns null when it is not whole */
export function readPracticeCa(pem: string): PracticeCa | null {
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(pem)?.[0];
  const privateKey = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/.exec(pem)?.[0];
  if (certificate === undefined || privateKey === undefined) return null;
  try {
    const isPair = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey));
    return isPair ? { certificate, privateKey } : null;
  } catch {
    return null;
  }
}

/** The first certificate of a file; null: there is none that can be read. */
export function certificateIn(pem: string): X509Certificate | null {
  const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0];
  try {
    return block === undefined ? null : new X509Certificate(block);
  } catch {
    return null;
  }
}

function subjectOf(ca: PracticeCa): Subject {
  return forge.pki.certificateFromPem(ca.certificate).subject.attributes as Subject;
}

function signed(about: {
  subject: Subject;
  issuer: Subject;
  publicKey: string;
  key: string;
  now: EpochMs;
  days: number;
  extensions: object[];
}): string {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(about.publicKey);
  // Positive and 128 bits (RFC 5280, 4.1.2.2).
  made.serialNumber = `0${randomBytes(16).toString('hex').slice(1)}`;
  made.validity.notBefore = new Date(about.now - DAY_MS);
  made.validity.notAfter = new Date(about.now + about.days * DAY_MS);
  made.setSubject(about.subject.map((each) => ({ ...each, ...textType(each.value) })));
  made.setIssuer(about.issuer);
  made.setExtensions(about.extensions);
  made.sign(forge.pki.privateKeyFromPem(about.key), forge.md.sha256.create());
  return unixLines(forge.pki.certificateToPem(made));
}
