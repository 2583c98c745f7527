/** The rows of a file that are not imported, as a CSV to correct and import again. */
import { stringify } from 'csv-stringify/sync';
import { createPace } from './pace.ts';
import type { ReadFile } from './read.ts';

/** Excel reads UTF-8 only behind this mark; the import takes it off again. */
const BOM = '\ufeff';

/**
 * Heading and cells as in the file, with `reason` as the last column: all that is wrong with the row.
 * Secret cells are empty: the file leaves the station.
 */
export async function rejectedCsv({ csv, columns, problems }: ReadFile): Promise<string> {
  const reasons = new Map<number, string[]>();
  for (const { row, column, text } of problems) {
    if (row === null) continue;
    // The sentence comes first: a heading could begin like a formula.
    const where = column === null ? text : `${text} (${column.trim()})`;
    reasons.set(row, [...(reasons.get(row) ?? []), where]);
  }
  const secret = columns.map(({ isSecret }) => isSecret);
  const parts = [stringify([[...csv.heading, 'reason']], format(csv.separator))];
  const pace = createPace();
  for (const { row, cells } of csv.rows) {
    const why = reasons.get(row);
    if (pace.isDue()) await pace.rest();
    if (why === undefined) continue;
    const shown = cells.map((cell, index) => (secret[index] ? '' : cell));
    parts.push(stringify([[...shown, why.join(' ')]], format(csv.separator)));
  }
  return BOM + parts.join('');
}

function format(separator: string) {
  return { delimiter: separator, record_delimiter: '\r\n' } as const;
}

/** `accounts.csv` → `accounts-not-imported.csv`; whatever a name holds, it stays in its folder. */
export function rejectedFileName(fileName: string): string {
  const base = fileName.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
  const plain = base.replace(/[^\p{L}\p{N} ._-]/gu, '').slice(0, 80);
  return `${plain || 'accounts'}-not-imported.csv`;
}
