import { checkLength, error, firstGood, quoteChar, type ValueFinding, warning } from './finding.ts';
import { checkAscii } from './plain-values.ts';

/** Internal codes of a unit beside the status codes of SIP (guide: Internal Error Codes). */
const INTERNAL_CODES = new Map([
  ['X00', 'the request could not be sent'],
  ['X20', 'no answer came in time'],
  ['X40', 'the other side broke the rules of SIP'],
  ['X60', 'the dial plan has no such number'],
]);

interface Pattern {
  text: string;
  /** Where it starts in the value, after its leading blanks. */
  at: number;
}

/**
 * PhTmpl: patterns of a phone number with commas between, `?` and `*` as wildcards, `%xx` for a
 * character as it is; blanks before a pattern do not count, up to 39 characters in all. An empty
 * pattern and a `%` without two hex digits are errors. A blank inside or after a pattern would have
 * to be in the number, so it is a warning, as are characters that neither numbers nor URLs have.
 */
export function checkPhoneTemplate(value: string): ValueFinding[] {
  return checkTemplate(value, ({ text, at }) => {
    const percent = text.search(/%(?![0-9A-Fa-f]{2})/);
    if (percent >= 0) {
      const message = 'After % stand two hex digits, such as %2a for a star.';
      return [error('bad-escape', message, at + percent, at + percent + 1)];
    }
    const odd = text.search(/["(),;<>[\]\\^`{|}]/);
    if (odd < 0) return [];
    const message = `${quoteChar(text[odd] ?? '')} is in no phone number.`;
    return [warning('unusual-character', message, at + odd, at + odd + 1)];
  });
}

/**
 * RscTmpl: patterns of a SIP status code (`404, 5*`), up to 39 characters in all. Each must be able to
 * match three digits. The internal codes X00 … X99 are a warning: the type lists digits only,
 * but units use these codes where status codes stand. `%xx` is not read here.
 */
export function checkStatusTemplate(value: string): ValueFinding[] {
  const upper = value.replace(/(^|,)(\s*)x/g, '$1$2X');
  const fix = firstGood(value, [upper], (text) =>
    checkTemplate(text, checkStatus).every(({ severity }) => severity !== 'error'),
  );
  return checkTemplate(value, (pattern) => checkStatus(pattern, fix));
}

function checkStatus({ text, at }: Pattern, fix: { fix?: string } = {}): ValueFinding[] {
  const code = text.trimEnd();
  const end = at + code.length;
  const known = /^X?[0-9?*]*/.exec(code)?.[0].length ?? 0;
  if (known < code.length) {
    const message = 'A status code has only digits, and ? and * for any of them.';
    return [error('bad-character', message, at + known, at + known + 1, fix)];
  }
  const least = code.replaceAll('*', '').length;
  if (least > 3 || (least < 3 && !code.includes('*'))) {
    return [error('not-three-digits', 'A status code has three digits.', at, end)];
  }
  if (code.startsWith('X')) {
    const meaning = INTERNAL_CODES.get(code);
    const message = meaning
      ? `${code} is an internal code of the unit, no status of SIP: ${meaning}.`
      : 'Codes with X are internal codes of the unit, no status of SIP.';
    return [warning('internal-code', message, at, end)];
  }
  if (!/^[07-9]/.test(code)) return [];
  return [warning('no-such-status', 'The status codes of SIP begin with 1 to 6.', at, end)];
}

function checkTemplate(value: string, check: (one: Pattern) => ValueFinding[]): ValueFinding[] {
  const tidy = value
    .split(',')
    .map((part) => part.trimEnd())
    .join(',');
  const fix = tidy === value ? {} : { fix: tidy };
  // A tab is white space, which may stand before a pattern.
  const findings = [...checkAscii(value.replaceAll('\t', ' ')), ...checkLength(value, 39)];
  for (const { text, at } of splitPatterns(value)) {
    if (text === '') {
      findings.push(error('empty-pattern', 'A pattern is missing beside the comma.', at, at));
      continue;
    }
    findings.push(...check({ text, at }));
    const blank = text.search(/\s/);
    if (blank < 0) continue;
    const message = 'Only blanks before a pattern are ignored; this one belongs to the pattern.';
    const isInside = text.trimEnd().length > blank;
    findings.push(
      warning('blank-in-pattern', message, at + blank, at + blank + 1, isInside ? {} : fix),
    );
  }
  return findings;
}

function splitPatterns(value: string): Pattern[] {
  let from = 0;
  return value.split(',').map((part) => {
    const text = part.trimStart();
    const at = from + part.length - text.length;
    from += part.length + 1;
    return { text, at };
  });
}
