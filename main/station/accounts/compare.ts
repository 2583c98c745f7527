/** What a row would change of an account. Pure but for what it reads of the tables. */
import type { ImportReport } from '../../contract/accounts.ts';
import type { AccountRecord } from '../store/accounts.ts';
import type { ImportedAccount } from '../store/imports.ts';
import type { Tables } from '../store/store.ts';
import type { AccountRow } from './rows.ts';

/** One row held against the list. */
export interface Comparison {
  result: 'added' | 'changed' | 'same';
  record: AccountRecord;
  /** Secrets that differ; null: it goes. */
  secrets: [name: string, value: string | null][];
  /** How the account was, to undo the change. */
  undo: ImportedAccount;
  /** For people: no secret's value. Empty unless `changed`. */
  changes: ImportReport['changes'];
  /** Live devices of the account. */
  devices: number;
}

const MASK = '••••';
/** Field of the record to its name in files. */
const FIELDS = {
  name: 'name',
  workOrder: 'work_order',
  allowed: 'allowed',
  model: 'model',
  userId: 'user_id',
  displayName: 'display_name',
  isClosed: 'status',
} as const satisfies Partial<Record<keyof AccountRecord, string>>;

export function compare({ accounts }: Tables, row: AccountRow): Comparison {
  const { account, values } = row;
  const stored = accounts.record(account);
  const record: AccountRecord = { ...(stored ?? emptyAccount(account)), ...values };
  const known = stored === null ? {} : accounts.secrets(account);
  const secrets = Object.entries(row.secrets).filter(
    ([name, value]) => (known[name] ?? null) !== value,
  );
  const fields = stored === null ? [] : differing(stored, record);
  const secretNames = secrets.map(([name]) => name);
  const undo: ImportedAccount = {
    account,
    before: stored && { record: stored, changedAt: accounts.changedAt(account) },
    fields: [...fields.map((field) => FIELDS[field]), ...secretNames],
    secrets: Object.fromEntries(secretNames.map((name) => [name, known[name] ?? null])),
  };
  if (stored === null) {
    return { result: 'added', record, secrets, undo, changes: [], devices: 0 };
  }
  const isSame = fields.length === 0 && secrets.length === 0;
  const { name } = stored;
  const changes = [
    ...fields.map((field) => ({
      ...{ account, name, field: FIELDS[field] },
      ...{ from: shown(stored, field), to: shown(record, field) },
    })),
    ...secrets.map(([field, value]) => {
      const mask = (text: string | null | undefined) => (text == null ? null : MASK);
      return { account, name, field, from: mask(known[field]), to: mask(value) };
    }),
  ];
  const devices = isSame ? 0 : (accounts.get(account)?.devices ?? 0);
  return { result: isSame ? 'same' : 'changed', record, secrets, undo, changes, devices };
}

function differing(a: AccountRecord, b: AccountRecord): (keyof typeof FIELDS)[] {
  const fields = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
  return fields.filter((field) => a[field] !== b[field]);
}

function shown(record: AccountRecord, field: keyof typeof FIELDS): string | null {
  if (field === 'isClosed') return record.isClosed ? 'closed' : 'open';
  const value = record[field];
  return value === null ? null : String(value);
}

function emptyAccount(account: string): AccountRecord {
  const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
  return { account, ...texts, allowed: 1, isClosed: false };
}
