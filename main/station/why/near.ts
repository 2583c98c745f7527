/** What somebody typed or read from a label, held against the MACs that are known. Pure. */

import { type Mac, parseMac } from '../../contract/values.ts';
import type { NearMac } from '../../contract/why.ts';

const MOST_NEAR = 4;
const DIGITS = 12;
/** Fewer digits end too many MACs. */
const SHORTEST_TAIL = 4;
/** What is read on a small label for a digit; no letter past F is one. */
const lookalikes: Readonly<Record<string, string>> = {
  ...{ o: '0', q: '0', i: '1', l: '1', '|': '1', z: '2', s: '5', g: '6', t: '7' },
};

/** A MAC, or why it is none and what it would be without its mistakes. */
export type TypedMac = { mac: Mac } | { mac: null; problem: string; digits: string };

/** @param text  of any length; as typed, read from a label, or pasted */
export function readTypedMac(text: string): TypedMac {
  const trimmed = text.trim();
  const mac = parseMac(trimmed);
  if (mac !== null) return { mac };
  const compact = trimmed.replace(/[\s:.-]/g, '').toLowerCase();
  // A question is not the place to be strict about colons.
  if (/^[0-9a-f]{12}$/.test(compact) && !looksLikeAddress(trimmed)) return { mac: compact };
  const digits = [...compact].map((letter) => lookalikes[letter] ?? letter).join('');
  const fits = /^[0-9a-f]+$/.test(digits);
  return { mac: null, problem: problemOf(trimmed, compact, digits), digits: fits ? digits : '' };
}

function problemOf(text: string, compact: string, digits: string): string {
  if (text === '') return 'Nothing was asked for: a MAC has 12 digits, 0–9 and A–F.';
  if (looksLikeAddress(text)) {
    return 'That is an IPv4 address, no MAC: a MAC has 12 digits, 0–9 and A–F.';
  }
  const wrong = [...compact].find((letter) => !/[0-9a-f]/.test(letter));
  if (wrong !== undefined && /^[0-9a-f]{12}$/.test(digits)) {
    const digit = lookalikes[wrong] ?? '';
    return `That is no MAC: ${wrong.toUpperCase()} is no digit of one. Is it ${digit}?`;
  }
  if (wrong !== undefined) {
    return 'That is no MAC: it has 12 digits, 0–9 and A–F, and nothing else but colons, dashes or dots.';
  }
  return `That is no MAC: it has ${compact.length} ${compact.length === 1 ? 'digit' : 'digits'}, a MAC has 12.`;
}

function looksLikeAddress(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
}

/**
 * @param digits  hexadecimal, of any number; of a MAC the MAC itself
 * @param known   MAC → what it is known as
 * @returns the nearest first, in the order they are known; at most four
 */
export function nearMacs(digits: string, known: ReadonlyMap<Mac, string>): NearMac[] {
  const found: (NearMac & { rank: number })[] = [];
  for (const [mac, what] of known) {
    const how = mac === digits ? null : likeness(digits, mac);
    if (how !== null) found.push({ mac, what, ...how });
  }
  return found
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, MOST_NEAR)
    .map(({ mac, how, what }) => ({ mac, how, what }));
}

function likeness(digits: string, mac: Mac): { how: string; rank: number } | null {
  if (digits.length === DIGITS) {
    const places = [...mac].flatMap((digit, at) => (digit === digits[at] ? [] : at));
    const [first = 0, second = 0] = places;
    if (places.length === 1) return { how: 'one digit differs', rank: 1 };
    const isSwap = mac[first] === digits[second] && mac[second] === digits[first];
    if (places.length === 2 && second === first + 1 && isSwap) {
      return { how: 'two digits are swapped', rank: 0 };
    }
    return null;
  }
  if (digits.length === DIGITS - 1 && isWithoutOne(mac, digits)) {
    return { how: 'one digit is missing', rank: 0 };
  }
  if (digits.length === DIGITS + 1 && isWithoutOne(digits, mac)) {
    return { how: 'one digit is too many', rank: 0 };
  }
  if (digits.length >= SHORTEST_TAIL && digits.length < DIGITS && mac.endsWith(digits)) {
    return { how: 'ends like this', rank: 2 };
  }
  return null;
}

/** Whether `shorter` is `longer` with one of its digits left out. */
function isWithoutOne(longer: string, shorter: string): boolean {
  let at = 0;
  while (at < shorter.length && longer[at] === shorter[at]) at += 1;
  return longer.slice(at + 1) === shorter.slice(at);
}
