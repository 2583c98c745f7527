/** Looks for a pattern in many texts; runs in a worker, because a pattern may never come to an end. */
import { marksIn, type Pattern } from './filter.ts';

export interface MatchQuestion {
  id: number;
  pattern: Pattern;
  texts: readonly string[];
}

export interface MatchAnswer {
  id: number;
  /** Places in `texts`, ascending. */
  hits: Uint32Array<ArrayBuffer>;
  /** One text alone took so long that the page must not look for the marks again. */
  isSlow: boolean;
}

const SLOW_MS = 4;

export function matchAll({ id, pattern, texts }: MatchQuestion): MatchAnswer {
  const test = new RegExp(pattern.source, pattern.flags);
  const hits = new Uint32Array(texts.length);
  let found = 0;
  let isSlow = false;
  for (let at = 0; at < texts.length; at += 1) {
    const text = texts[at] ?? '';
    const startedAt = performance.now();
    const isHit = test.test(text);
    if (isHit) {
      hits[found] = at;
      found += 1;
      // What the page will do for the lines in sight: it must be quick for each of them.
      if (!isSlow) marksIn(text, pattern);
    }
    if (performance.now() - startedAt > SLOW_MS) isSlow = true;
  }
  return { id, hits: hits.slice(0, found), isSlow };
}
