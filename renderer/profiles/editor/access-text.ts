/** Setting what the User account may do with parameters, in a profile's text of either format. Pure. */
import type { ParameterInfo } from '../../../main/contract/profiles.ts';
import { formatOf } from './language.ts';
import type { TextEdit } from './parameter-text.ts';
import { behindAll, entriesOf, type TextEntry, xmlSpelling } from './text-entries.ts';

export type Access = ParameterInfo['userAccess'];

/** Plain text marks what the user may see or change; everything else it mentions is hidden. */
const marks: Readonly<Record<Access, string>> = { na: '', ro: '?', rw: '!' };

/**
 * Where a parameter is mentioned, its last entry says its access from now on; for one that is not, an entry
 * without value is added, so that its value stays (guide: Parameters).
 *
 * @param parameters  each once
 * @returns edits in order of place, none where the text says so already; null when the text has no place for
 *          an entry: XML without the end of its `flat-profile`
 */
export function accessEdits(
  text: string,
  parameters: readonly Pick<ParameterInfo, 'name' | 'xmlName'>[],
  access: Access,
): TextEdit[] | null {
  const isXml = formatOf(text) === 'xml';
  const last = new Map(entriesOf(text).map((entry) => [xmlSpelling(entry.name.text), entry]));
  const edits: TextEdit[] = [];
  const added: string[] = [];
  for (const { name, xmlName } of parameters) {
    const entry = last.get(xmlName);
    if (entry === undefined) {
      added.push(isXml ? `<${xmlName} ua="${access}"/>` : `${plainStart(name, access)} ;`);
      continue;
    }
    const edit = isXml ? xmlEdit(text, entry, access) : plainEdit(text, entry, marks[access]);
    if (edit !== null) edits.push(edit);
  }
  if (added.length > 0) {
    const edit = behindAll(text, added);
    if (edit === null) return null;
    edits.push(edit);
  }
  return edits.sort((a, b) => a.from - b.from);
}

function plainStart(name: string, access: Access): string {
  return access === 'na' ? name : `${name} ${marks[access]}`;
}

function xmlEdit(text: string, entry: TextEntry, access: Access): TextEdit | null {
  const written = `"${access}"`;
  if (entry.access === null) {
    return { from: entry.name.to, to: entry.name.to, text: ` ua=${written}` };
  }
  const { from, to } = entry.access;
  return text.slice(from, to) === written ? null : { from, to, text: written };
}

function plainEdit(text: string, entry: TextEntry, mark: string): TextEdit | null {
  if (entry.access !== null) {
    const { from, to } = entry.access;
    if (mark !== '') return text.slice(from, to) === mark ? null : { from, to, text: mark };
    // Values that stood below each other still do.
    if (text.slice(from - 2, from) === '  ' && entry.value !== null) return { from, to, text: ' ' };
    return { from, to: text[to] === ' ' ? to + 1 : to, text: '' };
  }
  if (mark === '') return null;
  const { to } = entry.name;
  if (entry.value === null) return { from: to, to, text: ` ${mark}` };
  const quote = entry.value.from - 1;
  const blanks = / *$/.exec(text.slice(to, quote))?.[0].length ?? 0;
  if (blanks >= 3) return { from: quote - 2, to: quote, text: `${mark} ` };
  return { from: quote, to: quote, text: blanks === 0 ? ` ${mark} ` : `${mark} ` };
}
