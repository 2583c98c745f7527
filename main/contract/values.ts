/**
 * The values both sides pass around, with one parser and one formatter each.
 * Inside the product a MAC is 12 lower-case hex digits, an IPv4 address dotted text, a time
 * milliseconds since 1970; other notations exist only at an edge.
 */
import * as z from 'zod';

/** 12 lower-case hex digits. */
export type Mac = string;
export const macSchema = z.string().regex(/^[0-9a-f]{12}$/, 'a MAC is 12 lower-case hex digits');

/** Dotted IPv4, no leading zeros. */
export type Ipv4 = string;
export const ipv4Schema = z
  .string()
  .refine((text) => ipv4ToNumber(text) !== null, 'an IPv4 address has four numbers from 0 to 255');

/** Milliseconds since 1970-01-01 UTC. */
export type EpochMs = number;
export const epochMsSchema = z.number().int().nonnegative();

/**
 * Reads a MAC in any common notation (`000E08AABBCC`, colons, dashes, dots, blanks).
 * @returns 12 lower-case digits, or null when it is not exactly a MAC.
 */
export function parseMac(text: string): Mac | null {
  const compact = text.trim();
  const forms = [
    /^[0-9a-f]{12}$/i,
    /^[0-9a-f]{2}([:\- ])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i,
    /^[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}$/i,
  ];
  return forms.some((form) => form.test(compact))
    ? compact.replace(/[^0-9a-f]/gi, '').toLowerCase()
    : null;
}

/** MAC notations of labels, screens and billing files. */
export type MacNotation = 'plain' | 'plain-upper' | 'colon' | 'colon-upper' | 'dash' | 'dash-upper';

/** Writes a MAC the way a reader outside wants it; `colon-upper` is the screen's. */
export function formatMac(mac: Mac, notation: MacNotation = 'colon-upper'): string {
  const cased = notation.endsWith('-upper') ? mac.toUpperCase() : mac;
  if (notation.startsWith('plain')) return cased;
  return (cased.match(/../g) ?? []).join(notation.startsWith('colon') ? ':' : '-');
}

/** @returns the address as an unsigned 32-bit number, or null when it is not dotted IPv4. */
export function ipv4ToNumber(text: string): number | null {
  // By hand, because it is asked for every datagram.
  let whole = 0;
  let part = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2e) {
      if (part < 0 || dots === 3) return null;
      whole = whole * 256 + part;
      part = -1;
      dots += 1;
      continue;
    }
    // No sign, no leading zero, nothing above 255.
    if (code < 0x30 || code > 0x39 || part === 0) return null;
    part = (part < 0 ? 0 : part * 10) + code - 0x30;
    if (part > 255) return null;
  }
  return dots === 3 && part >= 0 ? whole * 256 + part : null;
}

/** The inverse of {@link ipv4ToNumber}; higher bits are cut off. */
export function ipv4FromNumber(value: number): Ipv4 {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** ISO 8601 in UTC with milliseconds, as files and the command line print times. */
export function isoTime(at: EpochMs): string {
  return new Date(at).toISOString();
}
