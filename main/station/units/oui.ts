/**
 * MAC prefixes met on SPA-family units: a hint and never proof, for the list grows for ever.
 * What the bench has seen of a unit always counts for more.
 */
import type { Mac } from '../../contract/values.ts';

const SIPURA = ['000e08'];
const LINKSYS =
  '00045a 000625 000c41 000f66 001217 001310 0014bf 0016b6 001839 0018f8 001a70 001c10 001d7e ' +
  '001ee5 002129 00226b 002369 00259c 20aa4b 586d8f 687f74';
const CISCO =
  '002699 503de5 00da55 00e16d 10bd18 d0c789 bc671c c47295 701f53 547c69 1cdf0f 30e4db 58bfea ' +
  '649ef3 5475d0 c46413 c89c1d d0d0fd e05fb9 a44c11 68efbd 002155 0021a0 8843e1 0002fd 88755a';

/** The first six digits of the MACs of Sipura, Linksys and Cisco units. */
export const knownOuis: ReadonlySet<string> = new Set([
  ...SIPURA,
  ...LINKSYS.split(' '),
  ...CISCO.split(' '),
]);

/** Who makes units with that prefix: a hint; null when the list does not know it. */
export function makerOf(mac: Mac): 'Sipura' | 'Linksys' | 'Cisco' | null {
  const prefix = mac.slice(0, 6);
  if (SIPURA.includes(prefix)) return 'Sipura';
  if (LINKSYS.split(' ').includes(prefix)) return 'Linksys';
  return knownOuis.has(prefix) ? 'Cisco' : null;
}

export function hasKnownOui(mac: Mac): boolean {
  return knownOuis.has(mac.slice(0, 6));
}

/**
 * Whether text of 12 hex digits is a MAC of a unit rather than a serial number that happens to be all
 * hex (`88012BA01234` is a serial). Takes any case, no separators.
 */
export function isUnitMac(text: string): boolean {
  return /^[0-9a-f]{12}$/i.test(text) && knownOuis.has(text.slice(0, 6).toLowerCase());
}
