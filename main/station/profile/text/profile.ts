import { bad, good, type Read } from '../problem.ts';
import type { ProfileEntry } from './entry.ts';
import { xmlName } from './names.ts';
import { readPlainText } from './plain-text.ts';
import { readXmlProfile } from './xml.ts';

export type { Access, ProfileEntry } from './entry.ts';

/**
 * Reads a profile in either format of the guide: XML when the first character that is not blank is
 * `<`, else plain-text source. Names come back as XML names, repeated ones once, with what counts.
 *
 * @param files what the `import` lines of plain text may name
 * @returns the problems of {@link readXmlProfile} and {@link readPlainText}; also `holds-elements` for
 *          an element of flat-profile with elements inside (`router-configuration` of some ATAs),
 *          which entries cannot carry and which must not be lost silently
 */
export function readProfile(
  text: string,
  files?: ReadonlyMap<string, string>,
): Read<ProfileEntry[]> {
  const clean = text.replace(/^\ufeff/, '');
  return clean.trimStart().startsWith('<') ? readXmlEntries(clean) : readPlainEntries(clean, files);
}

function readXmlEntries(text: string): Read<ProfileEntry[]> {
  const read = readXmlProfile(text);
  if (!read.ok) return read;
  const [nested] = read.value.ignored;
  if (nested !== undefined) {
    const message = `The element ${nested} holds other elements; only single parameters can be used.`;
    return bad('holds-elements', message);
  }
  return good(
    [...read.value.parameters].map(([name, parameter]) => ({
      name,
      value: 'keep' in parameter ? null : parameter.value,
      ...(parameter.ua === undefined ? {} : { access: parameter.ua }),
    })),
  );
}

function readPlainEntries(
  text: string,
  files: ReadonlyMap<string, string> | undefined,
): Read<ProfileEntry[]> {
  const read = readPlainText(text, files);
  if (!read.ok) return read;
  const entries = new Map<string, ProfileEntry>();
  for (const { name, access, value } of read.value) {
    entries.delete(xmlName(name));
    entries.set(xmlName(name), { name: xmlName(name), value, access });
  }
  return good([...entries.values()]);
}
