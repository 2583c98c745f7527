/**
 * What a barcode says, by rules in a fixed order. The order matters: serials such as `88012BA01234` and
 * product codes pass any "12 hexadecimal digits" test, so a MAC is believed only for a reason, and where
 * two readings are left the answer is to ask.
 */
import { type Mac, parseMac } from '../../contract/values.ts';
import { hasKnownOui } from '../units/oui.ts';
import {
  type CleanScan,
  cleanScan,
  couldBeSerial,
  hasProductCheckDigit,
  isCarrierLabel,
  isSerialShaped,
  looksLikePartOfMac,
  withoutStars,
} from './scan-text.ts';

/** What the bench knows, which decides where the text alone cannot. */
export interface BenchKnowledge {
  hasUnit(mac: Mac): boolean;
  /** `serial` in capitals. */
  hasSerial(serial: string): boolean;
  /** The account number as it is on the list, or null. */
  findAccount(text: string): string | null;
  hasWorkOrder(text: string): boolean;
}

export type ScanCommand = 'OK' | 'UNDO' | 'CANCEL' | 'CAMERA' | 'PRINT';

export type ScanReading =
  | { class: 'command'; command: ScanCommand }
  | { class: 'mac'; mac: Mac }
  | { class: 'serial'; serial: string }
  | { class: 'account'; account: string }
  | { class: 'work-order'; workOrder: string }
  | { class: 'product-code' }
  | { class: 'unreadable'; reason: string }
  | { class: 'ambiguous'; reason: string }
  | { class: 'unknown' };

/** Account numbers are no longer. */
const LONGEST_NUMBER = 64;
const NOT_WHOLE: ScanReading = {
  class: 'unreadable',
  reason: 'Not read completely. Scan again.',
};
const WRONG_LAYOUT: ScanReading = {
  class: 'unreadable',
  reason: 'Not readable: the scanner is set to another keyboard layout. Set it to US English.',
};

/** Reads one scan. Pure and total: any text gets an answer. */
export function classifyScan(raw: string, bench: BenchKnowledge): ScanReading {
  const scan = cleanScan(raw);
  if (scan.text === '' || scan.isBroken) return NOT_WHOLE;
  const command = commandOf(scan.text);
  if (command !== null) return command;
  const plain = { ...scan, text: withoutStars(scan.text) };
  return (
    productBySymbology(plain) ??
    listed(plain.text, bench) ??
    labelled(plain.text) ??
    (/[^\x20-\x7e]/.test(plain.text) ? WRONG_LAYOUT : null) ??
    macWithSigns(plain.text) ??
    bareMac(plain.text, bench) ??
    bareSerial(plain.text, bench) ??
    (hasProductCheckDigit(plain.text) ? { class: 'product-code' } : null) ??
    damagedMac(plain.text) ??
    (isForOthers(plain.text) ? { class: 'product-code' } : { class: 'unknown' })
  );
}

function commandOf(text: string): ScanReading | null {
  const name = /^\*?PPS-([A-Z]+)\*?$/i.exec(text)?.[1]?.toUpperCase();
  switch (name) {
    case undefined:
      return null;
    case 'OK':
    case 'UNDO':
    case 'CANCEL':
    case 'CAMERA':
    case 'PRINT':
      return { class: 'command', command: name };
    default:
      return NOT_WHOLE;
  }
}

/** AIM `]E` is EAN/UPC: a product code, whatever its digits look like. */
function productBySymbology({ symbology }: CleanScan): ScanReading | null {
  return symbology?.startsWith(']E') ? { class: 'product-code' } : null;
}

/** On the account list, unless the same text is also a unit on this bench. */
function listed(text: string, bench: BenchKnowledge): ScanReading | null {
  const account = bench.findAccount(text);
  if (account === null && !bench.hasWorkOrder(text)) return null;
  const mac = parseMac(text);
  if ((mac !== null && bench.hasUnit(mac)) || bench.hasSerial(text.toUpperCase())) {
    return ask('This is on the account list and on a unit. Scan a labelled MAC or S/N instead.');
  }
  return account === null
    ? { class: 'work-order', workOrder: text }
    : { class: 'account', account };
}

const MAC_LABEL = /^MAC[ -]?(?:ID|ADDR(?:ESS)?)?\b[ .]*[:=# ] *(.+)$/i;
const MAC_GLUED = /^MAC(?:ID|ADDR(?:ESS)?)?([0-9A-F]{12}|[0-9A-F]{2}(?:[:-][0-9A-F]{2}){5})$/i;
const SERIAL_LABEL = /^(?:S\/N|SN|SER(?:IAL)?)(?: ?(?:NO|NUM|NUMBER|#))?[ .]*[:=# ] *(.+)$/i;
const SERIAL_GLUED = /^(?:S\/N|SN|SER(?:IAL)?)(.+)$/i;

function labelled(text: string): ScanReading | null {
  const mac = (MAC_LABEL.exec(text) ?? MAC_GLUED.exec(text))?.[1];
  if (mac !== undefined) return unitMac(mac.trim());
  const serial = SERIAL_LABEL.exec(text)?.[1]?.trim().toUpperCase();
  if (serial !== undefined) {
    return couldBeSerial(serial) ? { class: 'serial', serial } : NOT_WHOLE;
  }
  const glued = SERIAL_GLUED.exec(text)?.[1]?.toUpperCase();
  return glued !== undefined && isSerialShaped(glued) ? { class: 'serial', serial: glued } : null;
}

/** A MAC that may be a unit's: group and all-zero addresses are nobody's. */
function unitMac(text: string): ScanReading {
  const mac = parseMac(text);
  if (mac === null || mac === '000000000000') return NOT_WHOLE;
  return Number.parseInt(mac.slice(0, 2), 16) % 2 === 1 ? NOT_WHOLE : { class: 'mac', mac };
}

function macWithSigns(text: string): ScanReading | null {
  if (/^[0-9a-f]+$/i.test(text)) return null;
  if (parseMac(text) !== null) return unitMac(text);
  return looksLikePartOfMac(text) ? NOT_WHOLE : null;
}

/** Twelve hexadecimal digits without signs: MAC, serial or product code. The bench decides first. */
function bareMac(text: string, bench: BenchKnowledge): ScanReading | null {
  if (!/^[0-9a-f]{12}$/i.test(text)) return null;
  const mac = text.toLowerCase();
  const serial = text.toUpperCase();
  const isUnit = bench.hasUnit(mac);
  const isSerial = bench.hasSerial(serial);
  if (isUnit && isSerial) {
    return ask('One unit has this MAC, another this serial number. Scan a labelled MAC or S/N.');
  }
  if (isUnit) return { class: 'mac', mac };
  if (isSerial) return { class: 'serial', serial };

  const readings: ScanReading[] = [];
  if (hasKnownOui(mac)) readings.push(unitMac(mac));
  if (isSerialShaped(serial)) readings.push({ class: 'serial', serial });
  if (hasProductCheckDigit(text)) readings.push({ class: 'product-code' });
  const [only, another] = readings;
  if (another) return ask('This can be a MAC, a serial or a product code. Scan the other barcode.');
  if (only) return only;
  // Only digits and nothing to go by: as likely an order number as a MAC.
  return /^\d+$/.test(text)
    ? ask('This can be a MAC or another number. Scan the other barcode of the unit.')
    : unitMac(mac);
}

/** Printed on the box for others: a parcel label, a web address, a text too long for any number. */
function isForOthers(text: string): boolean {
  const isAddress = /^(?:[a-z]+:\/\/|www\.)/i.test(text);
  return isCarrierLabel(text) || isAddress || text.length > LONGEST_NUMBER;
}

function bareSerial(text: string, bench: BenchKnowledge): ScanReading | null {
  const serial = text.toUpperCase();
  return bench.hasSerial(serial) || isSerialShaped(serial) ? { class: 'serial', serial } : null;
}

/** Hexadecimal digits of the wrong number, or one MAC behind another. */
function damagedMac(text: string): ScanReading | null {
  if (!/^[0-9a-f]+$/i.test(text)) return null;
  const startsLikeUnit = text.length >= 9 && hasKnownOui(text.toLowerCase());
  const isMixed = text.length >= 8 && /[a-f]/i.test(text) && /\d/.test(text);
  return startsLikeUnit || isMixed ? NOT_WHOLE : null;
}

function ask(reason: string): ScanReading {
  return { class: 'ambiguous', reason };
}
