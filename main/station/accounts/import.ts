/** Accounts from a CSV file. The trial run takes the same way as the import, up to the writing. */
import type { ImportReport } from '../../contract/accounts.ts';
import type { AccountRecord } from '../store/accounts.ts';
import type { Store, Tables } from '../store/store.ts';
import { type ColumnChoice, mapColumns } from './columns.ts';
import { readCsv } from './decode.ts';
import { type AccountRow, checkKeys, type Problem, readRow } from './rows.ts';

export interface AccountFile extends ColumnChoice {
  bytes: Uint8Array;
  isDryRun?: boolean;
}

/** Rows per transaction, so that leases and scans need not wait for a long file. */
const CHUNK_ROWS = 500;

/**
 * Imports an account file. Rows with a problem are left out, the others are imported; what is on the list
 * already and says the same stays as it is, and an account that is not in the file stays too. After a crash in the
 * middle, importing the same file again completes it.
 *
 * @throws StationError when the file as a whole cannot be trusted, see `readCsv` and `mapColumns`
 */
export async function importAccounts(store: Store, file: AccountFile): Promise<ImportReport> {
  const csv = readCsv(file.bytes);
  const columns = mapColumns(csv.heading, file);
  const read: AccountRow[] = [];
  const problems: Problem[] = [];
  for (const row of csv.rows) {
    const result = readRow(columns, row);
    if (Array.isArray(result)) problems.push(...result);
    else read.push(result);
  }
  const keyColumn = columns.find(({ field }) => field === 'account')?.column ?? '';
  const checked = store.read(({ accounts }) =>
    checkKeys(
      read,
      keyColumn,
      (account) => accounts.record(account) !== null,
      (account) => accounts.sameNumber(account),
    ),
  );
  problems.push(...checked.problems);
  problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));

  const isDryRun = file.isDryRun ?? false;
  const counts = { added: 0, changed: 0, same: 0 };
  for (let from = 0; from < checked.good.length; from += CHUNK_ROWS) {
    const chunk = checked.good.slice(from, from + CHUNK_ROWS);
    const take = (tables: Tables) => chunk.map((row) => takeRow(tables, row, isDryRun));
    const taken = isDryRun ? store.read(take) : await store.write(take);
    for (const result of taken) counts[result] += 1;
  }
  return {
    isDryRun,
    separator: csv.separator,
    encoding: csv.encoding,
    import: null,
    hasHeading: true,
    columns: columns.map((column) => ({ ...column, firstValue: null, filled: 1 })),
    changes: [],
    changedWithDevices: 0,
    missing: 0,
    rows: csv.rows.length,
    ...counts,
    rejected: csv.rows.length - checked.good.length,
    problems,
  };
}

/** Compares a row with what is stored, and stores it unless nothing differs or this is a trial. */
function takeRow(
  { accounts }: Tables,
  { account, values, secrets }: AccountRow,
  isDryRun: boolean,
): 'added' | 'changed' | 'same' {
  const stored = accounts.record(account);
  const record: AccountRecord = { ...(stored ?? emptyAccount(account)), ...values };
  const known = accounts.secrets(account);
  const news = Object.entries(secrets).filter(([name, value]) => (known[name] ?? null) !== value);
  if (stored !== null && news.length === 0 && isSameRecord(stored, record)) return 'same';
  if (!isDryRun) {
    accounts.save(record);
    for (const [name, value] of news) accounts.saveSecret(account, name, value);
  }
  return stored === null ? 'added' : 'changed';
}

function emptyAccount(account: string): AccountRecord {
  const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
  return { account, ...texts, allowed: 1, isClosed: false };
}

function isSameRecord(a: AccountRecord, b: AccountRecord): boolean {
  return (
    a.name === b.name &&
    a.workOrder === b.workOrder &&
    a.model === b.model &&
    a.userId === b.userId &&
    a.displayName === b.displayName &&
    a.allowed === b.allowed &&
    a.isClosed === b.isClosed
  );
}

/**
 * What templates may use of an account as `{{account.NAME}}`: its fields by their names in the file
 * (`account`, `name`, `work_order`, `model`, `user_id`, `display_name`), `password` and every other secret.
 * Holds secrets: for building profiles only, never for a log, a screen or an error.
 * @returns null when there is no such account; empty fields are absent
 */
export function accountSecrets(store: Store, account: string): ReadonlyMap<string, string> | null {
  return store.read(({ accounts }) => {
    const record = accounts.record(account);
    if (record === null) return null;
    const values = {
      account,
      name: record.name,
      work_order: record.workOrder,
      model: record.model,
      user_id: record.userId,
      display_name: record.displayName,
      ...accounts.secrets(account),
    };
    return new Map(
      Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null),
    );
  });
}
