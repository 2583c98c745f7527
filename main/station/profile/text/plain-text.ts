import { bad, good, type Read } from '../problem.ts';
import type { Access } from './entry.ts';
import { scanPlainText } from './plain-scan.ts';
import { problemOf } from './source.ts';

export interface PlainEntry {
  /** As written: `User_ID[1]`. */
  name: string;
  /** No mark: `na`; `?`: `ro`; `!`: `rw`. */
  access: Access;
  /** null: no quoted value, the unit's stays. */
  value: string | null;
}

/**
 * Reads source text and everything it imports, in order; repeated names stay (the last one counts).
 *
 * @param files the files `import` may name, by their path in the project's folder
 * @param name  what this text is called, for positions and to find a file that imports itself
 * @returns the first problem of `scanPlainText`, with file, line and column
 */
export function readPlainText(
  text: string,
  files: ReadonlyMap<string, string> = new Map(),
  name = '',
): Read<PlainEntry[]> {
  const { entries, problems } = scanPlainText({ name, text }, files);
  const [problem] = problems;
  if (problem) return { ok: false, problem: problemOf(problem) };
  return good(
    entries.map((entry) => ({
      name: entry.name,
      access: entry.access ?? 'na',
      value: entry.value,
    })),
  );
}

/**
 * Writes entries as source text, one per line, the same bytes for the same entries.
 * @returns problem `bad-name` or `bad-value` (a double quote, a control character or a character that
 *          is not ASCII, none of which the format can hold), naming the parameter, not its value
 */
export function writePlainText(entries: readonly PlainEntry[]): Read<string> {
  let text = '';
  for (const entry of entries) {
    const line = writePlainEntry(entry);
    if (!line.ok) return line;
    text += `${line.value}\n`;
  }
  return good(text);
}

/** One entry, without a line end; problems as {@link writePlainText}. */
export function writePlainEntry({ name, access, value }: PlainEntry): Read<string> {
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
  return good(`${name}${mark}${value === null ? '' : ` "${value}"`} ;`);
}
