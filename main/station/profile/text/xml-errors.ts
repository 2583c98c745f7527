import type { Span } from './source.ts';

/** What saxes complained of, in a sentence that says what to do, at the token that is wrong. */
export interface XmlError extends Span {
  kind: string;
  message: string;
  /** Reading on makes sense: the tree is sound. */
  goesOn: boolean;
}

/**
 * @param said     saxes' own sentence
 * @param position where saxes stood when it said so, just behind the culprit
 * @param open     the elements that are open, outermost first
 */
export function tidyXmlError(
  said: string,
  text: string,
  position: number,
  open: readonly { name: string; nameAt: Span }[],
): XmlError {
  const innermost = open.at(-1);
  const tagStart = Math.max(0, text.lastIndexOf('<', position - 1));
  const tag = (end = position) => ({ start: tagStart, end: Math.max(tagStart + 1, end) });
  const isClosing = /^(?:unexpected close tag|unmatched closing tag)/.test(said);
  if (isClosing) {
    const name = /^<\/\s*([^\s>]*)/.exec(text.slice(tagStart))?.[1] ?? '';
    const expected = innermost ? ` The open element is ${innermost.name}.` : '';
    const message = `The closing tag </${name}> does not fit.${expected}`;
    return { kind: 'mismatched-tag', message, ...tag(), goesOn: false };
  }
  const tail = text.slice(tagStart);
  if (/^(?:unclosed tag|unexpected end)/.test(said) && isUnfinished(tail)) {
    const message = tail.startsWith('<!--')
      ? 'The comment that begins here has no end (-->).'
      : 'The tag that begins here has no end (>).';
    return { kind: 'bad-tag', message, start: tagStart, end: tagStart + 1, goesOn: false };
  }
  const unclosed = /^unclosed tag: (.*)$/s.exec(said)?.[1];
  if (unclosed !== undefined) {
    const at = open.findLast(({ name }) => name === unclosed)?.nameAt ?? tag();
    const message = `The element ${unclosed} has no closing tag.`;
    return { kind: 'unclosed-tag', message, ...at, goesOn: false };
  }
  if (/entity/.test(said)) {
    const start = Math.max(0, text.lastIndexOf('&', position - 1));
    const message = 'This is no escape of XML; an & in a value is written &amp;.';
    return { kind: 'bad-entity', message, start, end: start + 1, goesOn: true };
  }
  if (/tag name|opening tag|closing tag|close tag/.test(said)) {
    const written = /^<\/?([^\s>]*)/.exec(text.slice(tagStart))?.[1] ?? '';
    const hint = /\[\d+\]$/.test(written)
      ? ` [n] cannot stand in a tag; write ${written.replace(/[[\]]/g, '_')}.`
      : ' A < in a value is written &lt;.';
    const message = `This is no tag.${hint}`;
    return { kind: 'bad-tag', message, ...tag(), goesOn: false };
  }
  if (/attribute/.test(said)) {
    const message = `${capital(said)} An attribute is written name="value".`;
    const start = Math.max(0, position - 1);
    return { kind: 'bad-attribute', message, start, end: position, goesOn: false };
  }
  if (/^text data outside/.test(said)) {
    const message = 'Text stands outside of the outermost element.';
    const lastTag = text.lastIndexOf('>', position - 1) + 1;
    const start = lastTag + Math.max(0, text.slice(lastTag).search(/\S/));
    return { kind: 'bad-xml', message, start, end: start + 1, goesOn: false };
  }
  if (/must contain a root/.test(said)) {
    const message = 'The file holds no XML element.';
    return { kind: 'bad-xml', message, start: 0, end: 0, goesOn: false };
  }
  if (/only one root/.test(said)) {
    const message = 'A file holds one outermost element; this is a second one.';
    return { kind: 'bad-xml', message, ...tag(), goesOn: false };
  }
  const start = Math.max(0, position - 1);
  return { kind: 'bad-xml', message: capital(said), start, end: position, goesOn: false };
}

/** A last `<` without its end. */
function isUnfinished(tail: string): boolean {
  if (!tail.startsWith('<')) return false;
  return tail.startsWith('<!--') ? !tail.includes('-->') : !tail.includes('>');
}

function capital(sentence: string): string {
  const [first = '', ...rest] = sentence;
  return `${first.toUpperCase()}${rest.join('')}`;
}
