/**
 * What stands at a place of a profile's text, finished or being typed: for completion, for the words on
 * it, for nothing else. Pure and tolerant; what is right and wrong the station says.
 */
import { FIELD, formatOf, MACRO, type ProfileFormat } from './language.ts';

/** `from` and `to` are what a completion would replace, and what the words are on. */
interface Stretch {
  from: number;
  to: number;
}

export type TextPlace = Stretch & { format: ProfileFormat } & (
    | { kind: 'name'; name: string }
    /** Behind `</`: `name` is the element that is open there. */
    | { kind: 'closing'; name: string }
    /** A value, with what of it is at the place. */
    | { kind: 'value'; parameter: string; value: string }
    | { kind: 'macro'; parameter: string; name: string; written: string }
    | { kind: 'field'; parameter: string; name: string }
    | { kind: 'filter'; parameter: string; name: string }
    /** The user's access: `!`, `?`, or the attribute `ua`. */
    | { kind: 'access'; parameter: string; mark: string }
  );

type Found = TextPlace | null;

/** @returns null in comments and wherever nothing of the language stands or could be typed */
export function placeAt(text: string, at: number): Found {
  return formatOf(text) === 'xml' ? xmlPlace(text, at) : plainPlace(text, at);
}

const PLAIN_TOKEN = /#.*|"[^"]*"?|;|[!?]|[^\s"!?;#]+/g;

function plainPlace(text: string, at: number): Found {
  const format = 'plain-text';
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = /.*/y;
  line.lastIndex = lineStart;
  const [written = ''] = line.exec(text) ?? [];
  if (/^import[ \t]/.test(written) && at > lineStart + 6) return null;
  let name = '';
  for (const { 0: token, index } of written.matchAll(PLAIN_TOKEN)) {
    const from = lineStart + index;
    const to = from + token.length;
    if (at < from) break;
    if (token.startsWith('#')) {
      if (at > from) return null;
    } else if (token.startsWith('"')) {
      const isClosed = token.length > 1 && token.endsWith('"');
      const end = isClosed ? to - 1 : to;
      const parameter = name === '' ? nameBefore(text, lineStart) : name;
      if (at > from && at <= end)
        return inValue(text, { from: from + 1, to: end }, at, parameter, format);
    } else if (token === ';') {
      name = '';
    } else if (token === '!' || token === '?') {
      if (at < to) return { kind: 'access', from, to, parameter: name, mark: token, format };
    } else {
      if (at <= to) return { kind: 'name', from, to, name: token, format };
      name = token;
    }
  }
  const isBehindName = name !== '' || /[^\s;][^;]*$/.test(written.slice(0, at - lineStart));
  return isBehindName ? null : { kind: 'name', from: at, to: at, name: '', format };
}

/** A value may stand on the line below its name. */
function nameBefore(text: string, lineStart: number): string {
  const before = text.slice(Math.max(0, lineStart - 200), lineStart);
  return /([^\s"!?;#]+)\s*[!?]?\s*$/.exec(before)?.[1] ?? '';
}

function xmlPlace(text: string, at: number): Found {
  const format = 'xml';
  const open = tagBefore(text, at);
  if (open === null) return null;
  const end = tagEnd(text, open);
  if (at <= end) return inTag(text, open, at);
  const tag = text.slice(open, end + 1);
  const parameter = /^<([^\s"=<>/!?]+)/.exec(tag)?.[1];
  if (parameter === undefined || tag.endsWith('/>') || /^flat-profile$/.test(parameter))
    return null;
  const next = text.indexOf('<', at);
  return inValue(text, { from: end + 1, to: next < 0 ? text.length : next }, at, parameter, format);
}

/** The `<` of the last tag that begins before the place; null inside of a comment, and before all. */
function tagBefore(text: string, at: number): number | null {
  const comment = text.lastIndexOf('<!--', at - 1);
  const isOpen = comment >= 0 && !text.slice(comment, at).includes('-->');
  if (isOpen) return null;
  const open = at === 0 ? -1 : text.lastIndexOf('<', at - 1);
  if (open < 0) return null;
  return comment >= 0 && open < text.indexOf('-->', comment) ? tagBefore(text, comment) : open;
}

/** Where a tag's `>` stands, or the last place that can be its own when it is not closed yet. */
function tagEnd(text: string, open: number): number {
  let isQuoted = false;
  for (let at = open + 1; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (char === '>' && !isQuoted) return at;
    else if (char === '<' || char === '\n') return at;
  }
  return text.length;
}

function inTag(text: string, open: number, at: number): Found {
  const format = 'xml';
  const inner = text.slice(open + 1, at);
  const wordEnd = (): number =>
    at + (/^[^\s"=<>/]*/.exec(text.slice(at, at + 100))?.[0].length ?? 0);
  if (/^\/[^\s"=<>/]*$/.test(inner)) {
    return {
      kind: 'closing',
      from: open + 2,
      to: wordEnd(),
      name: openElement(text, open),
      format,
    };
  }
  if (/^[^\s"=<>/!?]*$/.test(inner)) {
    const to = wordEnd();
    return { kind: 'name', from: open + 1, to, name: text.slice(open + 1, to), format };
  }
  const [, parameter = '', access] =
    /^([^\s"=<>/]+)\s(?:.*\s)?ua\s*=\s*"([^"]*)$/s.exec(inner) ?? [];
  if (access === undefined) return null;
  const rest = /^[^"<>\n]*/.exec(text.slice(at, at + 20))?.[0] ?? '';
  const from = at - access.length;
  return { kind: 'access', from, to: at + rest.length, parameter, mark: access + rest, format };
}

/** The element a closing tag at that place would close. */
function openElement(text: string, at: number): string {
  const open: string[] = [];
  const tags = /<!--[\s\S]*?(?:-->|$)|<(\/?)([^\s"=<>/!?]+)[^<>]*?(\/?)>/g;
  for (const [, slash, name, short] of text.slice(0, at).matchAll(tags)) {
    if (name === undefined || short === '/') continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
  }
  return open.at(-1) ?? '';
}

const MACROS = new RegExp(MACRO.source, 'g');
const FIELDS = new RegExp(FIELD.source, 'g');

/** What of a value is at the place: a macro, a field, a filter of one, or the value itself. */
function inValue(
  text: string,
  { from, to }: Stretch,
  at: number,
  parameter: string,
  format: ProfileFormat,
): TextPlace {
  const value = text.slice(from, to);
  const here = at - from;
  const field = fieldAt(value, here);
  if (field !== null) {
    const bar = value.slice(field.from, here).lastIndexOf('|');
    const inner = value.slice(field.from + 2, field.to);
    if (bar < 0) {
      const name = /^\s*([^|\s]*)/.exec(inner)?.[1] ?? '';
      const lead = inner.length - inner.trimStart().length;
      const start = from + field.from + 2 + lead;
      return { kind: 'field', from: start, to: start + name.length, parameter, name, format };
    }
    const behind = field.from + bar + 1;
    const [, blanks = '', name = ''] =
      /^(\s*)([^|}]*?)\s*(?:\||\}|$)/.exec(value.slice(behind)) ?? [];
    const start = from + behind + blanks.length;
    return { kind: 'filter', from: start, to: start + name.length, parameter, name, format };
  }
  for (const { 0: written, index } of value.matchAll(MACROS)) {
    if (index >= here || here > index + written.length || written === '$$') continue;
    const name = /[A-Z][A-Z0-9_]*/.exec(written)?.[0] ?? '';
    const start = from + index;
    return {
      kind: 'macro',
      from: start,
      to: start + written.length,
      parameter,
      name,
      written,
      format,
    };
  }
  const begun = /(?:^|[^$])(?:\$\$)*(\$\(?[A-Za-z0-9_]*)$/.exec(value.slice(0, here))?.[1];
  if (begun !== undefined) {
    const name = begun.replace(/^\$\(?/, '');
    return {
      kind: 'macro',
      from: at - begun.length,
      to: at,
      parameter,
      name,
      written: begun,
      format,
    };
  }
  return { kind: 'value', from, to, parameter, value, format };
}

/** The field around a place of a value, closed or not. */
function fieldAt(value: string, at: number): Stretch | null {
  for (const { 0: whole, index } of value.matchAll(FIELDS)) {
    const end = index + whole.length;
    if (at >= index + 2 && at <= end - 2) return { from: index, to: end - 2 };
    if (at > index && at < end) return null;
  }
  const before = value.slice(0, at);
  const open = before.lastIndexOf('{{');
  if (open < 0 || before.includes('}}', open) || before.includes('\n', open)) return null;
  return { from: open, to: at };
}
