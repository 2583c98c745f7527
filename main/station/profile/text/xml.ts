import { good, type Read } from '../problem.ts';
import type { Access } from './entry.ts';
import { effectiveEntries, problemOf } from './source.ts';
import { scanXml } from './xml-scan.ts';

export type { Access, ProfileEntry } from './entry.ts';
export { escapeXml, writeXmlProfile } from './xml-write.ts';

/** `<X/>` keeps the unit's value, anything else sets one, the empty string too (`<X></X>`). */
export type XmlParameter = ({ value: string } | { keep: true }) & { ua?: Access };

export interface XmlProfile {
  /** By element name, in the order of their last occurrence, which is the one that counts. */
  parameters: Map<string, XmlParameter>;
  /** Elements inside flat-profile that set nothing: unknown names, and elements holding elements. */
  ignored: string[];
}

/**
 * Reads a profile in the open format, or nothing of it (guide: Open Format Configuration File). The
 * guide says both that `<X></X>` sets the empty string and that it restores the default; here it is
 * the empty string, and `unit/readings.ts` has the other reading for a unit that takes it so.
 *
 * @param options `known`: names that are parameters; others go to `ignored`. Absent: every name is one
 * @returns the first problem of `scanXml`, with line and column
 */
export function readXmlProfile(
  text: string,
  options: { known?: ReadonlySet<string> } = {},
): Read<XmlProfile> {
  const source = scanXml({ name: '', text: text.replace(/^\ufeff/, '') }, { known: options.known });
  const [problem] = source.problems;
  if (problem) return { ok: false, problem: problemOf(problem) };
  const parameters = new Map<string, XmlParameter>();
  const ignored = new Set(
    source.elements.filter(({ place }) => place === 'nested').map(({ name }) => name),
  );
  for (const { name, value, access } of effectiveEntries(source.entries)) {
    if (options.known && !options.known.has(name)) {
      ignored.add(name);
      continue;
    }
    const set = value === null ? { keep: true as const } : { value };
    parameters.set(name, access === undefined ? set : { ...set, ua: access });
  }
  return good({ parameters, ignored: [...ignored] });
}
