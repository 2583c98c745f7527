import { bad, good, type Read } from '../problem.ts';
import { xmlName } from '../text/names.ts';

/** One `Name = "value"`; `name` is an XML name, the short `c` written out as `GPP_C`. */
export interface Assignment {
  name: string;
  value: string;
}

/**
 * Reads the inside of `(…)!` (guide: Assignment Expressions): `Name = "value";` any number of times;
 * the last semicolon may be missing.
 * @param text   with its macros already expanded
 * @param offset where the text stands in the one that columns are counted in
 * @returns problem `bad-assignment` with the column, after expansion, of the assignment that does not fit
 */
export function readAssignments(text: string, offset = 0): Read<Assignment[]> {
  const pattern = /\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*"([^"]*)"\s*(?:;\s*|$)/y;
  const assignments: Assignment[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) {
      const column = offset + at + text.slice(at).search(/\S/) + 1;
      return bad('bad-assignment', adviceFor(text.slice(at)), { column });
    }
    const [whole, name = '', value = ''] = found;
    assignments.push({ name: parameterOf(name), value });
    at += whole.length;
  }
  return good(assignments);
}

/** The parameter an assignment's name means: `c` is GPP_C (guide: Assignment Expressions). */
export function parameterOf(name: string): string {
  return /^[a-p]$/.test(name) ? `GPP_${name.toUpperCase()}` : name;
}

function adviceFor(rest: string): string {
  const plainName = /^\s*([A-Za-z][\w.-]*[[(/][\w\]()/.-]*)\s*=/.exec(rest)?.[1];
  return plainName === undefined
    ? 'An assignment is written Name = "value";'
    : `An assignment takes the XML name: ${xmlName(plainName)}.`;
}
