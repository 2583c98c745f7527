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

const SLOW_MS = 20;

export function matchAll({ id, pattern, texts }: MatchQuestion): MatchAnswer {
  const test = new RegExp(pattern.source, pattern.flags);
  const hits = new Uint32Array(texts.length);
  let found = 0;
  let isSlow = false;
  for (let at = 0; at < texts.length; at += 1) {
    const text = texts[at] ?? '';
    if (!test.test(text)) continue;
    hits[found] = at;
    found += 1;
    // Once more for a busy computer, which is slow with anything now and then.
    isSlow ||= marksAreSlow(text, pattern) && marksAreSlow(text, pattern);
  }
  return { id, hits: hits.slice(0, found), isSlow };
}

/** Does what the page will do for each line in sight. */
function marksAreSlow(text: string, pattern: Pattern): boolean {
  const startedAt = performance.now();
  marksIn(text, pattern);
  return performance.now() - startedAt > SLOW_MS;
}
