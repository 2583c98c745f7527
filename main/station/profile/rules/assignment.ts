import { bad, good, type Read } from '../problem.ts';

/** One `Name = "value"`; `name` is an XML name, the short `c` written out as `GPP_C`. */
export interface Assignment {
  name: string;
  value: string;
}

/**
 * Reads the inside of `(…)!` (guide: Assignment Expressions): `Name = "value";` any number of times;
 * the last semicolon may be missing.
 * @param text with its macros already expanded
 * @returns problem `bad-assignment` with the column of the first thing that does not fit
 */
export function readAssignments(text: string): Read<Assignment[]> {
  const pattern = /\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*"([^"]*)"\s*(?:;\s*|$)/y;
  const assignments: Assignment[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) {
      return bad('bad-assignment', 'An assignment is written Name = "value";', { column: at + 1 });
    }
    const [whole, name = '', value = ''] = found;
    assignments.push({ name: /^[a-p]$/.test(name) ? `GPP_${name.toUpperCase()}` : name, value });
    at += whole.length;
  }
  return good(assignments);
}
