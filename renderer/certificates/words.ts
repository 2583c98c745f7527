/** Certificates in words and colours. Pure. */
import type {
  CertificateCheck,
  CertificateInfo,
  Certificates,
  OldSuite,
} from '../../main/contract/certificates.ts';
import type { IconName } from '../ui/icon.tsx';

const DAY_MS = 86_400_000;

export interface Look {
  icon: IconName;
  tone: 'ok' | 'warn' | 'fail' | 'prog' | 'idle';
}

const looks: Record<CertificateCheck['result'], Look> = {
  ok: { icon: 'verified', tone: 'ok' },
  warn: { icon: 'waiting', tone: 'warn' },
  fail: { icon: 'failed', tone: 'fail' },
  open: { icon: 'seen', tone: 'idle' },
};

export const waitingLook: Look = { icon: 'clock', tone: 'prog' };

export function lookOf(result: CertificateCheck['result']): Look {
  return looks[result];
}

/** The worst of the checks; none: nothing to look at. */
export function worstOf(checks: readonly CertificateCheck[]): Look {
  const results = new Set(checks.map(({ result }) => result));
  const worst = (['fail', 'warn', 'ok'] as const).find((result) => results.has(result));
  return looks[worst ?? 'open'];
}

export const checkNames: Record<CertificateCheck['id'], string> = {
  key: 'Key',
  chain: 'Signer',
  dates: 'Validity',
  name: 'Name',
  dns: 'DNS',
  size: 'Key length',
};

/** `Ends in 20 days (2025-12-12)`. */
export function endWords({ validTo }: CertificateInfo, now: number): string {
  const day = new Date(validTo).toISOString().slice(0, 10);
  const days = Math.floor((validTo - now) / DAY_MS);
  if (now >= validTo) return `Ended on ${day}`;
  if (days > 60) return `Valid until ${day}`;
  return days === 1 ? `Ends in 1 day (${day})` : `Ends in ${days} days (${day})`;
}

/** The root's name, its end and the beginning of its fingerprint. */
export function rootWords(roots: readonly CertificateInfo[], now: number): string {
  const [first] = roots;
  if (first === undefined) return '';
  const more = roots.length === 1 ? '' : ` and ${roots.length - 1} more`;
  const print = first.fingerprint.slice(0, 11);
  return `${nameOf(first)}${more} · ${endWords(first, now)} · SHA-256 ${print}…`;
}

/** CN where there is one. */
export function nameOf({ subject }: Pick<CertificateInfo, 'subject'>): string {
  return /(?:^|, )CN=([^,]+)/.exec(subject)?.[1] ?? subject;
}

/** Whether anything of practice is in use: then a client certificate proves nothing. */
export function isPractising({ server, clientRoot }: Certificates): boolean {
  return server?.isPractice === true || clientRoot.some(({ isPractice }) => isPractice);
}

const suiteWords: Record<OldSuite['state'], string> = {
  offered: 'Offered',
  off: 'Off',
  'not-in-runtime': 'Not in this program',
  never: 'Never: broken',
};

export function suiteState({ state }: OldSuite): string {
  return suiteWords[state];
}
