import { bad, good, positionOf, type Read } from '../problem.ts';
import type { ProfileEntry } from './entry.ts';
import { scanProfile, withoutMark } from './scan.ts';
import { effectiveEntries, problemOf } from './source.ts';

export type { Access, ProfileEntry } from './entry.ts';

/**
 * Reads a profile in either format of the guide. Names come back as XML names, repeated ones once,
 * with what counts.
 *
 * @param files what the `import` lines of plain text may name
 * @returns the first problem of `scanProfile`; also `holds-elements` for an element of flat-profile
 *          with elements inside (`router-configuration` of some ATAs), which entries cannot carry and
 *          which must not be lost silently
 */
export function readProfile(
  text: string,
  files?: ReadonlyMap<string, string>,
): Read<ProfileEntry[]> {
  const source = scanProfile({ name: '', text: withoutMark(text) }, files);
  const [problem] = source.problems;
  if (problem) return { ok: false, problem: problemOf(problem) };
  const nested = source.elements.find(({ place }) => place === 'nested');
  if (nested) {
    const message = `The element ${nested.name} holds other elements; only single parameters can be used.`;
    return bad('holds-elements', message, positionOf(source.main.text, nested.nameAt.start));
  }
  return good(
    effectiveEntries(source.entries).map(({ xmlName, value, access }) => ({
      name: xmlName,
      value,
      ...(access === undefined ? {} : { access }),
    })),
  );
}
