import { good, type Read } from '../problem.ts';
import type { Access } from '../text/entry.ts';
import { xmlName } from '../text/names.ts';
import { readPlainText } from '../text/plain-text.ts';
import { readXmlProfile } from '../text/xml.ts';
import { builtInCatalogue, type Parameter } from './catalogue.ts';
import { guessType } from './guess-type.ts';

/** One parameter as the sample has it, before anything is known of it. */
interface SampleEntry {
  name: string;
  value: string;
  /** null: the sample does not say. */
  access: Access | null;
  section: string;
  options: string[];
}

/**
 * Reads the sample the vendor's compiler writes for a firmware release, `--sample-profile` or
 * `--sample-xml`, into parameters of a catalogue (R-111, R-252; guide: Example Configuration Profile).
 *
 * Sections come from comments: `# *** Heading`, in XML any comment between parameters; options from
 * `# options: a/b` behind a parameter. A default of blanks only is an empty one, as in the guide's
 * sample. Of a repeated name the last counts. A type the sample does not state comes from the built-in
 * catalogue, for a line it does not have from its line 1, else it is guessed from the default; all but
 * the built-in's own are marked `isInferred`.
 *
 * @returns the problems of the reader of the format. A printed sample must be repaired first: its
 *          wrapped lines are no plain text.
 */
export function readSample(text: string): Read<Parameter[]> {
  const clean = text.replace(/^\ufeff/, '');
  const entries = clean.trimStart().startsWith('<') ? readXmlSample(clean) : readPlainSample(clean);
  if (!entries.ok) return entries;
  const parameters = new Map<string, Parameter>();
  for (const entry of entries.value) {
    const parameter = toParameter(entry);
    parameters.delete(parameter.xmlName);
    parameters.set(parameter.xmlName, parameter);
  }
  return good([...parameters.values()]);
}

function readPlainSample(text: string): Read<SampleEntry[]> {
  const read = readPlainText(text);
  if (!read.ok) return read;
  const entries: SampleEntry[] = [];
  let section = '';
  // The reader has shown that strings and entries are whole, so each `;` outside of both ends one.
  for (const [token] of text.matchAll(/"[^"\n]*"|#[^\n]*|;/g)) {
    const entry = token === ';' ? read.value[entries.length] : undefined;
    if (entry) {
      const { name, value, access } = entry;
      entries.push({ name, value: value ?? '', access, section, options: [] });
    }
    if (!token.startsWith('#')) continue;
    const heading = /^#\s*\*{3}(.*)/.exec(token)?.[1];
    if (heading !== undefined) section = heading.trim();
    else addOptions(entries.at(-1), token.slice(1));
  }
  return good(entries);
}

function readXmlSample(text: string): Read<SampleEntry[]> {
  const read = readXmlProfile(text);
  if (!read.ok) return read;
  const entries = new Map<string, SampleEntry>();
  let section = '';
  let last: SampleEntry | undefined;
  // The reader has shown that the text is XML, so comments and elements can be found one by one.
  const pieces = /<!\[CDATA\[[\s\S]*?\]\]>|<!--([\s\S]*?)-->|<([A-Za-z_][\w.-]*)/g;
  for (const [, comment, name = ''] of text.matchAll(pieces)) {
    if (comment !== undefined) {
      if (!addOptions(last, comment)) section = comment.replace(/\s+/g, ' ').trim();
      continue;
    }
    const parameter = read.value.parameters.get(name);
    if (!parameter) continue;
    const value = 'value' in parameter ? parameter.value : '';
    const plain = builtInCatalogue.plainName(name);
    last = { name: plain, value, access: parameter.ua ?? null, section, options: [] };
    entries.delete(name);
    entries.set(name, last);
  }
  return good([...entries.values()]);
}

/** Whether the comment lists options; they belong to the parameter before it. */
function addOptions(entry: SampleEntry | undefined, comment: string): boolean {
  const list = /^\s*options:(.*)/s.exec(comment)?.[1];
  if (list === undefined || !entry) return false;
  entry.options = list
    .split('/')
    .map((option) => option.replace(/\s+/g, ' ').trim())
    .filter((option) => option !== '');
  return true;
}

function toParameter({ name, value, access, section, options }: SampleEntry): Parameter {
  const own = builtInCatalogue.byXmlName(xmlName(name));
  const line = /\[(\d{1,3})\]$/.exec(name)?.[1];
  const alike = own ?? (line === undefined ? undefined : lineOneOf(name));
  const hasOptions = options.length > 0;
  const isBlank = value.trim() === '';
  return {
    name,
    xmlName: xmlName(name),
    section: section || (alike?.section ?? (line === undefined ? '' : 'Line')),
    line: line === undefined ? null : Number(line),
    default: isBlank ? '' : value,
    userAccess: access ?? alike?.userAccess ?? 'na',
    type: hasOptions ? 'choice' : (alike?.type ?? guessType(isBlank ? '' : value)),
    options: hasOptions ? options : (alike?.options ?? []),
    syntax: hasOptions ? null : (alike?.syntax ?? null),
    description: alike?.description ?? null,
    isInferred: !hasOptions && (own?.isInferred ?? true),
  };
}

function lineOneOf(name: string): Parameter | undefined {
  return builtInCatalogue.byXmlName(xmlName(name.replace(/\[\d+\]$/, '[1]')));
}
