/** The text of one scan, freed of what scanners and symbologies add to it, and the shapes it can have. */

/** What is left of a scan, and the symbology the scanner named (AIM identifier), if any. */
export interface CleanScan {
  text: string;
  /** For example `]C1` (Code 128), `]A0` (Code 39), `]E0` (EAN-13). */
  symbology: string | null;
  /** Something came that no single barcode of ours holds: control characters in the middle. */
  isBroken: boolean;
}

const AIM_PREFIX = /^\][A-Za-z][0-9A-Za-z]/;

/**
 * Strips framing (STX, ETX, CR, LF, NUL …), invisible marks, blanks at both ends and the AIM symbology
 * identifier. A tab in the middle counts as a blank; any other control character there is damage,
 * because joining its two sides would make a third value out of two codes.
 */
export function cleanScan(raw: string): CleanScan {
  let text = trimmed(raw);
  const symbology = AIM_PREFIX.exec(text)?.[0] ?? null;
  if (symbology !== null) text = trimmed(text.slice(symbology.length));
  text = text.replace(/\t/g, ' ').replace(/ {2,}/g, ' ');
  return { text, symbology, isBroken: /\p{Cc}/u.test(text) };
}

function trimmed(text: string): string {
  return text.replace(/\p{Cf}/gu, '').replace(/^[\p{Cc}\p{Z}]+|[\p{Cc}\p{Z}]+$/gu, '');
}

/** Code 39 prints its start and stop sign as `*`; some scanners send them. */
export function withoutStars(text: string): string {
  return /^\*.+\*$/.test(text) ? text.slice(1, -1).trim() : text;
}

/** Whether a digit string of 8, 12, 13 or 14 ends in its GS1 check digit (EAN, UPC-A, GTIN-14). */
export function hasProductCheckDigit(digits: string): boolean {
  return /^(?:\d{8}|\d{12,14})$/.test(digits) && endsInCheckDigit(digits);
}

/** Parcel labels: GS1's shipping container code (`00` and 18 digits), UPS, DHL. */
export function isCarrierLabel(text: string): boolean {
  const container = /^\(?00\)?(\d{18})$/.exec(text)?.[1];
  if (container !== undefined) return endsInCheckDigit(container);
  return /^1Z[0-9A-Z]{16}$/i.test(text) || /^JJ?D\d{10,20}$/i.test(text);
}

/** GS1: digits count 1 and 3 in turn, from the right. */
function endsInCheckDigit(digits: string): boolean {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

const SERIAL_SHAPES = [
  // 88012BA01234, 88019FA42805: all hexadecimal digits, so a MAC by length alone.
  /^88\d{3}[A-Z]{2}\d{5}$/,
  // 4MM00F903042
  /^\d[A-Z]{2}\d{2}[A-Z]\d{6}$/,
  // CBT141100HR: place, year, week, number.
  /^[A-Z]{3}\d{4}[0-9A-Z]{4}$/,
];

/** Whether a text in capitals is built like a serial number seen on SPA units. */
export function isSerialShaped(text: string): boolean {
  return SERIAL_SHAPES.some((shape) => shape.test(text));
}

/** What any serial number may consist of; used only where a label or the bench says it is one. */
export function couldBeSerial(text: string): boolean {
  return /^[0-9A-Z][0-9A-Z-]{4,29}$/.test(text);
}

/** Hexadecimal digits in groups, but not the groups of a whole MAC. */
export function looksLikePartOfMac(text: string): boolean {
  return (
    /^[0-9a-f]{1,2}(?::[0-9a-f]{0,2}){2,}$/i.test(text) ||
    /^[0-9a-f]{2}(?:-[0-9a-f]{1,2}){3,}$/i.test(text) ||
    /^[0-9a-f]{2}(?: [0-9a-f]{1,2}){3,}$/i.test(text) ||
    /^[0-9a-f]{4}(?:[.:-][0-9a-f]{1,4}){1,3}$/i.test(text)
  );
}
