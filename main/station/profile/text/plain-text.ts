/**
 * The compiler's plain-text source (guide: Source Text Syntax).
 *
 *     name [ '?' | '!' ] [ "value" ] ';'      # comment
 *     import file-name
 *
 * Line ends mean nothing except to comments, `import` and strings. There is no escape for a double
 * quote inside a value, and a value does not go over a line end (the guide shows neither).
 */

import { bad, good, positionOf, type Read } from '../problem.ts';
import type { Access } from './entry.ts';

export interface PlainEntry {
  /** As written: `User_ID[1]`. */
  name: string;
  /** No mark: `na`; `?`: `ro`; `!`: `rw`. */
  access: Access;
  /** null: no quoted value, the unit's stays. */
  value: string | null;
}

const MAX_DEPTH = 16;
/** A full profile has 554 entries; beyond this a few files importing each other twice are at work. */
const MAX_ENTRIES = 100_000;

/**
 * Reads source text and everything it imports, in order; repeated names stay (the last one counts).
 *
 * @param files the files `import` may name, by exactly that name
 * @param name  what this text is called, for positions and to find a file that imports itself
 * @returns problems with file, line and column: `expected-name`, `expected-string`,
 *          `missing-semicolon`, `unterminated-string`, `missing-file`, `import-cycle`,
 *          `import-too-deep`, `too-many-entries`
 */
export function readPlainText(
  text: string,
  files: ReadonlyMap<string, string> = new Map(),
  name = '',
): Read<PlainEntry[]> {
  const entries: PlainEntry[] = [];
  const failed = readFile({ text, name, files, importedBy: [], entries });
  return failed ?? good(entries);
}

interface Source {
  text: string;
  name: string;
  files: ReadonlyMap<string, string>;
  /** Names of the files being read around this one, outermost first. */
  importedBy: readonly string[];
  entries: PlainEntry[];
}

type Failed = ReturnType<typeof bad>;

function readFile(source: Source): Failed | null {
  const { text } = source;
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    const isLineStart = at === 0 || text[at - 1] === '\n';
    const imported = isLineStart ? match(/import[ \t]+([^\s#][^\n#]*)/y, text, at) : null;
    if (imported) {
      const failed = readImport(source, (imported[1] ?? '').trim(), at);
      if (failed) return failed;
      at += imported[0].length;
      continue;
    }
    const next = readEntry(source, at);
    if (typeof next !== 'number') return next;
    at = next;
  }
  return null;
}

function readImport(source: Source, fileName: string, at: number): Failed | null {
  const { files, entries } = source;
  const around = [...source.importedBy, source.name];
  if (around.includes(fileName)) {
    return fail(source, at, 'import-cycle', `${fileName} imports itself: ${around.join(', ')}.`);
  }
  const imported = files.get(fileName);
  if (imported === undefined) {
    return fail(source, at, 'missing-file', `There is no file ${fileName}.`);
  }
  if (around.length > MAX_DEPTH) {
    return fail(
      source,
      at,
      'import-too-deep',
      `Files import each other more than ${MAX_DEPTH} deep.`,
    );
  }
  if (entries.length > MAX_ENTRIES) {
    return fail(source, at, 'too-many-entries', `There are more than ${MAX_ENTRIES} entries.`);
  }
  return readFile({ text: imported, name: fileName, files, importedBy: around, entries });
}

/** @returns the offset after the semicolon, or the problem */
function readEntry(source: Source, start: number): number | Failed {
  const { text } = source;
  const name = match(/[^\s"!?;#]+/y, text, start)?.[0];
  if (name === undefined) {
    return fail(source, start, 'expected-name', 'The name of a parameter must stand here.');
  }
  let end = start + name.length;
  let at = skipBlanks(text, end);
  const mark = text[at];
  if (mark === '!' || mark === '?') {
    end = at + 1;
    at = skipBlanks(text, end);
  }
  const quoted = match(/"([^"\n]*)("?)/y, text, at);
  if (quoted && quoted[2] === '') {
    return fail(
      source,
      at,
      'unterminated-string',
      'The closing double quote is missing on this line.',
    );
  }
  if (quoted) {
    end = at + quoted[0].length;
    at = skipBlanks(text, end);
  }
  if (text[at] !== ';') return notEnded(source, end, at, quoted !== null);
  const access = mark === '!' ? 'rw' : mark === '?' ? 'ro' : 'na';
  source.entries.push({ name, access, value: quoted?.[1] ?? null });
  return at + 1;
}

/** Something other than `;` follows an entry: on the same line it is the culprit, else the `;` is missing. */
function notEnded(source: Source, end: number, at: number, hasValue: boolean): Failed {
  const isSameLine = at < source.text.length && !source.text.slice(end, at).includes('\n');
  if (isSameLine && !hasValue) {
    const message = 'A value in double quotes, or a semicolon, must stand here.';
    return fail(source, at, 'expected-string', message);
  }
  return fail(source, end, 'missing-semicolon', 'The semicolon is missing here.');
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    at += match(/\s+/y, text, at)?.[0].length ?? 0;
    if (text[at] !== '#') return at;
    const lineEnd = text.indexOf('\n', at);
    at = lineEnd < 0 ? text.length : lineEnd;
  }
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

function fail(source: Source, at: number, kind: string, message: string): Failed {
  const file = source.name === '' ? {} : { file: source.name };
  return bad(kind, message, { ...positionOf(source.text, at), ...file });
}

/**
 * Writes entries as source text, one per line, the same bytes for the same entries.
 * @returns problem `bad-name` or `bad-value` (a double quote, a control character or a character that
 *          is not ASCII, none of which the format can hold), naming the parameter, not its value
 */
export function writePlainText(entries: readonly PlainEntry[]): Read<string> {
  let text = '';
  for (const { name, access, value } of entries) {
    if (!/^[\x21-\x7e]+$/.test(name) || /["!?;#]/.test(name)) {
      return bad('bad-name', `"${name}" cannot be the name of a parameter.`);
    }
    if (value !== null && /[^\x20-\x7e]|"/.test(value)) {
      return bad(
        'bad-value',
        `The value of ${name} holds a character the plain-text format cannot hold.`,
      );
    }
    const mark = { na: '', ro: ' ?', rw: ' !' }[access];
    text += `${name}${mark}${value === null ? '' : ` "${value}"`} ;\n`;
  }
  return good(text);
}
