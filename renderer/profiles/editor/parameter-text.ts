/** Finding and setting one parameter in a profile's text, in either format. Pure. */
import { formatOf } from './language.ts';
import { behindAll, entriesOf, type TextEntry } from './text-entries.ts';

/** Replace what stands between by `text`. */
export interface TextEdit {
  from: number;
  to: number;
  text: string;
}

/**
 * The last one counts on the unit, so the last is what people mean.
 * @param name  of a parameter that is spelled alike in both formats
 */
function findParameter(text: string, name: string): TextEntry | null {
  return entriesOf(text).findLast((entry) => entry.name.text === name) ?? null;
}

/** The value as it is written; null: the parameter is not there, or has none. */
export function parameterValue(text: string, name: string): string | null {
  const value = findParameter(text, name)?.value ?? null;
  if (value === null) return null;
  const written = text.slice(value.from, value.to);
  return formatOf(text) === 'xml' ? unescapeXml(written.trim()) : written;
}

/**
 * Sets a parameter: where it stands, else behind everything else.
 * @returns null when the text has no place for it: XML without the end of its `flat-profile`
 */
export function putParameter(text: string, name: string, value: string): TextEdit | null {
  const isXml = formatOf(text) === 'xml';
  const found = findParameter(text, name);
  const written = isXml ? escapeXml(value) : value;
  if (found === null) {
    return behindAll(text, [isXml ? `<${name}>${written}</${name}>` : `${name} "${written}" ;`]);
  }
  if (found.value) return { ...found.value, text: written };
  if (!isXml) {
    const { to } = found.access ?? found.name;
    return { from: to, to, text: ` "${written}"` };
  }
  // `<X ua="rw"/>` keeps its access.
  const from = found.whole.from + text.slice(found.whole.from, found.whole.to).search(/\s*\/>$/);
  return { from, to: found.whole.to, text: `>${written}</${name}>` };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescapeXml(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    amp: '&',
  };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => escapes[name] ?? whole);
}
