/**
 * Where each character of an element's text stands in the file: comments and CDATA marks add none, an
 * escape stands for one character (or two UTF-16 units), a line end of two characters for one.
 *
 * @param start,end the content between the tags
 * @returns offset in `text` per UTF-16 unit of the element's text, as saxes gives it
 */
export function contentOffsets(text: string, start: number, end: number): number[] {
  const offsets: number[] = [];
  for (let at = start; at < end; ) {
    if (text.startsWith('<!--', at)) at = behind(text, '-->', at, end);
    else if (text.startsWith('<?', at)) at = behind(text, '?>', at, end);
    else if (text.startsWith('<![CDATA[', at)) {
      const close = text.indexOf(']]>', at);
      const last = close < 0 ? end : close;
      for (let here = at + 9; here < last; here += 1) addChar(offsets, text, here);
      at = last + 3;
    } else if (text[at] === '&') {
      const close = text.indexOf(';', at);
      const name = close < 0 ? '' : text.slice(at + 1, close);
      const code = /^#x[0-9a-f]+$/i.test(name)
        ? Number.parseInt(name.slice(2), 16)
        : Number(name.slice(1));
      offsets.push(at);
      if (name.startsWith('#') && code > 0xffff) offsets.push(at);
      at = close < 0 ? end : close + 1;
    } else {
      addChar(offsets, text, at);
      at += 1;
    }
  }
  return offsets;
}

/** Of CR LF only the LF counts. */
function addChar(offsets: number[], text: string, at: number): void {
  if (text[at] === '\r' && text[at + 1] === '\n') return;
  offsets.push(at);
}

function behind(text: string, mark: string, at: number, end: number): number {
  const found = text.indexOf(mark, at);
  return found < 0 ? end : found + mark.length;
}
