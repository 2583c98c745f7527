import { bad, good, type Read } from '../problem.ts';

/** CadScript, FreqScript and ToneScript are at most this long (guide: Data Types). */
export const SCRIPT_LIMIT = 127;
/** Segments of a section, frequencies of a tone, numbers of one segment. */
export const MAX_PARTS = 6;

/** Seconds; `*` is without end. */
export type Duration = number | '*';

type Failed = ReturnType<typeof bad>;

/** Reads a script from left to right; problems carry the column where it stands. */
export class ScriptReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** What a sticky pattern finds here, taken; null if it does not fit. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    this.at += found?.length ?? 0;
    return found;
  }

  /** A comma, with blanks around it, which the guide allows nowhere else. */
  takeComma(): boolean {
    return this.take(/[ \t]*,[ \t]*/y) !== null;
  }

  /** @param at where, when that is not the place reached; a blank there is what is wrong */
  fail(kind: string, message: string, at = this.at): Failed {
    const column = at + 1;
    return /\s/.test(this.text[at] ?? '')
      ? bad('blank', 'No blank may stand here; blanks are allowed around commas only.', { column })
      : bad(kind, message, { column });
  }
}

/** The first problem every script can have: more than 127 characters. */
export function tooLong(text: string): Failed | null {
  if (text.length <= SCRIPT_LIMIT) return null;
  const message = `The script has ${text.length} characters; ${SCRIPT_LIMIT} are the limit.`;
  return bad('too-long', message, { column: SCRIPT_LIMIT + 1 });
}

/**
 * A duration: seconds with up to three decimal places, or `*` for endless (guide: CadScript). `.5` is
 * read, `5.` and signs are not.
 * @returns problems `no-duration` and `too-many-decimals`
 */
export function readDuration(reader: ScriptReader): Read<Duration> {
  if (reader.take(/\*/y)) return good('*');
  const from = reader.at;
  const number = reader.take(/[\d.]+/y) ?? '';
  if (!/^(?:\d+(?:\.\d+)?|\.\d+)$/.test(number)) {
    const message = 'A time in seconds must stand here, such as 2 or .25, or * for endless.';
    return reader.fail('no-duration', message, from);
  }
  const point = number.indexOf('.');
  if (point >= 0 && number.length - point - 1 > 3) {
    const message = 'A time has at most three decimal places.';
    return reader.fail('too-many-decimals', message, from + point + 4);
  }
  return good(Number(number));
}
