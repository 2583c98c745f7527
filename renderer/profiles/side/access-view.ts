/** What the User account of a unit sees of its settings (guide: User and Admin; R-229 … R-233). Pure. */
import type { ParameterInfo, PreviewValue } from '../../../main/contract/profiles.ts';
import type { Access } from '../editor/access-text.ts';

/** A parameter in both its spellings, with what the user may do with it. */
export interface AccessRow {
  name: string;
  xmlName: string;
  /** Of the unit's web pages; empty: no catalogue knows it. */
  section: string;
  access: Access;
  /** Who said so. */
  from: string;
}

export interface AccessView {
  /** What holds for the account as a whole, a sentence each. */
  locks: readonly string[];
  /** What the user may change, then what may be seen, then what is hidden; each as in the catalogue. */
  rows: readonly AccessRow[];
}

const order: Readonly<Record<Access, number>> = { rw: 0, ro: 1, na: 2 };

/**
 * @param values  of the unit's last file; what it does not say stays as the factory has it
 */
export function accessOf(
  values: readonly PreviewValue[],
  parameters: readonly ParameterInfo[],
): AccessView {
  const said = new Map(values.map((value) => [value.name, value]));
  const rows = new Map<string, AccessRow>();
  for (const { name, xmlName, section, userAccess } of parameters) {
    rows.set(xmlName, { name, xmlName, section, access: userAccess, from: 'Factory' });
  }
  for (const { name, access, accessFrom } of values) {
    if (access === null) continue;
    const known = rows.get(name) ?? { name, xmlName: name, section: '' };
    rows.set(name, { ...known, access, from: accessFrom ?? 'Factory' });
  }
  const sorted = [...rows.values()].sort((a, b) => order[a.access] - order[b.access]);
  return { locks: locksOf(said, parameters), rows: sorted };
}

/** Which rows are shown. */
export interface AccessFilter {
  /** Words that all have to be in its name, or in who said its access. */
  typed: string;
  /** null: of every section. */
  section: string | null;
  show: 'seen' | 'hidden' | 'all';
}

export function foundAccess(
  rows: readonly AccessRow[],
  { typed, section, show }: AccessFilter,
): readonly AccessRow[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (section !== null && row.section !== section) return false;
    if (show !== 'all' && (row.access === 'na') !== (show === 'hidden')) return false;
    const text = `${row.name} ${row.xmlName} ${row.from}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Sections there are, in the order of the catalogue. */
export function sectionsOf(parameters: readonly Pick<ParameterInfo, 'section'>[]): string[] {
  return [...new Set(parameters.map(({ section }) => section))].filter(Boolean);
}

function locksOf(
  said: ReadonlyMap<string, PreviewValue>,
  parameters: readonly ParameterInfo[],
): string[] {
  const textOf = (name: string): string | null => {
    const value = said.get(name)?.value ?? null;
    return value ?? parameters.find(({ xmlName }) => xmlName === name)?.default ?? null;
  };
  const isNo = (name: string) => /^(?:no|disable|0)$/i.test(textOf(name) ?? '');
  const isYes = (name: string) => /^(?:yes|enable|1)$/i.test(textOf(name) ?? '');
  const isSet = (name: string) => (textOf(name) ?? '') !== '';
  const locks: string[] = [];
  if (isNo('Enable_Web_Server')) locks.push('Its web pages are off: nobody sees anything there.');
  if (isNo('Enable_Web_Admin_Access')) locks.push('Admin has no access by its web pages.');
  locks.push(
    isSet('Admin_Password') || isSet('Admin_Passwd')
      ? 'Admin has a password.'
      : 'Admin has no password: whoever opens its web page as Admin sees everything.',
    isSet('User_Password') ? 'The user has a password.' : 'The user has no password.',
  );
  if (isYes('Protect_IVR_FactoryReset')) locks.push('Factory reset by telephone is off.');
  const domains = (textOf('Restricted_Access_Domains') ?? '').trim();
  if (domains !== '') locks.push(`It goes to servers of ${domains} only.`);
  return locks;
}
