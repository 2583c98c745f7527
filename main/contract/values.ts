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
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (!parts || parts.some((part) => Number(part) > 255 || String(Number(part)) !== part)) {
    return null;
  }
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The inverse of {@link ipv4ToNumber}; higher bits are cut off. */
export function ipv4FromNumber(value: number): Ipv4 {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** ISO 8601 in UTC with milliseconds, as files and the command line print times. */
export function isoTime(at: EpochMs): string {
  return new Date(at).toISOString();
}
