/** An account file understood: its columns, the rows that can be imported, and what is wrong with the others. */
import type { FileColumn } from '../../contract/accounts.ts';
import type { Store } from '../store/store.ts';
import {
  type Column,
  type ColumnChoice,
  mapColumns,
  namesSecret,
  noAccountColumn,
} from './columns.ts';
import { type CsvFile, type ReadAs, readCsv } from './decode.ts';
import { checkKeys } from './keys.ts';
import { createPace } from './pace.ts';
import { type AccountRow, type Problem, readRow } from './rows.ts';

export interface AccountFile extends ColumnChoice, ReadAs {
  fileName: string;
  bytes: Uint8Array;
}

export interface ReadFile {
  csv: CsvFile;
  columns: Column[];
  good: AccountRow[];
  /** By row of the file. A problem of the file as a whole has no row, and is then the only one. */
  problems: Problem[];
  /** Accounts the file names, with or without a problem. */
  named: ReadonlySet<string>;
  /** Rows with a value, for each column. */
  filled: readonly number[];
}

/**
 * Trial run, import and the list of rejected rows read a file in this one way, in turns.
 * @throws StationError when the file as a whole cannot be trusted, see `readCsv` and `mapColumns`
 */
export async function readAccountFile(store: Store, file: AccountFile): Promise<ReadFile> {
  const csv = await readCsv(file.bytes, file);
  const columns = mapColumns(csv.heading, file);
  const key = columns.findIndex(({ field }) => field === 'account');
  const read: AccountRow[] = [];
  const problems: Problem[] = [];
  const named = new Set<string>();
  const filled = columns.map(() => 0);
  const pace = createPace();
  for (const row of csv.rows) {
    row.cells.forEach((cell, index) => {
      if (cell.trim() !== '') filled[index] = (filled[index] ?? 0) + 1;
    });
    if (pace.isDue()) await pace.rest();
    if (key < 0) continue;
    const result = readRow(columns, row);
    if (Array.isArray(result)) problems.push(...result);
    else read.push(result);
    const account = row.cells[key]?.trim() ?? '';
    if (account !== '') named.add(account);
  }
  if (key < 0) {
    problems.push({ row: null, column: null, text: noAccountColumn(csv.heading).message });
    return { csv, columns, good: [], problems, named, filled };
  }
  const checked = await checkKeys(read, columns[key]?.column ?? '', {
    isKnown: (account) => store.read(({ accounts }) => accounts.record(account) !== null),
    isClosed: (account) =>
      store.read(({ accounts }) => accounts.record(account)?.isClosed ?? false),
    others: (account) => store.read(({ accounts }) => accounts.sameNumber(account)),
  });
  problems.push(...checked.problems);
  problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  return { csv, columns, good: checked.good, problems, named, filled };
}

/** The columns as a UI shows them: first value and share filled, never a secret. */
export function describeColumns({ csv, columns, filled }: ReadFile): FileColumn[] {
  const { rows } = csv;
  return columns.map((column, index) => ({
    ...column,
    firstValue: isHidden(column) ? null : (rows[0]?.cells[index]?.trim().slice(0, 200) ?? null),
    filled: rows.length === 0 ? 0 : (filled[index] ?? 0) / rows.length,
  }));
}

/** A password that is not imported is nobody's business either. */
function isHidden({ column, isSecret }: Column): boolean {
  return isSecret || namesSecret(column);
}
