/** What only several rows together show: keys twice in the file, keys that lost their leading zeros. */
import { createPace } from './pace.ts';
import type { AccountRow, Problem } from './rows.ts';

/** What the list knows of a key. */
export interface KnownKeys {
  isKnown(account: string): boolean;
  /** Whether it is on the list and closed. */
  isClosed(account: string): boolean;
  /** Accounts that differ from it in leading zeros alone, already on the list. */
  others(account: string): readonly string[];
}

/** So many keys of digits show how long a key of this file is. */
const ENOUGH_KEYS = 10;
const NEARLY_ALL = 0.9;

/**
 * Sorts out rows that spoil each other, that only lost their leading zeros, or whose account is closed.
 * @param column  heading of the keys, to name the place
 */
export async function checkKeys(
  rows: readonly AccountRow[],
  column: string,
  known: KnownKeys,
): Promise<{ good: AccountRow[]; problems: Problem[] }> {
  const pace = createPace();
  const withZeros = new Map<string, string>();
  const lengths = new Map<number, number>();
  for (const { account } of rows) {
    if (pace.isDue()) await pace.rest();
    if (!/^\d+$/.test(account)) continue;
    lengths.set(account.length, (lengths.get(account.length) ?? 0) + 1);
    if (account.startsWith('0')) withZeros.set(account.replace(/^0+/, ''), account);
  }
  const usual = withZeros.size > 0 ? usualLength(lengths) : null;
  const lostZero = (account: string): string | null => {
    if (!/^[1-9]\d*$/.test(account) || known.isKnown(account)) return null;
    const full =
      withZeros.get(account) ??
      known.others(account).find((other) => other.length > account.length);
    if (full !== undefined) return `It seems to have lost its leading zero: ${full} exists.`;
    return usual === null || account.length >= usual
      ? null
      : `It seems to have lost its leading zero: the others have ${usual} digits. Save the column as text.`;
  };
  const firstRow = new Map<string, number>();
  const problemOf = ({ row, account, values }: AccountRow): string | null => {
    const earlier = firstRow.get(account);
    if (earlier !== undefined) return `Account ${account} is in row ${earlier} already. Keep one.`;
    firstRow.set(account, row);
    if (values.isClosed === undefined && known.isClosed(account)) {
      return `Account ${account} is closed already. Give it the status open to use it again.`;
    }
    return lostZero(account);
  };
  const good: AccountRow[] = [];
  const problems: Problem[] = [];
  for (const row of rows) {
    const text = problemOf(row);
    if (text === null) good.push(row);
    else problems.push({ row: row.row, column, text });
    if (pace.isDue()) await pace.rest();
  }
  return { good, problems };
}

/**
 * How long nearly all keys of digits are; null: there is no such length.
 * @param lengths  length to how many keys have it
 */
function usualLength(lengths: ReadonlyMap<number, number>): number | null {
  const digits = [...lengths.values()].reduce((sum, count) => sum + count, 0);
  if (digits < ENOUGH_KEYS) return null;
  const found = [...lengths].find(([, count]) => count >= digits * NEARLY_ALL);
  return found?.[0] ?? null;
}
