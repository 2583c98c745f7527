import { checkLength, error, firstGood, quoteChar, type ValueFinding } from './finding.ts';

const YES = ['Yes', 'yes', 'Enable', 'enable', '1'];
const NO = ['No', 'no', 'Disable', 'disable', '0'];
const YES_WORDS = new Set(['yes', 'enable', 'enabled', 'true', 'on', 'y']);
const NO_WORDS = new Set(['no', 'disable', 'disabled', 'false', 'off', 'n']);

/** What a unit makes of a Bool; null: neither (guide: Source Text Syntax). */
export function readBool(value: string): boolean | null {
  if (YES.includes(value)) return true;
  return NO.includes(value) ? false : null;
}

/** Bool: exactly the ten words of the guide (Source Text Syntax; R-097). `YES` is none of them. */
export function checkBool(value: string): ValueFinding[] {
  if (readBool(value) !== null) return [];
  const word = value.trim().toLowerCase();
  const meant = YES_WORDS.has(word) || word === '1' ? 'Yes' : null;
  const fix = meant ?? (NO_WORDS.has(word) || word === '0' ? 'No' : null);
  const message = 'Yes or No is expected (or Enable, Disable, 1, 0), in this spelling.';
  return [error('no-bool', message, 0, value.length, fix === null ? {} : { fix })];
}

/**
 * A choice, `{a,b,c}`: one of the options, in exactly their spelling. The fix is the option that
 * differs only in case or outer blanks. Without options nothing is checked.
 */
export function checkChoice(value: string, options: readonly string[] = []): ValueFinding[] {
  if (options.length === 0 || options.includes(value)) return [];
  const wanted = value.trim().toLowerCase();
  const near = options.filter((option) => option.trim().toLowerCase() === wanted);
  const fix = near.length === 1 ? firstGood(value, near, () => true) : {};
  const shown = options.length > 12 ? [...options.slice(0, 12), '…'] : options;
  const message = `One of the options is expected: ${shown.join(', ')}.`;
  return [error('no-option', message, 0, value.length, fix)];
}

/**
 * Str and Str<n>: at most n characters. The guide does not say which characters are reserved; as the
 * five XML reserves can be escaped, we refuse only what no unit can hold: control characters, line
 * ends and all that is not ASCII (guide: Open Format).
 *
 * @param limit absent: the guide does not state n
 */
export function checkText(value: string, limit?: number): ValueFinding[] {
  return [...checkAscii(value), ...(limit === undefined ? [] : checkLength(value, limit))];
}

/** The first character units cannot hold, if there is one. */
export function checkAscii(value: string): ValueFinding[] {
  const at = value.search(/[^\x20-\x7e]/);
  if (at < 0) return [];
  const char = String.fromCodePoint(value.codePointAt(at) ?? 0);
  const message = `${quoteChar(char)} is no printable ASCII character; units cannot hold it.`;
  return [error('not-ascii', message, at, at + char.length)];
}
