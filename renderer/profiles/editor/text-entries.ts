/** Every entry of a profile's text with its places, in either format; goes on behind mistakes. Pure. */
import { formatOf } from './language.ts';
import { XML_TAG } from './tag-pair.ts';

export interface Place {
  from: number;
  to: number;
}

export interface TextEntry {
  /** As written, without the mark. */
  name: Place & { text: string };
  /** The mark of plain text, or the value of `ua` with its quotes; null: it says none. */
  access: Place | null;
  /** Between the quotes or the tags; null: `X;` or `<X/>`, which has none. */
  value: Place | null;
  /** From the name or `<` to behind the last character. */
  whole: Place;
}

/** In the order they end. Of those with one name the last counts on the unit. */
export function entriesOf(text: string): TextEntry[] {
  return formatOf(text) === 'xml' ? xmlEntries(text).entries : plainEntries(text);
}

/** What an entry is called in XML; a name of plain text may be spelled so, too (guide: Element tags). */
export function xmlSpelling(name: string): string {
  return name.replace(/[\s[\]()/]/g, '_');
}

/**
 * New entries behind everything else, one a line.
 * @returns null when the text has no place for them: XML without the end of its `flat-profile`
 */
export function behindAll(
  text: string,
  entries: readonly string[],
): (Place & { text: string }) | null {
  if (formatOf(text) !== 'xml') {
    const lines = entries.map((entry) => `${entry}\n`).join('');
    return { from: text.length, to: text.length, text: (/[^\n]$/.test(text) ? '\n' : '') + lines };
  }
  const { end } = xmlEntries(text);
  if (end === null) return null;
  // Indented as the tags around it are.
  const lineStart = text.lastIndexOf('\n', end - 1) + 1;
  const isOwnLine = text.slice(lineStart, end).trim() === '';
  const at = isOwnLine ? lineStart : end;
  const written = entries.map((entry) => (isOwnLine ? `  ${entry}\n` : entry)).join('');
  return { from: at, to: at, text: written };
}

const PLAIN_TOKEN = /^import[ \t]+[^\s#][^\n#]*|#.*|"[^"\n]*"?|;|[!?]|[^\s"!?;#]+/gm;

function plainEntries(text: string): TextEntry[] {
  const entries: TextEntry[] = [];
  let open: TextEntry | null = null;
  for (const { 0: token, index } of text.matchAll(PLAIN_TOKEN)) {
    const to = index + token.length;
    if (token.startsWith('#')) continue;
    if (token.startsWith('"')) {
      const end = token.length > 1 && token.endsWith('"') ? to - 1 : to;
      if (open !== null) open.value ??= { from: index + 1, to: end };
    } else if (token === '!' || token === '?') {
      if (open !== null && open.value === null) open.access ??= { from: index, to };
    } else if (token === ';') {
      if (open !== null) open.whole.to = to;
      open = null;
    } else if (/\s/.test(token)) {
      open = null;
    } else {
      const name = { from: index, to, text: token };
      open = { name, access: null, value: null, whole: { from: index, to } };
      entries.push(open);
    }
  }
  return entries;
}

/** @returns `end`: where the last `</flat-profile>` begins; null: it is not there */
function xmlEntries(text: string): { entries: TextEntry[]; end: number | null } {
  const entries: TextEntry[] = [];
  const open: TextEntry[] = [];
  let end: number | null = null;
  for (const { 0: tag, 1: slash, 2: name, 3: rest = '', 4: short, index } of text.matchAll(
    XML_TAG,
  )) {
    if (name === undefined) continue;
    const to = index + tag.length;
    if (slash === '/') {
      if (name === 'flat-profile') end = index;
      const at = open.findLastIndex((each) => each.name.text === name);
      const [entry] = at < 0 ? [] : open.splice(at);
      if (entry === undefined) continue;
      entry.value = { from: entry.whole.to, to: index };
      entry.whole.to = to;
      entries.push(entry);
      continue;
    }
    const from = index + 1;
    const entry: TextEntry = {
      name: { from, to: from + name.length, text: name },
      access: accessIn(rest, from + name.length),
      value: null,
      whole: { from: index, to },
    };
    if (short === '/') entries.push(entry);
    else open.push(entry);
  }
  return { entries, end };
}

/** @param at  where the attributes begin */
function accessIn(attributes: string, at: number): Place | null {
  const found = /\sua\s*=\s*("[^"]*"|'[^']*')/.exec(attributes);
  const written = found?.[1];
  if (!found || written === undefined) return null;
  const to = at + found.index + found[0].length;
  return { from: to - written.length, to };
}
