/**
 * From one format to the other without losing anything a unit would notice. Plain text without a mark
 * takes the user's access away, XML without `ua` leaves the factory's: so access is always written out
 * (guide: Source Text Syntax and Element attributes).
 */

import { bad, good, type Read } from '../problem.ts';
import type { Access, ProfileEntry } from './entry.ts';
import { writePlainEntry } from './plain-text.ts';
import { effectiveEntries, type ProfileSource, type SourceEntry, type Span } from './source.ts';
import { writeXmlComment, writeXmlElement } from './xml-write.ts';

/** What conversion asks the catalogue. */
export interface KnownParameters {
  plainName(xmlName: string): string;
  byXmlName(name: string): { userAccess: Access } | undefined;
}

export interface Converted {
  text: string;
  /** Sentences on what a unit may see otherwise than before. */
  notes: string[];
}

/**
 * Writes a profile in the wanted format (the same one: tidied). Comments stay, imports are spliced in,
 * of repeated parameters only the last is written.
 *
 * @returns problems `holds-elements` (XML inside of a parameter has no form in plain text) and those of
 *          the writers; a source with problems of its own is not converted: its first one comes back
 */
export function convertProfile(
  source: ProfileSource,
  to: ProfileSource['format'],
  catalogue: KnownParameters,
): Read<Converted> {
  const [broken] = source.problems;
  if (broken) return bad(broken.kind, broken.message);
  const nested = source.elements.find(({ place }) => place === 'nested');
  if (nested) {
    return bad(
      'holds-elements',
      `The element ${nested.name} holds elements; it cannot be converted.`,
    );
  }
  const notes: string[] = [];
  const lines: string[] = [];
  for (const item of itemsOf(source)) {
    if ('comment' in item) {
      lines.push(...writeComment(item.comment, to));
      continue;
    }
    const entry = explicit(item.entry, source.format, catalogue, notes);
    const line =
      to === 'xml'
        ? writeXmlElement(entry)
        : writePlainEntry({ ...entry, name: catalogue.plainName(entry.name) });
    if (!line.ok) return line;
    lines.push(line.value);
    if (to === 'xml' && entry.value !== null && entry.value !== entry.value.trim()) {
      notes.push(`${entry.name}: XML cannot keep the blanks around its value.`);
    }
  }
  const text =
    to === 'xml'
      ? ['<flat-profile>', ...lines.map((line) => `  ${line}`), '</flat-profile>']
      : lines;
  return good({ text: text.map((line) => `${line}\n`).join(''), notes });
}

type Item = { at: number; file: number } & ({ entry: SourceEntry } | { comment: string });

/** Entries that count and comments, in the order they are read; those of an imported file come first. */
function itemsOf(source: ProfileSource): Item[] {
  const order = new Map<string, number>();
  for (const { file } of source.entries)
    if (!order.has(file.name)) order.set(file.name, order.size);
  const place = (name: string) => order.get(name) ?? order.size;
  const entries = effectiveEntries(source.entries).map((entry) => ({
    entry,
    at: entry.whole.start,
    file: place(entry.file.name),
  }));
  const comments = source.comments.map(({ file, start, end }) => ({
    comment: file.text.slice(start, end),
    at: start,
    file: place(file.name),
  }));
  return [...entries, ...comments].sort((a, b) => a.file - b.file || a.at - b.at);
}

function explicit(
  entry: SourceEntry,
  from: ProfileSource['format'],
  catalogue: KnownParameters,
  notes: string[],
): ProfileEntry & { access: Access } {
  const { xmlName: name, value, access } = entry;
  const known = catalogue.byXmlName(name);
  if (from === 'xml' && access === undefined && !known) {
    notes.push(`${name}: its factory access is not known; written as "no access" for the user.`);
  }
  return { name, value, access: access ?? known?.userAccess ?? 'na' };
}

function writeComment(written: string, to: ProfileSource['format']): string[] {
  const inside = written.startsWith('#')
    ? written.slice(1)
    : written.replace(/^<!--/, '').replace(/-->$/, '');
  const lines = inside.split(/\r\n|\r|\n/).map((line) => line.trim());
  const said = lines.filter(
    (line, index) => line !== '' || (index > 0 && index < lines.length - 1),
  );
  if (to === 'plain-text') return said.map((line) => `# ${line}`.trimEnd());
  return said.filter((line) => line !== '').map(writeXmlComment);
}

/** Where an entry's value stands, or its name when there is none to point at. */
export function valueSpan({ valueAt, nameAt }: SourceEntry): Span {
  return valueAt && valueAt.end > valueAt.start ? valueAt : nameAt;
}
