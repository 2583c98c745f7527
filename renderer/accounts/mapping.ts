/** Which column of an account file goes where, as a person chose it (UI design, section 6.4). Pure. */
import {
  type AccountField,
  accountFields,
  type ColumnMapping,
  type FileColumn,
} from '../../main/contract/accounts.ts';

/** `none`: not imported; `own`: a secret kept under the column's own name, for templates. */
export type Target = AccountField | 'none' | 'own';
export interface Choice {
  target: Target;
  isSecret: boolean;
}
/** Heading of the file to where it goes. */
export type Choices = Readonly<Record<string, Choice>>;

/** What the file is asked with: every field is named, so that the station guesses none again. */
export interface Mapping {
  map: Record<string, string>;
  secret: string[];
}

export const fieldNames: Readonly<Record<AccountField, string>> = {
  account: 'Account number',
  name: 'Name',
  work_order: 'Work order',
  allowed: 'Devices allowed',
  model: 'Model ordered',
  user_id: 'SIP user',
  display_name: 'Display name',
  password: 'SIP password',
  status: 'Status',
};

/** Fields every screen shows: they cannot be secret. */
const neverSecret: readonly Target[] = ['account', 'allowed', 'status', 'none'];
/** Always secret, whatever is ticked. */
const alwaysSecret: readonly Target[] = ['password', 'own'];

/** `fixed`: it is secret and stays so; `free`: a person may mark it; `never`: it is shown everywhere. */
export function secrecyOf(target: Target): 'fixed' | 'free' | 'never' {
  if (alwaysSecret.includes(target)) return 'fixed';
  return neverSecret.includes(target) ? 'never' : 'free';
}

export function isAccountField(text: string): text is AccountField {
  return accountFields.some((field) => field === text);
}

/** Where the station understood the columns to go. */
export function choicesOf(columns: readonly FileColumn[]): Choices {
  return Object.fromEntries(
    columns.map(({ column, field, isSecret }): [string, Choice] => {
      if (field === null) return [column, { target: 'none', isSecret: false }];
      return [column, { target: isAccountField(field) ? field : 'own', isSecret }];
    }),
  );
}

/** The choices with one column sent elsewhere; whichever column had the field before is not imported. */
export function withTarget(choices: Choices, column: string, target: Target): Choices {
  const next: Record<string, Choice> = {};
  for (const [heading, choice] of Object.entries(choices)) {
    const isTaken = heading !== column && isAccountField(target) && choice.target === target;
    next[heading] = isTaken ? { target: 'none', isSecret: false } : choice;
  }
  const wasSecret = choices[column]?.isSecret ?? false;
  const secrecy = secrecyOf(target);
  next[column] = { target, isSecret: secrecy === 'fixed' || (secrecy === 'free' && wasSecret) };
  return next;
}

export function withSecret(choices: Choices, column: string, isSecret: boolean): Choices {
  const choice = choices[column];
  return choice === undefined ? choices : { ...choices, [column]: { ...choice, isSecret } };
}

/** The choices in the station's words; an empty heading leaves a field out. */
export function mappingOf(choices: Choices): Mapping {
  const map: Record<string, string> = Object.fromEntries(accountFields.map((field) => [field, '']));
  const secret: string[] = [];
  for (const [column, { target, isSecret }] of Object.entries(choices)) {
    if (isAccountField(target)) map[target] = column;
    if (isSecret) secret.push(column);
  }
  return { map, secret };
}

/**
 * A saved mapping laid over the columns of this file.
 * @returns the choices, and the headings the mapping names that this file does not have
 */
export function applyMapping(
  columns: readonly FileColumn[],
  saved: Pick<ColumnMapping, 'map' | 'secret'>,
): { choices: Choices; missing: string[] } {
  const headings = new Set(columns.map(({ column }) => column));
  const fieldOf = new Map(
    Object.entries(saved.map).flatMap(([field, heading]) =>
      heading !== '' && isAccountField(field) ? [[heading, field] as const] : [],
    ),
  );
  const secret = new Set(saved.secret);
  const choices: Record<string, Choice> = {};
  for (const { column } of columns) {
    const target: Target = fieldOf.get(column) ?? (secret.has(column) ? 'own' : 'none');
    const secrecy = secrecyOf(target);
    const isSecret = secrecy === 'fixed' || (secrecy === 'free' && secret.has(column));
    choices[column] = { target, isSecret };
  }
  const named = new Set([...fieldOf.keys(), ...secret]);
  return { choices, missing: [...named].filter((heading) => !headings.has(heading)) };
}

/** The saved mapping every named column of which is in this file; the one that uses most columns. */
export function bestMapping(
  columns: readonly FileColumn[],
  saved: readonly ColumnMapping[],
): ColumnMapping | null {
  const used = (mapping: ColumnMapping) =>
    Object.values(mapping.map).filter((heading) => heading !== '').length;
  return saved
    .filter((mapping) => used(mapping) > 0 && applyMapping(columns, mapping).missing.length === 0)
    .reduce<ColumnMapping | null>(
      (best, next) => (best === null || used(next) > used(best) ? next : best),
      null,
    );
}
