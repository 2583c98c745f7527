/** What can be said of a server certificate before a unit meets it. Pure. */
import type { X509Certificate } from 'node:crypto';
import {
  type CertificateCheck,
  type CertificateInfo,
  expiryWarningDays,
} from '../../contract/certificates.ts';
import type { EpochMs, Ipv4 } from '../../contract/values.ts';
import { serverNameFromSubject } from '../units/certificate.ts';
import { isPractice } from './practice-ca.ts';

const DAY_MS = 86_400_000;

/** What DNS said of the certificate's name; null: nobody asked. */
export type DnsAnswer =
  | { host: string; addresses: readonly Ipv4[] }
  | { host: string; problem: string }
  | null;

export interface CheckFacts {
  /** The server's own first, then what signed it, as far as it was brought. */
  chain: readonly X509Certificate[];
  /** The maker's server root, where somebody brought it. */
  serverRoot: readonly X509Certificate[];
  /** Why the key is of no use; null: it fits, or cannot be looked at now. */
  keyProblem: string | null;
  now: EpochMs;
  /** Hosts the profile rules name with https. */
  ruleHosts: readonly string[];
  /** Of the bench card. */
  stationAddress: Ipv4 | null;
  dns: DnsAnswer;
}

export function infoOf(certificate: X509Certificate): CertificateInfo {
  const host = serverNameFromSubject(certificate.subject);
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = certificate.publicKey;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    host: host.ok ? host.value : null,
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    bits: kind === 'rsa' ? (details?.modulusLength ?? null) : null,
    fingerprint: certificate.fingerprint256,
    isPractice: isPractice(certificate),
  };
}

/** In the order a person would ask: key, chain, dates, name, DNS, size. */
export function checkServer(facts: CheckFacts): CertificateCheck[] {
  const [own] = facts.chain;
  if (own === undefined) return [];
  const info = infoOf(own);
  return [
    facts.keyProblem === null
      ? { id: 'key', result: 'ok', text: 'It belongs to the key this station holds.' }
      : { id: 'key', result: 'fail', text: facts.keyProblem },
    chainCheck(own, facts),
    datesCheck(info, facts.now),
    nameCheck(info, facts.ruleHosts),
    dnsCheck(info, facts),
    sizeCheck(info, own),
  ];
}

function chainCheck(own: X509Certificate, { chain, serverRoot }: CheckFacts): CertificateCheck {
  const say = (result: CertificateCheck['result'], text: string) =>
    ({ id: 'chain', result, text }) as const;
  if (isPractice(own)) {
    return say('warn', 'Signed by the practice CA: real units refuse it.');
  }
  const [end, isWhole] = lastOf(own, [...chain.slice(1), ...serverRoot]);
  if (serverRoot.some((root) => root.fingerprint256 === end.fingerprint256)) {
    return say('ok', `Signed by ${nameOf(end.subject)}, the server root brought here.`);
  }
  if (serverRoot.length > 0) {
    const words = `It does not lead to the server root brought here, but to ${nameOf(isWhole ? end.subject : end.issuer)}.`;
    return say('warn', `${words} Units that know only that root refuse it.`);
  }
  if (isWhole && end.fingerprint256 === own.fingerprint256) {
    return say('warn', 'It signed itself: units take only what their maker has signed.');
  }
  const text = `Signed by ${nameOf(own.issuer)}. Units take it only if that is their maker's root; bring the server root to have it checked.`;
  return say('open', text);
}

/** Up from `own` as far as signatures lead; and whether the end signed itself. */
function lastOf(
  own: X509Certificate,
  others: readonly X509Certificate[],
): [X509Certificate, boolean] {
  let at = own;
  for (let step = 0; step <= others.length; step += 1) {
    if (signs(at, at)) return [at, true];
    const next = others.find((other) => signs(other, at));
    if (next === undefined) return [at, false];
    at = next;
  }
  return [at, false];
}

/** By name and by signature. */
export function signs(issuer: X509Certificate, signed: X509Certificate): boolean {
  try {
    return signed.issuer === issuer.subject && signed.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function datesCheck({ validFrom, validTo }: CertificateInfo, now: EpochMs): CertificateCheck {
  const id = 'dates';
  const until = day(validTo);
  if (now < validFrom) {
    const text = `Valid from ${day(validFrom)} only. Check the clock of this computer.`;
    return { id, result: 'fail', text };
  }
  if (now >= validTo) {
    return { id, result: 'fail', text: `It ended on ${until}. Make a new request.` };
  }
  const warning = expiryWarning(validTo, now);
  if (warning === null) return { id, result: 'ok', text: `Valid until ${until}.` };
  const left = Math.floor((validTo - now) / DAY_MS);
  const days = left === 1 ? '1 day is' : `${left} days are`;
  const text = `It ends on ${until}: ${days} left. Make a new request.`;
  return { id, result: 'warn', text };
}

/** The smallest of the warning days that is reached; null: none yet. 0: it ended. */
export function expiryWarning(validTo: EpochMs, now: EpochMs): number | null {
  if (now >= validTo) return 0;
  const reached = expiryWarningDays.filter((days) => validTo - now <= days * DAY_MS);
  return reached.length === 0 ? null : Math.min(...reached);
}

function nameCheck({ host }: CertificateInfo, ruleHosts: readonly string[]): CertificateCheck {
  const id = 'name';
  if (host === null) {
    const text = 'It has no common name (CN): units compare that with their server and refuse it.';
    return { id, result: 'fail', text };
  }
  if (ruleHosts.length === 0) {
    return { id, result: 'open', text: `For ${host}. No rule names an https server yet.` };
  }
  const others = ruleHosts.filter((name) => name.toLowerCase() !== host.toLowerCase());
  if (others.length === 0) return { id, result: 'ok', text: `For ${host}, as the rules say.` };
  const text = `For ${host}, but rules name ${others.join(', ')}. A unit refuses a server of another name.`;
  return { id, result: 'warn', text };
}

function dnsCheck(
  { host }: CertificateInfo,
  { dns, stationAddress }: Pick<CheckFacts, 'dns' | 'stationAddress'>,
): CertificateCheck {
  const id = 'dns';
  if (host === null || dns === null || dns.host !== host) {
    return { id, result: 'open', text: 'DNS was not asked. Units compare its answer with us.' };
  }
  if ('problem' in dns) return { id, result: 'warn', text: `${host}: ${dns.problem}` };
  const found = dns.addresses.join(', ');
  if (stationAddress === null) {
    return { id, result: 'open', text: `${host} is ${found}. The bench has no address yet.` };
  }
  if (dns.addresses.includes(stationAddress)) {
    return { id, result: 'ok', text: `${host} is ${stationAddress}, this station.` };
  }
  const text = `${host} is ${found}, this station is ${stationAddress}: units here need a DNS that answers with the latter.`;
  return { id, result: 'warn', text };
}

function sizeCheck({ bits }: CertificateInfo, own: X509Certificate): CertificateCheck {
  const id = 'size';
  if (bits === null) {
    const kind = own.publicKey.asymmetricKeyType ?? 'unknown';
    return { id, result: 'fail', text: `Its key is ${kind}: the units know RSA only.` };
  }
  return bits < 2048
    ? { id, result: 'warn', text: `${bits} bits, for old firmware: too short for anything else.` }
    : { id, result: 'ok', text: `RSA, ${bits} bits.` };
}

function day(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** CN where there is one. */
function nameOf(subject: string): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? oneLine(subject);
}

function oneLine(subject: string): string {
  return subject.split('\n').join(', ');
}
