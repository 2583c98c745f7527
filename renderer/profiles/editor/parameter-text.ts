/** Finding and setting one parameter in a profile's text, in either format. Pure. */
import { formatOf } from './language.ts';

/** Replace what stands between by `text`. */
export interface TextEdit {
  from: number;
  to: number;
  text: string;
}

interface Found {
  /** The value, between the quotes or the tags; null: `X;` or `<X/>`, which has none. */
  value: { from: number; to: number } | null;
  /** From the name or `<` to behind the last character. */
  whole: { from: number; to: number };
}

/**
 * The last one counts on the unit, so the last is what people mean.
 * @param name  of a parameter that is spelled alike in both formats
 */
export function findParameter(text: string, name: string): Found | null {
  return formatOf(text) === 'xml' ? findXml(text, name) : findPlain(text, name);
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
  if (found?.value) return { ...found.value, text: written };
  const entry = isXml ? `<${name}>${written}</${name}>` : `${name} "${written}" ;`;
  if (found !== null) return { ...found.whole, text: entry };
  if (!isXml) {
    const end = text.length;
    return { from: end, to: end, text: `${/[^\n]$/.test(text) ? '\n' : ''}${entry}\n` };
  }
  const end = text.lastIndexOf('</flat-profile');
  if (end < 0) return null;
  // Indented as the tags around it are.
  const lineStart = text.lastIndexOf('\n', end - 1) + 1;
  const isOwnLine = text.slice(lineStart, end).trim() === '';
  const at = isOwnLine ? lineStart : end;
  return { from: at, to: at, text: isOwnLine ? `  ${entry}\n` : entry };
}

function findPlain(text: string, name: string): Found | null {
  let found: Found | null = null;
  let open: Found | null = null;
  for (const { 0: token, index } of text.matchAll(/#.*|"[^"\n]*"?|;|[!?]|[^\s"!?;#]+/g)) {
    const to = index + token.length;
    if (token.startsWith('#')) continue;
    if (token.startsWith('"')) {
      const end = token.length > 1 && token.endsWith('"') ? to - 1 : to;
      if (open !== null) open.value ??= { from: index + 1, to: end };
    } else if (token === ';') {
      if (open !== null) open.whole.to = to;
      open = null;
    } else if (token !== '!' && token !== '?') {
      open = token === name ? { value: null, whole: { from: index, to } } : null;
      found = open ?? found;
    }
  }
  return found;
}

function findXml(text: string, name: string): Found | null {
  let found: Found | null = null;
  const elements = /<!--[\s\S]*?(?:-->|$)|<([^\s"=<>/!?]+)((?:\s[^<>]*?)?)(\/?)>/g;
  for (const { 0: tag, 1: element, 3: short, index } of text.matchAll(elements)) {
    if (element !== name) continue;
    const from = index + tag.length;
    const close = text.indexOf(`</${name}`, from);
    if (short === '/') found = { value: null, whole: { from: index, to: from } };
    else if (close >= 0) {
      const to = text.indexOf('>', close) + 1;
      found = { value: { from, to: close }, whole: { from: index, to: to > 0 ? to : text.length } };
    }
  }
  return found;
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
