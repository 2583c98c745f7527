/**
 * Highlighting of both formats of a profile (guide: Source Text Syntax, Open Format Configuration
 * File), of the vendor's macros and of the station's own fields. What a text means is the station's
 * to say; here is only what it looks like.
 */
import { StreamLanguage, type StreamParser, type StringStream } from '@codemirror/language';
import { Tag, tags } from '@lezer/highlight';

/** What a stretch of a profile is; each has a colour of its own in `editor.css`. */
export const syntax = {
  parameter: Tag.define(),
  value: Tag.define(),
  macro: Tag.define(),
  field: Tag.define(),
  comment: Tag.define(tags.comment),
  mark: Tag.define(),
  keyword: Tag.define(),
  punctuation: Tag.define(),
} as const;
export type SyntaxName = keyof typeof syntax;

export type ProfileFormat = 'xml' | 'plain-text';

/** As the station tells them apart: XML begins with `<`. */
export function formatOf(text: string): ProfileFormat {
  return /^\s*</.test(text) ? 'xml' : 'plain-text';
}

/** `$$`, `$MA`, `$(MA:2:4)`; whether the unit knows the name is the station's to say. */
export const MACRO =
  /\$(?:\$|GPP_S?[A-P](?![A-Z0-9])|[A-Z][A-Z0-9]*|\([A-Z][A-Z0-9_]*(?::\d+)?(?::\d+)?\))/;
/** `{{unit.mac | colon}}`, on one line. */
export const FIELD = /\{\{[^}\n]*\}\}/;

interface State {
  format: ProfileFormat | null;
  /** What the next character belongs to; `tag` is behind a tag's name. */
  inside: 'text' | 'string' | 'comment' | 'tag' | 'attribute' | 'instruction' | 'cdata';
}

const parser: StreamParser<State> = {
  name: 'profile',
  startState: () => ({ format: null, inside: 'text' }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.format === null) {
      if (stream.eatSpace()) return null;
      state.format = stream.peek() === '<' ? 'xml' : 'plain-text';
    }
    return state.format === 'xml' ? xmlToken(stream, state) : plainToken(stream, state);
  },
  tokenTable: syntax,
  languageData: { commentTokens: { line: '#' } },
};

function plainToken(stream: StringStream, state: State): SyntaxName | null {
  // A value does not go over a line end.
  if (stream.sol()) state.inside = 'text';
  if (state.inside === 'string') {
    if (stream.eat('"')) {
      state.inside = 'text';
      return 'value';
    }
    return valueToken(stream, /^[^"${]+|^[${]/);
  }
  if (stream.eatSpace()) return null;
  if (stream.eat('#')) {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.eat('"')) {
    state.inside = 'string';
    return 'value';
  }
  if (stream.match(/^[!?]/)) return 'mark';
  if (stream.eat(';')) return 'punctuation';
  if (stream.sol() && stream.match(/^import(?=[ \t]+[^\s#])/)) return 'keyword';
  if (/^import[ \t]+$/.test(stream.string.slice(0, stream.pos))) {
    stream.match(/^[^#\n]+/);
    return 'value';
  }
  stream.match(/^[^\s"!?;#]+/);
  return 'parameter';
}

function xmlToken(stream: StringStream, state: State): SyntaxName | null {
  switch (state.inside) {
    case 'comment':
      return untilEnd(stream, state, '-->', 'comment');
    case 'instruction':
      return untilEnd(stream, state, '?>', 'comment');
    case 'cdata':
      if (stream.match(']]>')) {
        state.inside = 'text';
        return 'punctuation';
      }
      return valueToken(stream, /^[^\]${]+|^[\]${]/);
    case 'tag':
      return tagToken(stream, state);
    case 'attribute':
      if (stream.eat('"')) state.inside = 'tag';
      else stream.match(/^[^"]+/);
      return 'mark';
    default:
      return contentToken(stream, state);
  }
}

function contentToken(stream: StringStream, state: State): SyntaxName | null {
  if (stream.match('<!--')) {
    state.inside = 'comment';
    return 'comment';
  }
  if (stream.match('<![CDATA[')) {
    state.inside = 'cdata';
    return 'punctuation';
  }
  if (stream.match('<?')) {
    state.inside = 'instruction';
    return 'comment';
  }
  if (stream.match(/^<\/?/)) {
    state.inside = 'tag';
    return 'punctuation';
  }
  if (stream.match(/^&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+);/)) return 'punctuation';
  if (stream.eatSpace()) return null;
  return valueToken(stream, /^[^<&${]+|^[&${]/);
}

function tagToken(stream: StringStream, state: State): SyntaxName | null {
  if (stream.eatSpace()) return null;
  if (stream.match(/^\/?>/)) {
    state.inside = 'text';
    return 'punctuation';
  }
  if (stream.eat('"')) {
    state.inside = 'attribute';
    return 'mark';
  }
  if (stream.eat('=')) return 'punctuation';
  const isName = /<\/?$/.test(stream.string.slice(0, stream.pos));
  if (stream.match(/^[^\s"=<>/]+/)) {
    if (!isName) return 'mark';
    return /^<\/?(?:flat-profile|device)$/.test(tagSoFar(stream)) ? 'keyword' : 'parameter';
  }
  // A tag that was never closed: the next one begins.
  if (stream.peek() === '<') {
    state.inside = 'text';
    return null;
  }
  stream.next();
  return null;
}

function tagSoFar(stream: StringStream): string {
  const before = stream.string.slice(0, stream.pos);
  return before.slice(before.lastIndexOf('<'));
}

function untilEnd(
  stream: StringStream,
  state: State,
  end: string,
  name: SyntaxName,
): SyntaxName | null {
  const at = stream.string.indexOf(end, stream.pos);
  if (at < 0) {
    stream.skipToEnd();
    return name;
  }
  stream.pos = at + end.length;
  state.inside = 'text';
  return name;
}

const macroHere = new RegExp(`^${MACRO.source}`);
const fieldHere = new RegExp(`^${FIELD.source}`);

function valueToken(stream: StringStream, rest: RegExp): SyntaxName {
  if (stream.match(macroHere)) return 'macro';
  if (stream.match(fieldHere)) return 'field';
  stream.match(rest);
  return 'value';
}

/** A profile in either format; which one, its first character tells. */
export const profileLanguage = StreamLanguage.define(parser);
