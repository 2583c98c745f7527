import { good, type Read } from '../problem.ts';
import { writePlainText } from '../text/plain-text.ts';
import { writeXmlComment, writeXmlElement } from '../text/xml-write.ts';
import type { Catalogue, Parameter } from './catalogue.ts';

export { readSample } from './sample-read.ts';

/**
 * Writes the complete sample profile of a catalogue (R-086; guide: Example Configuration Profile): every
 * parameter with its default and access, sections as comments, the options of a choice in a comment
 * behind it. The same bytes for the same catalogue; both readers give the defaults back, except that
 * XML takes outer blanks off a value.
 *
 * @returns the problems of the writers: a name or default the format cannot hold
 */
export function writeSample(catalogue: Catalogue, format: 'xml' | 'plain-text'): Read<string> {
  const blocks: string[] = [];
  for (const section of toSections(catalogue.all)) {
    const lines = format === 'xml' ? writeXmlSection(section) : writePlainSection(section);
    if (!lines.ok) return lines;
    blocks.push(lines.value.join('\n'));
  }
  const body = blocks.join('\n\n');
  return good(format === 'xml' ? `<flat-profile>\n\n${body}\n\n</flat-profile>\n` : `${body}\n`);
}

/** Neighbours under the same heading and of the same line; a heading may come again. */
function toSections(all: readonly Parameter[]): Parameter[][] {
  const sections: Parameter[][] = [];
  for (const parameter of all) {
    const last = sections.at(-1)?.at(-1);
    const isSame = last?.section === parameter.section && last.line === parameter.line;
    if (isSame) sections.at(-1)?.push(parameter);
    else sections.push([parameter]);
  }
  return sections;
}

function writeXmlSection(section: readonly Parameter[]): Read<string[]> {
  const lines = [`  ${writeXmlComment(section[0]?.section ?? '')}`];
  for (const { xmlName, default: value, userAccess, options } of section) {
    const written = writeXmlElement({ name: xmlName, value, access: userAccess });
    if (!written.ok) return written;
    lines.push(`  ${written.value}`);
    if (options.length > 0) lines.push(`  ${writeXmlComment(`options: ${options.join('/')}`)}`);
  }
  return good(lines);
}

function writePlainSection(section: readonly Parameter[]): Read<string[]> {
  const heading = section[0]?.section ?? '';
  const lines = [`# *** ${toPlainComment(heading)}`.trimEnd(), ''];
  for (const { name, default: value, userAccess, options } of section) {
    const written = writePlainText([{ name, value, access: userAccess }]);
    if (!written.ok) return written;
    const choice = options.length > 0 ? ` # options: ${toPlainComment(options.join('/'))}` : '';
    lines.push(written.value.trimEnd() + choice);
  }
  return good(lines);
}

/** A comment ends with its line. */
function toPlainComment(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, ' ').trim();
}
