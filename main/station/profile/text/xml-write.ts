import { bad, good, type Read } from '../problem.ts';
import type { ProfileEntry } from './entry.ts';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
};

/** Writes the five characters XML reserves as their escapes (guide: special characters). */
export function escapeXml(text: string): string {
  return text.replace(/[&<>'"]/g, (char) => ESCAPES[char] ?? char);
}

/** How every profile begins and ends; the elements stand between. */
export const xmlStart = '<flat-profile>\n';
export const xmlEnd = '</flat-profile>\n';

/**
 * Writes a profile in the open format: one element per line, in the given order, same bytes for same
 * entries. Of entries with the same name only the last is written, as only that one counts.
 *
 * Outer blanks of a value are left out, because units cut them off.
 *
 * @returns problem `bad-name` for a name that is no XML name, `not-ascii` or `control-character` for
 *          a value a unit cannot hold; both name the parameter and never show the value
 */
export function writeXmlProfile(entries: readonly ProfileEntry[]): Read<string> {
  const lines = writeXmlLines(entries);
  return lines.ok ? good(`${xmlStart}${lines.value}${xmlEnd}`) : lines;
}

/** The elements alone, a line each, to be put together between {@link xmlStart} and {@link xmlEnd}. */
export function writeXmlLines(entries: readonly ProfileEntry[]): Read<string> {
  const last = new Map(entries.map((entry, index) => [entry.name, index]));
  let lines = '';
  for (const [index, entry] of entries.entries()) {
    if (last.get(entry.name) !== index) continue;
    const line = writeXmlElement(entry);
    if (!line.ok) return line;
    lines += `  ${line.value}\n`;
  }
  return good(lines);
}

/** One element without a line end; problems as {@link writeXmlProfile}. */
export function writeXmlElement({ name, value, access }: ProfileEntry): Read<string> {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) {
    return bad('bad-name', `"${name}" cannot be the name of an XML element.`);
  }
  const ua = access === undefined ? '' : ` ua="${access}"`;
  if (value === null) return good(`<${name}${ua}/>`);
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
    return bad(
      'control-character',
      `The value of ${name} holds a line break or control character.`,
    );
  }
  if (/[^\x00-\x7f]/.test(value)) {
    return bad(
      'not-ascii',
      `The value of ${name} holds a character that is not ASCII; units cannot show it.`,
    );
  }
  return good(`<${name}${ua}>${escapeXml(value.trim())}</${name}>`);
}

/** A comment on one line; two dashes, which XML has no form for there, get a blank between them. */
export function writeXmlComment(text: string): string {
  const said = text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/-(?=-)/g, '- ')
    .trim();
  return `<!-- ${said}${said.endsWith('-') ? ' ' : ''} -->`;
}
