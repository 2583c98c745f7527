/** One remark about the value of a parameter. */
export interface ValueFinding {
  /** error: a unit cannot read it; warning: it can, but look again; info: it reads it otherwise. */
  severity: 'error' | 'warning' | 'info';
  /** Stable, kebab-case: `out-of-range`, `too-long`, `bad-character` … */
  kind: string;
  /** One sentence for a person. It quotes one character of the value at most, never a secret. */
  message: string;
  /** Offset into the value where the offending part starts (UTF-16 units, from 0). */
  at: number;
  /** End offset, exclusive; equals `at` where something is missing. */
  end: number;
  /** A replacement of the whole value that means what was meant, if there is one. */
  fix?: string;
}

/** What a value is checked against; an entry of the catalogue is one. */
export interface ValueType {
  /** A name of the guide's list: `Uns16`, `Time3`, `ToneScript`; unknown names check nothing. */
  type: string;
  /** The members of a `choice`. */
  options?: readonly string[];
  /** A grammar of its own (`delay-list`, `profile-rule` …), checked by others. */
  syntax?: string | null;
  /** The factory's value: it is never an error, whatever its type says. */
  default?: string;
}

/** A finding no unit could live with; `fix` as {@link firstGood} gives it. */
export function error(
  kind: string,
  message: string,
  at: number,
  end: number,
  fix: { fix?: string } = {},
): ValueFinding {
  return { severity: 'error', kind, message, at, end, ...fix };
}

/** As {@link error}, for what units can read but perhaps was not meant. */
export function warning(
  kind: string,
  message: string,
  at: number,
  end: number,
  fix: { fix?: string } = {},
): ValueFinding {
  return { severity: 'warning', kind, message, at, end, ...fix };
}

/** The first candidate that differs from the value and is good, as the `fix` of a finding. */
export function firstGood(
  value: string,
  candidates: readonly string[],
  isGood: (candidate: string) => boolean,
): { fix?: string } {
  const fix = candidates.find((one) => one !== value && one !== '' && isGood(one));
  return fix === undefined ? {} : { fix };
}

/** The guide counts characters; units hold ASCII only, so UTF-16 units are the same. */
export function checkLength(value: string, limit: number): ValueFinding[] {
  if (value.length <= limit) return [];
  const message = `The value has ${value.length} characters; ${limit} are the limit.`;
  return [error('too-long', message, limit, value.length)];
}

/** How a message quotes one character: printable ones in quotes, others by their number. */
export function quoteChar(char: string): string {
  if (char === ' ') return 'A blank';
  if (/^[\x21-\x7e]$/.test(char)) return `The character "${char}"`;
  const number = char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
  return `The character U+${number}`;
}
