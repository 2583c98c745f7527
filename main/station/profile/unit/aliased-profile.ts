/**
 * A customer's XML document read through an alias map (guide: alias; Parameter Name Aliases). Values,
 * escapes, attributes and errors are those of `text/xml.ts`; only which element is which parameter differs.
 */
import { SaxesParser } from 'saxes';
import { bad, good, type ProfileProblem, type Read } from '../problem.ts';
import { type Alias, aliasFits, readAliasMap } from '../rules/alias-map.ts';
import type { Access } from '../text/entry.ts';
import { problemOf } from '../text/source.ts';
import type { XmlParameter } from '../text/xml.ts';
import { scanXml } from '../text/xml-scan.ts';
import { type Readings, standardReadings } from './readings.ts';

export interface AliasedProfile {
  /** By parameter name, in the order of their last occurrence, which is the one that counts. */
  parameters: Map<string, XmlParameter>;
  /** Elements that would have set something but hold elements, and names that are no parameters. */
  ignored: string[];
  /** Paths of all elements without elements inside, once per occurrence: for `ambiguities`. */
  elements: string[][];
}

/**
 * Reads every element whose path an alias fits, and the children of `flat-profile` as they are; the
 * last that sets a parameter counts. An element an alias fits sets the alias's parameter only. The
 * document need not have a `flat-profile`.
 *
 * @param options `known`: names that are parameters; others go to `ignored`. Absent: every name is one
 * @returns the first problem of `scanXml`, a missing flat-profile apart, or `bad-access` or `not-ascii`
 *          in an element that an alias fits, each with the position
 */
export function readAliasedProfile(
  text: string,
  map: readonly Alias[],
  options: { known?: ReadonlySet<string>; readings?: Readings } = {},
): Read<AliasedProfile> {
  const xml = text.replace(/^\ufeff/, '');
  const faults = scanXml({ name: '', text: xml }).problems;
  const fault = faults.find(({ kind }) => kind !== 'no-flat-profile');
  if (fault) return { ok: false, problem: problemOf(fault) };
  const reader = new AliasReader(map, options.known, options.readings ?? standardReadings);
  // Half a surrogate pair would make saxes throw; it is no character of XML anyway.
  const problem = reader.read(xml.replace(/\p{Surrogate}/gu, '\ufffd'));
  if (problem) return { ok: false, problem };
  const { parameters, ignored, elements } = reader;
  return good({ parameters, ignored: [...ignored], elements });
}

/** {@link readAliasedProfile} through the text of a map, whose problems come first. */
export function applyAliases(
  map: string,
  xml: string,
  options: { known?: ReadonlySet<string>; readings?: Readings } = {},
): Read<AliasedProfile> {
  const read = readAliasMap(map);
  return read.ok ? readAliasedProfile(xml, read.value, options) : read;
}

interface OpenElement {
  name: string;
  text: string;
  isShort: boolean;
  ua: string | undefined;
  holdsElements: boolean;
  /** `flat-profile` in its place: around everything, or in another one. */
  isFlat: boolean;
  /** A child of such a flat-profile, or inside one: no flat-profile counts there. */
  isInParameter: boolean;
}

class AliasReader {
  readonly parameters = new Map<string, XmlParameter>();
  readonly ignored = new Set<string>();
  readonly elements: string[][] = [];
  readonly #map: readonly Alias[];
  /** Names in the longest left side of the map; at least 1. */
  readonly #deepest: number;
  readonly #known: ReadonlySet<string> | undefined;
  readonly #readings: Readings;
  readonly #parser = new SaxesParser();
  readonly #open: OpenElement[] = [];
  #problem: ProfileProblem | null = null;

  constructor(map: readonly Alias[], known: ReadonlySet<string> | undefined, readings: Readings) {
    this.#map = map;
    this.#deepest = map.reduce((deepest, { from }) => Math.max(deepest, from.length), 1);
    this.#known = known;
    this.#readings = readings;
  }

  read(text: string): ProfileProblem | null {
    this.#parser.on('error', () => this.#fail('bad-xml', 'The file is not well-formed.'));
    this.#parser.on('opentag', (tag) => this.#enter(tag));
    this.#parser.on('closetag', () => this.#leave());
    this.#parser.on('text', (part) => this.#addText(part));
    this.#parser.on('cdata', (part) => this.#addText(part));
    this.#parser.write(text).close();
    return this.#problem;
  }

  #enter(tag: { name: string; attributes: Record<string, string>; isSelfClosing: boolean }): void {
    const around = this.#open.at(-1);
    if (around) around.holdsElements = true;
    const isInParameter = around !== undefined && (around.isFlat || around.isInParameter);
    const isFlat = tag.name === 'flat-profile' && (around?.isFlat || !isInParameter);
    this.#open.push({
      name: tag.name,
      text: '',
      isShort: tag.isSelfClosing,
      ua: Object.hasOwn(tag.attributes, 'ua') ? tag.attributes.ua : undefined,
      holdsElements: false,
      isFlat,
      isInParameter: isInParameter && !isFlat,
    });
  }

  #addText(part: string): void {
    const open = this.#open.at(-1);
    if (open) open.text += part;
  }

  #leave(): void {
    const end = this.#open.slice(-this.#deepest).map(({ name }) => name);
    const element = this.#open.at(-1);
    if (!element) return;
    if (!element.holdsElements && !element.isFlat) {
      this.elements.push(this.#open.map(({ name }) => name));
    }
    this.#open.pop();
    for (const name of this.#targetsOf(element, end)) this.#set(name, element);
  }

  /**
   * The parameters an element sets; usually one or none.
   * @param path its end, as far as an alias can tell
   */
  #targetsOf(element: OpenElement, path: readonly string[]): string[] {
    const fitting = this.#map.filter((alias) => aliasFits(alias, path)).map(({ to }) => to);
    if (fitting.length > 0) {
      return this.#readings.aliasMatches === 'first' ? fitting.slice(0, 1) : fitting;
    }
    const isNative = !element.isFlat && this.#open.at(-1)?.isFlat === true;
    return isNative ? [element.name] : [];
  }

  #set(name: string, element: OpenElement): void {
    const { ua } = element;
    if (element.holdsElements || (this.#known && !this.#known.has(name))) {
      this.ignored.add(name);
      return;
    }
    if (ua !== undefined && !isAccess(ua)) {
      this.#fail('bad-access', `The attribute ua of ${element.name} must be "na", "ro" or "rw".`);
      return;
    }
    const value = element.text.replace(/\r\n|[\r\n]/g, ' ').trim();
    if (/[^\x00-\x7f]/.test(value)) {
      const message = `The value of ${element.name} holds a character that is not ASCII.`;
      this.#fail('not-ascii', message);
      return;
    }
    const set = element.isShort ? { keep: true as const } : { value };
    this.parameters.delete(name);
    this.parameters.set(name, ua === undefined ? set : { ...set, ua });
  }

  /** Keeps the first problem only: later ones are often its consequences. */
  #fail(kind: string, message: string): void {
    const { line, column } = this.#parser;
    this.#problem ??= bad(kind, message, { line, column: Math.max(1, column) }).problem;
  }
}

function isAccess(text: string): text is Access {
  return text === 'na' || text === 'ro' || text === 'rw';
}
