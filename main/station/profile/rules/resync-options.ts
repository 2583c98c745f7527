import { bad, good, type Read } from '../problem.ts';
import { type Readings, standardReadings } from '../unit/readings.ts';
import { expandRule, expandSecrets, settle } from './macro.ts';

export interface ResyncOptions {
  /** Pass phrase of the profile, `$SA` … `$SD` expanded. */
  key?: string;
  /** Letter `a` … `p`: POST with the body of GPP_A … GPP_P instead of GET. */
  post?: string;
  /** Letter `a` … `p` of the parameter that holds the alias map. */
  alias?: string;
  /** HTTP account, newer firmware only; not in the guide. */
  uid?: string;
  pwd?: string;
}

/** One `--name argument` of a text after its first expansion ({@link expandRule}). */
export interface WrittenOption {
  name: string;
  /** Not settled, `$SA` … `$SD` still in it; without its quotes. */
  argument: string;
  /** Offsets of the argument, without its quotes. */
  from: number;
  to: number;
}

/**
 * Reads `[--key … --post … --alias …]`, brackets included (guide: Optional Resync Arguments).
 * Everything is macro expanded, `$SA` … `$SD` only in the argument of `--key`, and there after the
 * argument was cut out: blanks in a secret do not end it.
 *
 * @param text   one that went through {@link expandRule} already is not changed by doing it again
 * @param offset where the text stands in the one that columns are counted in
 * @returns problems `bad-options`, `unknown-option`, `bad-letter`, with the column in the text after
 *          the first expansion; never showing an argument
 */
export function readResyncOptions(
  text: string,
  values: ReadonlyMap<string, string>,
  { offset = 0, readings = standardReadings }: { offset?: number; readings?: Readings } = {},
): Read<ResyncOptions> {
  const written = splitOptions(expandRule(text, values, readings), offset);
  if (!written.ok) return written;
  const options: ResyncOptions = {};
  for (const { name, argument, from } of written.value) {
    const where = { column: offset + from + 1 };
    if (name === 'key') options.key = settle(expandSecrets(argument, values, readings));
    else if (name === 'uid' || name === 'pwd') options[name] = settle(argument);
    else if (name !== 'post' && name !== 'alias') {
      return bad('unknown-option', `There is no option --${name}.`, where);
    } else if (!/^[a-p]$/.test(argument)) {
      return bad('bad-letter', `The argument of --${name} is a letter from a to p.`, where);
    } else options[name] = argument;
  }
  return good(options);
}

/** The options as they stand in their brackets, unknown ones too; expands nothing. */
export function splitOptions(expanded: string, offset = 0): Read<WrittenOption[]> {
  const [, before = '', inside] = /^(\s*\[)(.*)\]\s*$/s.exec(expanded) ?? [];
  if (inside === undefined) {
    return bad('bad-options', 'Options stand between [ and ].', { column: offset + 1 });
  }
  const options: WrittenOption[] = [];
  const pattern = /\s*--([A-Za-z0-9]*)\s+(?:"([^"]*)"|([^\s"\]]+))(?=\s|$)/y;
  const end = inside.trimEnd().length;
  for (let at = 0; at < end; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const [whole, name, quoted, bare = ''] = pattern.exec(inside) ?? [];
    if (whole === undefined || name === undefined) {
      const column = offset + before.length + at + inside.slice(at).search(/\S/) + 1;
      return bad('bad-options', 'An option is written --name and an argument.', { column });
    }
    const argument = quoted ?? bare;
    const to = before.length + at + whole.length - (quoted === undefined ? 0 : 1);
    options.push({ name, argument, from: to - argument.length, to });
  }
  return good(options);
}

/** Every argument of `--key` and `--pwd` in a text, wherever it stands, and every password of a URL. */
export function writtenKeys(text: string): string[] {
  const inUrls = text.includes('@') ? text.matchAll(/:\/\/[^\s:/@|]*:([^\s/@|]+)@/g) : [];
  const passwords = [...inUrls].map(([, password = '']) => password);
  if (!text.includes('--')) return passwords;
  const found = text.matchAll(/--(?:key|pwd)\s+(?:"([^"]*)"|([^\s"\]]+))/g);
  return [...found].map(([, quoted, bare]) => quoted ?? bare ?? '').concat(passwords);
}
