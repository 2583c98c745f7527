import { checkHostPort } from './addresses.ts';
import { checkLength, error, firstGood, quoteChar, type ValueFinding, warning } from './finding.ts';

/**
 * UserID: the user of a URL, up to 63 characters. Blanks, `@`, quotes, angle brackets and all that is
 * not printable ASCII are errors; what a URL holds only as `%xx` (RFC 3261, `user`) is a warning, as
 * the guide does not say that units escape nothing.
 */
export function checkUserId(value: string): ValueFinding[] {
  const fix = firstGood(value, [value.trim()], (text) => checkUser(text).length === 0);
  const findings = checkUser(value).map((finding) => ({ ...finding, ...fix }));
  return [...findings, ...checkLength(value, 63)];
}

function checkUser(text: string, offset = 0): ValueFinding[] {
  const bad = /[^\x21-\x7e]|["<>@]/.exec(text);
  if (bad) {
    const at = offset + bad.index;
    const message = `${quoteChar(bad[0])} has no place in a user ID or phone number.`;
    return [error('bad-character', message, at, at + 1)];
  }
  const odd = /[:[\]\\^`{|}#]|%(?![0-9A-Fa-f]{2})/.exec(text);
  if (!odd) return [];
  const at = offset + odd.index;
  const code = odd[0].charCodeAt(0).toString(16);
  const message = `${quoteChar(odd[0])} stands in a URL only as %${code}.`;
  return [warning('unusual-character', message, at, at + 1)];
}

/**
 * Phone: a number (`14081234567`, `*69`) or a URL (`1234@10.10.10.100:5068`), up to 39 characters.
 * Where the guide is silent: a user without a host is a URL too, so letters are good; `sip:` may stand
 * in front; a blank is an error; the separators people write (`408-555-1212`) are a warning.
 */
export function checkPhone(value: string): ValueFinding[] {
  const isUrl = value.includes('@') || /^sips?:/i.test(value);
  return [...(isUrl ? checkUrl(value) : checkNumber(value)), ...checkLength(value, 39)];
}

function checkUrl(value: string): ValueFinding[] {
  const from = /^sips?:/i.exec(value)?.[0].length ?? 0;
  const at = value.indexOf('@', from);
  if (at === from) {
    return [error('no-user', 'The part before the @ is missing.', from, from)];
  }
  // Without an @, what follows `sip:` is a host.
  const user = at < 0 ? [] : checkUser(value.slice(from, at), from);
  const hostFrom = at < 0 ? from : at + 1;
  const hostLength = /[^;?/]*/.exec(value.slice(hostFrom))?.[0].length ?? 0;
  const hostEnd = hostFrom + hostLength;
  const tail = value.slice(hostEnd).search(/[^\x21-\x7e]/);
  const message = 'A URL has no blanks and only ASCII characters.';
  return [
    ...user,
    ...checkHostPort(value.slice(hostFrom, hostEnd), hostFrom),
    ...(tail < 0 ? [] : [error('bad-character', message, hostEnd + tail, hostEnd + tail + 1)]),
  ];
}

function checkNumber(value: string): ValueFinding[] {
  const digits = value.replace(/[\s()./-]/g, '');
  const fix = firstGood(value, [digits, value.trim()], (text) => /^[+*#\d]+$/.test(text));
  const [finding] = checkUser(value.replaceAll('#', '*'));
  if (finding) return [{ ...finding, ...fix }];
  const separator = /^[+*#\d()./-]+$/.test(value) ? value.search(/[()./-]/) : -1;
  if (separator < 0) return [];
  const message = `${quoteChar(value[separator] ?? '')} cannot be dialled; a number is digits only.`;
  return [warning('separator', message, separator, separator + 1, fix)];
}

/**
 * ActCode: up to 7 characters, such as `*69`. We take the keys of a telephone, digits, `*` and `#`,
 * with or without a star in front; nothing else could be dialled.
 */
export function checkActCode(value: string): ValueFinding[] {
  const fix = firstGood(value, [value.replace(/\s/g, '')], (text) => /^[*#\d]{1,7}$/.test(text));
  const at = value.search(/[^*#\d]/);
  const message = `${quoteChar(value[at] ?? '')} is no key of a telephone: digits, * and #.`;
  return [
    ...(at < 0 ? [] : [error('bad-character', message, at, at + 1, fix)]),
    ...checkLength(value, 7),
  ];
}
