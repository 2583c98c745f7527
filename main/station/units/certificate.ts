/** What certificates say: of the server its name, of a unit who it is (guide: Enabling HTTPS). */
import { type Mac, parseMac } from '../../contract/values.ts';
import { bad, good, type Read } from '../profile/problem.ts';

export interface ClientSubject {
  /** OU, as written: `SPA-962`. */
  product: string | null;
  /** L. */
  serial: string | null;
  /** S. */
  mac: Mac | null;
  /** The one certificate all units before firmware 2.0 share; it names no unit. */
  generic: boolean;
}

const GENERIC = /^ciscogeneric$/i;

/**
 * The host name in a server certificate's CN, which must match the rules' server: what stands before
 * the first `/` (guide: `CN=pv.telco.net/mailto:admin@telco.net`).
 * @param subject the CN entry, or a whole subject with one
 * @returns problem `no-common-name`
 */
export function serverNameFromSubject(subject: string): Read<string> {
  const found = /(?:^|[,/\n]\s*)CN\s*=\s*("?)([^",\n]+)\1/i.exec(subject)?.[2];
  const name = found?.split('/')[0]?.trim() ?? '';
  return name === '' ? bad('no-common-name', 'The subject has no common name (CN).') : good(name);
}

/** The same of a subject as TLS hands it over: by element; one that stands twice says nothing. */
export function clientSubjectOf(subject: object): ClientSubject {
  const of = (name: string): string | null => {
    const value: unknown = Reflect.get(subject, name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  return subjectOf({ product: of('OU'), serial: of('L'), unit: of('ST') ?? of('S') });
}

/**
 * Reads a unit's subject, `OU=SPA-962, L=88012BA01234, S=000e08abcdef`: elements in any order,
 * separated by commas, line ends or slashes; S is also written ST.
 * @returns null for what it does not say, all of it in a generic one
 */
export function parseClientSubject(subject: string): ClientSubject {
  const elements = new Map<string, string>();
  for (const part of subject.split(/[,\n/]/)) {
    const [, name, value] = /^\s*([A-Za-z]+)\s*=\s*"?(.*?)"?\s*$/s.exec(part) ?? [];
    if (name !== undefined && value) elements.set(name.toUpperCase(), value);
  }
  const of = (name: string) => elements.get(name) ?? null;
  return subjectOf({ product: of('OU'), serial: of('L'), unit: of('S') ?? of('ST') });
}

function subjectOf(said: {
  product: string | null;
  serial: string | null;
  unit: string | null;
}): ClientSubject {
  const { product, serial, unit } = said;
  if (GENERIC.test(serial ?? '') || GENERIC.test(unit ?? '')) {
    return { product: null, serial: null, mac: null, generic: true };
  }
  return { product, serial, mac: unit === null ? null : parseMac(unit), generic: false };
}
