import { type Mac, parseMac } from '../../contract/values.ts';
import { bad, good, type Read } from '../profile/problem.ts';
import { isUnitMac } from './oui.ts';

export interface UserAgent {
  /** As written: `cisco`, `Cisco`, `Linksys`; it changes with the firmware. */
  vendor: string;
  product: string;
  /** Suffix included: `6.1.5(a)`, `1.4.1(SR5)`, `7.4.3a`. */
  version: string;
  serial: string | null;
  /** Absent when the unit names none. */
  mac?: Mac;
}

/** vendor / product - version with its suffix, then the rest. */
const FORM =
  /^([A-Za-z][A-Za-z0-9 ]*)\/([A-Za-z0-9][A-Za-z0-9 _-]*)-(\d+(?:\.\d+)+[A-Za-z0-9]*(?:\([A-Za-z0-9]{1,8}\))?)(.*)$/;

/**
 * Reads the User-Agent of a unit's HTTP request: `cisco/SPA-962-2.0.5 (88012BA01234)` (guide) and the
 * forms seen since: MAC and serial in two parentheses, one parenthesis with either, none.
 *
 * One parenthesis of 12 hex digits is a MAC only with a prefix of the family, else the serial number:
 * serials of 12 hex digits exist. Of two, the first is the MAC where it has 12 hex digits.
 *
 * @returns problem `not-a-unit` for browsers and everything else
 */
export function parseUserAgent(text: string): Read<UserAgent> {
  const [, vendor, product, version, rest] = FORM.exec(text.trim()) ?? [];
  if (vendor === undefined || product === undefined || version === undefined) {
    return bad('not-a-unit', 'The User-Agent is not that of a unit.');
  }
  const named = [...(rest ?? '').matchAll(/\(\s*([^()\s]{1,64})\s*\)/g)].map(
    (found) => found[1] ?? '',
  );
  const [first = '', second] = named;
  const mac = second !== undefined || isUnitMac(first) ? parseMac(first) : null;
  const serial = mac === null ? named[0] : second;
  return good({
    ...{ vendor, product, version, serial: serial ?? null },
    ...(mac !== null && { mac }),
  });
}
