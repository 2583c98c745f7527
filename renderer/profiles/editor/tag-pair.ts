/** The tag that belongs to the one at the cursor: pure. */

interface Span {
  from: number;
  to: number;
}

/** Slash in front, name, attributes, slash behind; comments and CDATA as a whole, without any of them. */
export const XML_TAG =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<(\/?)([^\s"=<>/!?]+)((?:[^<>"]|"[^"]*")*?)(\/?)>/g;

/** @returns the names of both tags of the element, the one at the place first; null: it has no partner, or there is no tag */
export function tagPairAt(text: string, at: number): [Span, Span] | null {
  // Most cursor moves are in values: no need to read everything then.
  const near = text.slice(Math.max(0, at - 200), at);
  if (near.lastIndexOf('<') <= near.lastIndexOf('>')) return null;
  const open: { name: string; at: Span }[] = [];
  for (const { 0: tag, 1: slash, 2: name, 4: short, index } of text.matchAll(XML_TAG)) {
    if (name === undefined || short === '/') continue;
    const from = index + 1 + (slash?.length ?? 0);
    const here = { from, to: from + name.length };
    if (slash === '') {
      open.push({ name, at: here });
      continue;
    }
    const partner = open.at(-1);
    if (partner?.name !== name) {
      if (index > at) return null;
      continue;
    }
    open.pop();
    if (isIn(here, at)) return [here, partner.at];
    if (isIn(partner.at, at)) return [partner.at, here];
    if (open.length === 0 && index + tag.length > at) return null;
  }
  return null;
}

function isIn({ from, to }: Span, at: number): boolean {
  return from <= at && at <= to;
}
