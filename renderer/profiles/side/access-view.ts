/** What the User account of a unit sees of its settings (guide: User and Admin; R-229 … R-233). Pure. */
import type { ParameterInfo, PreviewValue } from '../../../main/contract/profiles.ts';

export interface AccessRow {
  name: string;
  /** Who said so. */
  from: string;
}

export interface AccessView {
  /** What holds for the account as a whole, a sentence each. */
  locks: readonly string[];
  mayChange: readonly AccessRow[];
  maySee: readonly AccessRow[];
  hidden: number;
}

/**
 * @param values  of the unit's last file; what it does not say stays as the factory has it
 */
export function accessOf(
  values: readonly PreviewValue[],
  parameters: readonly ParameterInfo[],
): AccessView {
  const said = new Map(values.map((value) => [value.name, value]));
  const rows = new Map<string, { access: 'na' | 'ro' | 'rw'; from: string }>();
  for (const { xmlName, userAccess } of parameters) {
    rows.set(xmlName, { access: userAccess, from: 'Factory' });
  }
  for (const { name, access, accessFrom } of values) {
    if (access !== null) rows.set(name, { access, from: accessFrom ?? 'Factory' });
  }
  const of = (wanted: 'ro' | 'rw') =>
    [...rows].flatMap(([name, { access, from }]) => (access === wanted ? [{ name, from }] : []));
  const hidden = [...rows.values()].filter(({ access }) => access === 'na').length;
  return { locks: locksOf(said, parameters), mayChange: of('rw'), maySee: of('ro'), hidden };
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
