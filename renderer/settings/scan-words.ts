/** What a scanned text is, as far as its look tells; the station decides with its lists. Pure. */
import { formatMac, parseMac } from '../../main/contract/values.ts';

/**
 * The text as the station would read it first: blanks and the symbology identifier a scanner may put
 * in front (`]C0`) are no part of it.
 */
export function scanWords(text: string): string {
  const clean = text
    .replace(/[\u0000-\u001f]/g, '')
    .trim()
    .replace(/^\][A-Za-z][0-9A-Za-z]/, '');
  if (clean === '') return 'Nothing readable.';
  if (/^\*PPS-[A-Z]+\*$/i.test(clean)) return `Command ${clean.toUpperCase()}`;
  const mac = parseMac(clean);
  if (mac !== null) return `MAC ${formatMac(mac)}`;
  return `${clean} — an account or a serial number, as the lists say`;
}
