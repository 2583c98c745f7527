import type { Mac } from '../../contract/values.ts';
import { isUnitMac } from '../units/oui.ts';

export interface FoundMac {
  mac: Mac;
  /** Offsets of the first character and of the one after the last. */
  start: number;
  end: number;
}

/** Six pairs with `:` or `-`, three groups of four with `.`, or 12 digits; never a part of a longer word. */
const MAC_LIKE =
  /(?<![0-9a-z]|(?<![0-9a-z])[0-9a-f]{2}[:-])(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![:-][0-9a-f]{2})|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{12})(?![0-9a-z])/gi;

/**
 * The first MAC a text names, in any notation; null when it names none.
 *
 * Separators win over plain digits. Twelve plain digits count only with a prefix of the SPA family or
 * right behind the word MAC, because serial numbers of twelve hex digits exist (`88012BA01234`).
 * Group addresses and zeros are not units.
 */
export function findMac(text: string): FoundMac | null {
  let plain: FoundMac | null = null;
  for (const match of text.matchAll(MAC_LIKE)) {
    const mac = match[0].replace(/[:.-]/g, '').toLowerCase();
    if (!isUnicast(mac)) continue;
    const found = { mac, start: match.index, end: match.index + match[0].length };
    if (match[0].length > 12) return found;
    if (!plain && (isUnitMac(mac) || isLabelled(text, match.index))) plain = found;
  }
  return plain;
}

function isUnicast(mac: Mac): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 && mac !== '000000000000';
}

function isLabelled(text: string, start: number): boolean {
  return /\bmac(?: ?(?:id|addr|address))?["']?\s?[:=]?\s?["']?$/i.test(
    text.slice(Math.max(0, start - 20), start),
  );
}
