/** Accounts from a CSV file. The trial run takes the same way as the import, up to the writing. */
import type { ImportReport } from '../../contract/accounts.ts';
import type { EpochMs } from '../../contract/values.ts';
import type { Store, Tables } from '../store/store.ts';
import { noAccountColumn } from './columns.ts';
import { type Comparison, compare } from './compare.ts';
import { createPace } from './pace.ts';
import { type AccountFile, describeColumns, readAccountFile } from './read.ts';
import type { AccountRow } from './rows.ts';

export interface ImportOptions {
  at: EpochMs;
  isDryRun?: boolean | undefined;
}

/** Rows per transaction, so that leases and scans need not wait for a long file. */
const CHUNK_ROWS = 150;
/** Rows compared between two looks at the clock. */
const TRIAL_ROWS = 50;
/** Lines of the report that show what would change. */
const SHOWN_CHANGES = 200;

/**
 * Imports an account file. Rows with a problem are left out, the others are imported; what is on the list
 * already and says the same stays as it is, and an account that is not in the file stays too.
 *
 * A long file is written in several transactions, each with its part of the import's record: after a crash in
 * the middle the import is on the list with what it did, and can be taken back, or the same file imported
 * again completes it. Nothing changed: no import is recorded.
 *
 * @throws StationError when the file as a whole cannot be trusted, see `readAccountFile`
 */
export async function importAccounts(
  store: Store,
  file: AccountFile,
  { at, isDryRun = false }: ImportOptions,
): Promise<ImportReport> {
  const read = await readAccountFile(store, file);
  const { csv, good, problems, named } = read;
  const isWithoutKey = problems.some(({ row }) => row === null);
  if (isWithoutKey && !isDryRun) throw noAccountColumn(csv.heading);
  const missing = isWithoutKey ? 0 : await countMissing(store, named);
  const tally = new Tally();
  if (isDryRun) await tryRows(store, good, tally);
  else await writeRows(store, good, tally, { at, fileName: file.fileName });
  return {
    isDryRun,
    import: tally.import,
    separator: csv.separator,
    encoding: csv.encoding,
    hasHeading: csv.hasHeading,
    columns: describeColumns(read),
    rows: csv.rows.length,
    ...tally.counts,
    rejected: isWithoutKey ? 0 : csv.rows.length - good.length,
    problems,
    changes: tally.changes,
    changedWithDevices: tally.changedWithDevices,
    missing,
  };
}

class Tally {
  readonly counts = { added: 0, changed: 0, same: 0 };
  readonly changes: ImportReport['changes'] = [];
  changedWithDevices = 0;
  import: number | null = null;

  take({ result, changes, devices }: Comparison): void {
    this.counts[result] += 1;
    const room = SHOWN_CHANGES - this.changes.length;
    if (room > 0) this.changes.push(...changes.slice(0, room));
    if (result === 'changed' && devices > 0) this.changedWithDevices += 1;
  }
}

async function tryRows(store: Store, rows: readonly AccountRow[], tally: Tally): Promise<void> {
  const pace = createPace();
  for (let from = 0; from < rows.length; from += TRIAL_ROWS) {
    const chunk = rows.slice(from, from + TRIAL_ROWS);
    for (const each of store.read((tables) => chunk.map((row) => compare(tables, row)))) {
      tally.take(each);
    }
    if (pace.isDue()) await pace.rest();
  }
}

async function writeRows(
  store: Store,
  rows: readonly AccountRow[],
  tally: Tally,
  about: { at: EpochMs; fileName: string },
): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
    const chunk = rows.slice(from, from + CHUNK_ROWS);
    const number = tally.import;
    const written = await store.write((tables) => writeChunk(tables, chunk, number, about));
    tally.import = written.number;
    for (const each of written.compared) tally.take(each);
  }
}

/** @param number of the import; null: nothing was written yet, and the first change gives it one */
function writeChunk(
  tables: Tables,
  rows: readonly AccountRow[],
  number: number | null,
  { at, fileName }: { at: EpochMs; fileName: string },
): { number: number | null; compared: Comparison[] } {
  const { accounts } = tables;
  const compared = rows.map((row) => compare(tables, row));
  const different = compared.filter(({ result }) => result !== 'same');
  if (different.length === 0) return { number, compared };
  const current = number ?? accounts.imports.add(at, fileName);
  for (const { record, secrets } of different) {
    accounts.save(record, at);
    for (const [name, value] of secrets) accounts.saveSecret(record.account, name, value);
  }
  accounts.imports.note(
    current,
    different.map(({ undo }) => undo),
  );
  return { number: current, compared };
}

/** Accounts on the list that the file does not name. */
async function countMissing(store: Store, named: ReadonlySet<string>): Promise<number> {
  let known = 0;
  const pace = createPace();
  for (const account of named) {
    if (store.read(({ accounts }) => accounts.record(account) !== null)) known += 1;
    if (pace.isDue()) await pace.rest();
  }
  return store.read(({ accounts }) => accounts.count()) - known;
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
