/**
 * Alias maps (guide: Optional Resync Arguments, alias; Parameter Name Aliases):
 *
 *     /CPE/SIP-Credentials/name = /flat-profile/Display_Name_1_ ; …
 *
 * Line ends mean nothing; the last semicolon may be missing.
 */
import { bad, good, positionOf, type Read } from '../problem.ts';

/** One entry: elements whose path ends in `from` set the parameter `to`. */
export interface Alias {
  /** Element names, outermost first; never empty. */
  from: string[];
  /** XML name of the parameter. */
  to: string;
}

/** Up to this many parameters can be remapped. */
export const MAX_ALIASES = 30;

const ENTRY = /\s*((?:\/[^\s/=;]+)+)\s*=\s*((?:\/[^\s/=;]+)+)\s*(?:;\s*|$)/y;
/** Names as XML has them, without the signs a profile never uses. */
const ELEMENT = /^[\p{L}_:][\p{L}\p{N}_:.-]*$/u;
const PARAMETER = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/**
 * Reads the text of a GPP parameter as an alias map; empty text is an empty map.
 * @returns problems `bad-alias` (with line and column of the entry), `bad-alias-target` for a right
 *          side other than `/flat-profile/NAME`, and `too-many-aliases` at the 31st entry
 */
export function readAliasMap(text: string): Read<Alias[]> {
  const map: Alias[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    ENTRY.lastIndex = at;
    const start = at + text.slice(at).search(/\S/);
    const [whole, left = '', right = ''] = ENTRY.exec(text) ?? [];
    const from = left.split('/').slice(1);
    if (whole === undefined || !from.every((name) => ELEMENT.test(name))) {
      const message = 'An alias is written /element/element = /flat-profile/Name ;';
      return bad('bad-alias', message, positionOf(text, start));
    }
    const [root, to = '', ...deeper] = right.split('/').slice(1);
    if (root !== 'flat-profile' || deeper.length > 0 || !PARAMETER.test(to)) {
      const place = start + whole.trimStart().indexOf(right, left.length);
      const message = 'The right side of an alias is /flat-profile/ and the name of a parameter.';
      return bad('bad-alias-target', message, positionOf(text, place));
    }
    if (map.length === MAX_ALIASES) {
      const message = `An alias map has at most ${MAX_ALIASES} entries.`;
      return bad('too-many-aliases', message, positionOf(text, start));
    }
    map.push({ from, to });
    at += whole.length;
  }
  return good(map);
}

/** Writes a map on one line, as the unit's web page needs it. */
export function writeAliasMap(map: readonly Alias[]): string {
  return map.map(({ from, to }) => `/${from.join('/')} = /flat-profile/${to} ;`).join(' ');
}

/** Whether an entry fits an element: its left side is the end of the path, by whole names. */
export function aliasFits({ from }: Alias, path: readonly string[]): boolean {
  const start = path.length - from.length;
  return start >= 0 && from.every((name, index) => path[start + index] === name);
}

/** What makes a map uncertain; entries count from 1, as in the map. */
export type Ambiguity =
  /** Set by several entries (no document), or by several elements of the document. */
  | { kind: 'target-twice'; to: string; entries: number[]; elements: string[] }
  /** Fitted by several entries; without a document, the element that the longest of them describes. */
  | { kind: 'element-twice'; element: string; entries: number[] };

/**
 * Where a map does not say clearly which element sets which parameter.
 * @param elements paths of the elements of a test document, each once per occurrence; without them
 *                 the entries are compared with each other alone
 */
export function ambiguities(
  map: readonly Alias[],
  elements: readonly (readonly string[])[] = [],
): Ambiguity[] {
  const described = elements.length > 0 ? elements : map.map(({ from }) => from);
  return [...elementsHitTwice(map, described), ...targetsHitTwice(map, elements)];
}

/** {@link ambiguities} of a map alone, in sentences. */
export function aliasAmbiguities(map: readonly Alias[]): string[] {
  return ambiguities(map).map((found) => {
    const entries = found.entries.join(' and ');
    return found.kind === 'target-twice'
      ? `Entries ${entries} both set ${found.to}; the last element in the file counts.`
      : `Entries ${entries} both fit ${found.element}; name more of the elements around it.`;
  });
}

function elementsHitTwice(
  map: readonly Alias[],
  elements: readonly (readonly string[])[],
): Ambiguity[] {
  const distinct = new Map(elements.map((path) => [`/${path.join('/')}`, path]));
  return [...distinct].flatMap(([element, path]): Ambiguity[] => {
    const entries = entriesWhere(map, (alias) => aliasFits(alias, path));
    return entries.length > 1 ? [{ kind: 'element-twice', element, entries }] : [];
  });
}

function targetsHitTwice(
  map: readonly Alias[],
  elements: readonly (readonly string[])[],
): Ambiguity[] {
  return [...new Set(map.map(({ to }) => to))].flatMap((to): Ambiguity[] => {
    const entries = entriesWhere(map, (alias) => alias.to === to);
    const setters = map.filter((alias) => alias.to === to);
    const hits = elements.filter((path) => setters.some((alias) => aliasFits(alias, path)));
    const count = elements.length > 0 ? hits.length : entries.length;
    const shown = hits.map((path) => `/${path.join('/')}`);
    return count > 1 ? [{ kind: 'target-twice', to, entries, elements: shown }] : [];
  });
}

function entriesWhere(map: readonly Alias[], isMeant: (alias: Alias) => boolean): number[] {
  return map.flatMap((alias, index) => (isMeant(alias) ? [index + 1] : []));
}
