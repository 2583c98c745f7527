/**
 * The number types of the guide's list (Data Types).
 *
 * Where it is silent: leading zeros are decimal digits like others; `0X` is read like `0x`, hex digits
 * in either case; a `+` is refused where no value can be negative (Uns, Port, Time) and is allowed
 * before Float and PwrLevel, as the guide allows it for Sig; `.5` is a number, the guide uses it,
 * `5.` and `.` are none; blanks around a number are not part of it.
 */
import { error, firstGood, type ValueFinding } from './finding.ts';

const INTEGER = /^([-+]?)(?:0x([0-9a-f]+)|(\d+))$/i;
const DECIMAL = /^[-+]?(?:\d+(?:\.\d+)?|\.\d+)$/;

interface Range {
  min: bigint;
  max: bigint;
}

/** Uns<n>: decimal or hex (`12`, `0x18`), no sign, must fit into n bits. */
export function checkUnsigned(value: string, bits: number): ValueFinding[] {
  return checkInteger(value, { min: 0n, max: (1n << BigInt(bits)) - 1n });
}

/**
 * Sig<n>: decimal or hex. Hex is a size, not a bit pattern: `-0x80` is the least of Sig8 and `0xff`
 * does not fit, because negative values "must be preceded by a - sign".
 */
export function checkSigned(value: string, bits: number): ValueFinding[] {
  const half = 1n << BigInt(bits - 1);
  return checkInteger(value, { min: -half, max: half - 1n });
}

/** Port: 0 to 65535, decimal or hex. */
export function checkPort(value: string): ValueFinding[] {
  return checkUnsigned(value, 16);
}

function checkInteger(value: string, range: Range): ValueFinding[] {
  const findings = readInteger(value, range);
  const fix = firstGood(
    value,
    [value.trim(), value.trim().replace(/^\+(?=\d)/, '')],
    (candidate) => readInteger(candidate, range).length === 0,
  );
  return findings.map((finding) => ({ ...finding, ...fix }));
}

function readInteger(value: string, { min, max }: Range): ValueFinding[] {
  if (min === 0n && /^[-+]/.test(value)) {
    return [error('sign', 'A number without a sign is expected here.', 0, 1)];
  }
  const found = INTEGER.exec(value);
  if (!found) {
    const at = /^[-+]?(?:0x[0-9a-f]*|\d*)/i.exec(value)?.[0].length ?? 0;
    const message = 'A whole number is expected, such as 12 or 0x18.';
    return [error('no-number', message, at, value.length)];
  }
  const [, sign, hex, decimal = ''] = found;
  const digits = (hex ?? decimal).replace(/^0+(?=.)/, '');
  // No type has more than 64 bits, which is 20 digits; longer ones need no arithmetic.
  const size = digits.length > 20 ? max + 2n : BigInt(hex === undefined ? digits : `0x${digits}`);
  const number = sign === '-' ? -size : size;
  if (number >= min && number <= max) return [];
  const message = `The number must lie between ${min} and ${max}.`;
  return [error('out-of-range', message, 0, value.length)];
}

/** Float<n>: at most n decimal places, no exponent; PwrLevel (in dBm) is the same with one place. */
export function checkFloat(value: string, decimals: number): ValueFinding[] {
  const findings = readFloat(value, decimals);
  const text = value.trim();
  // Zeros behind the last other digit, and then the point, say nothing: `1.50`, `5.`, `3.0`.
  const last = text.includes('.') ? text.search(/[^0]0*$/) : text.length;
  const shorter = text.slice(0, last + 1).replace(/\.$/, '');
  const fix = firstGood(
    value,
    [text, shorter, withPoint(text)],
    (candidate) => readFloat(candidate, decimals).length === 0,
  );
  return findings.map((finding) => ({ ...finding, ...fix }));
}

function readFloat(value: string, decimals: number): ValueFinding[] {
  if (!DECIMAL.test(value)) return [noDecimal(value, 'A number is expected, such as -13.5 or 3.')];
  const extra = extraDecimals(value, decimals);
  if (extra === null) return [];
  const message =
    decimals === 0
      ? 'The number can have no decimal places.'
      : `The number can have ${decimals} decimal ${decimals === 1 ? 'place' : 'places'}, no more.`;
  return [error('too-many-decimals', message, extra, value.length)];
}

/**
 * Time<n>: seconds, not negative, decimal only. Extra decimal places are valid, as units ignore them
 * they get an `info`, whose fix is the value the unit uses.
 */
export function checkTime(value: string, decimals: number): ValueFinding[] {
  if (!isTime(value)) {
    const text = value.trim();
    const candidates = [text, text.replace(/^\+/, ''), text.replace(/\.$/, '')];
    const fix = firstGood(value, [...candidates, withPoint(text)], isTime);
    return [{ ...noDecimal(value, 'A time in seconds is expected, such as 30 or .5.'), ...fix }];
  }
  const extra = extraDecimals(value, decimals);
  if (extra === null) return [];
  const fix = value.slice(0, extra) || '0';
  const message =
    decimals === 0
      ? 'Units ignore the decimal places here.'
      : `Units ignore all but ${decimals} of the decimal places.`;
  return [{ severity: 'info', kind: 'extra-decimals', message, at: extra, end: value.length, fix }];
}

/** `1,5` is 1.5; with three digits behind the comma it may be a thousand. */
function withPoint(text: string): string {
  return text.replace(/^([-+]?\d*),(\d{1,2})$/, '$1.$2');
}

function isTime(text: string): boolean {
  return DECIMAL.test(text) && !/^[-+]/.test(text);
}

function noDecimal(value: string, message: string): ValueFinding {
  const at = /^[-+]?\d*\.?\d*/.exec(value)?.[0].length ?? 0;
  const end = value.length;
  // The beginning may look like a number to its end and be none: `5.`, `-`; then the whole is at fault.
  return error('no-number', message, at === end ? 0 : at, end);
}

/** Where the decimal places that are too many start; with none allowed that is the point itself. */
function extraDecimals(value: string, decimals: number): number | null {
  const point = value.indexOf('.');
  if (point < 0 || value.length - point - 1 <= decimals) return null;
  return decimals === 0 ? point : point + 1 + decimals;
}
