import type { ColumnMapping, PastImport } from '../../contract/accounts.ts';
import type { EpochMs } from '../../contract/values.ts';
import type { Sealing } from '../vault/seal.ts';
import type { AccountRecord } from './accounts.ts';
import type { Sql } from './sql.ts';

/** What an import did to one account, enough to undo it. Holds secrets: never list or log it. */
export interface ImportedAccount {
  account: string;
  /** The account as it was; null: the import added it. */
  before: { record: AccountRecord; changedAt: EpochMs | null } | null;
  /** Names of the fields it changed; of secrets the name only. */
  fields: readonly string[];
  /** Secrets it changed, as they were; null: there was none. */
  secrets: Readonly<Record<string, string | null>>;
}

/** One line of an account's history. */
export interface AccountImport {
  import: number;
  at: EpochMs;
  fileName: string;
  isAdded: boolean;
  fields: string[];
  undoneAt: EpochMs | null;
}

/**
 * Imports and what they changed. An import is undone in steps, because a long one would keep the database
 * busy for seconds: `begun` stands from the first step to the last, over a restart too.
 */
export interface ImportsTable {
  /** @returns its number: one more than the highest there is */
  add(at: EpochMs, fileName: string): number;
  /** Notes the changes, counts them, and marks earlier imports of the same accounts as overtaken. */
  note(number: number, changes: readonly ImportedAccount[]): void;
  /** Newest first. */
  list(): PastImport[];
  get(number: number): PastImport | null;
  /** From here on it counts as taken back. */
  beginUndo(number: number, at: EpochMs): void;
  /** Numbers of imports whose undoing has not come to its end. */
  begun(): number[];
  /** Some accounts still to be restored; none: all are. @throws StationError STORE_LOCKED for secrets */
  toRestore(number: number, limit: number): ImportedAccount[];
  markRestored(number: number, account: string): void;
  endUndo(number: number): void;
  /** What imports did to an account, newest first. */
  ofAccount(account: string): AccountImport[];
  /** Saved matches of headings to fields, by name. */
  mappings(): ColumnMapping[];
  /** Replaces one of the same name. */
  saveMapping(mapping: ColumnMapping): void;
}

type ListedRow = Omit<PastImport, 'isTakenBack' | 'canTakeBack'> & {
  isTakenBack: number;
  canTakeBack: number;
};
type ChangeRow = { account: string; before: string | null; fields: string };

const LISTED = `SELECT number AS import, at, file_name AS fileName, added, changed,
    undo_state IS NOT NULL AS isTakenBack,
    undo_state IS NULL AND is_bound = 0 AND NOT EXISTS (
      SELECT 1 FROM import_overlaps o JOIN imports later ON later.number = o.later
      WHERE o.earlier = i.number AND later.undo_state IS NULL) AS canTakeBack
  FROM imports i`;

function listed(row: ListedRow): PastImport {
  return { ...row, isTakenBack: row.isTakenBack === 1, canTakeBack: row.canTakeBack === 1 };
}

export function importsTable(sql: Sql, sealing: Sealing): ImportsTable {
  const highest = sql.prepare<{ n: number | null }>('SELECT max(number) AS n FROM imports');
  const add = sql.prepare('INSERT INTO imports (number, at, file_name) VALUES (?, ?, ?)');
  const addAccount = sql.prepare(
    'INSERT INTO import_accounts (import, account, before, fields) VALUES (?, ?, ?, ?)',
  );
  const addSecret = sql.prepare(
    'INSERT INTO import_secrets (import, account, field, value) VALUES (?, ?, ?, ?)',
  );
  const overtake = sql.prepare(
    `INSERT OR IGNORE INTO import_overlaps (earlier, later)
     SELECT import, ? FROM import_accounts WHERE account = ? AND import < ?`,
  );
  const countIt = sql.prepare(
    'UPDATE imports SET added = added + ?, changed = changed + ? WHERE number = ?',
  );
  const list = sql.prepare<ListedRow>(`${LISTED} ORDER BY number DESC`);
  const get = sql.prepare<ListedRow>(`${LISTED} WHERE number = ?`);
  const beginUndo = sql.prepare(
    "UPDATE imports SET undo_state = 'begun', undone_at = ? WHERE number = ?",
  );
  const begun = sql.prepare<{ number: number }>(
    "SELECT number FROM imports WHERE undo_state = 'begun' ORDER BY number DESC",
  );
  const toRestore = sql.prepare<ChangeRow>(
    `SELECT account, before, fields FROM import_accounts
     WHERE import = ? AND is_restored = 0 LIMIT ?`,
  );
  const secretsBefore = sql.prepare<{ field: string; value: string | null }>(
    'SELECT field, value FROM import_secrets WHERE import = ? AND account = ?',
  );
  const restored = sql.prepare(
    'UPDATE import_accounts SET is_restored = 1 WHERE import = ? AND account = ?',
  );
  const endUndo = sql.prepare("UPDATE imports SET undo_state = 'done' WHERE number = ?");
  const ofAccount = sql.prepare<
    Omit<AccountImport, 'isAdded' | 'fields'> & { isAdded: number; fields: string }
  >(
    `SELECT i.number AS import, i.at, i.file_name AS fileName, c.before IS NULL AS isAdded, c.fields,
       i.undone_at AS undoneAt
     FROM import_accounts c JOIN imports i ON i.number = c.import
     WHERE c.account = ? ORDER BY i.number DESC`,
  );
  const mappings = sql.prepare<{ mapping: string }>(
    'SELECT mapping FROM column_mappings ORDER BY name COLLATE NOCASE',
  );
  const saveMapping = sql.prepare(
    `INSERT INTO column_mappings (name, mapping) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET mapping = excluded.mapping`,
  );

  return {
    add: (at, fileName) => {
      const number = (highest.get()?.n ?? 0) + 1;
      add.run(number, at, fileName);
      return number;
    },
    note: (number, changes) => {
      for (const { account, before, fields, secrets } of changes) {
        const asItWas = before === null ? null : JSON.stringify(before);
        addAccount.run(number, account, asItWas, JSON.stringify(fields));
        // One that is added again was gone, so whatever imported it before is taken back already.
        if (before === null) continue;
        for (const [field, value] of Object.entries(secrets)) {
          const place = placeOf(number, account, field);
          addSecret.run(number, account, field, value === null ? null : sealing.seal(place, value));
        }
        overtake.run(number, account, number);
      }
      const added = changes.filter(({ before }) => before === null).length;
      countIt.run(added, changes.length - added, number);
    },
    list: () => list.all().map(listed),
    get: (number) => {
      const row = get.get(number);
      return row ? listed(row) : null;
    },
    beginUndo: (number, at) => void beginUndo.run(at, number),
    begun: () => begun.all().map(({ number }) => number),
    toRestore: (number, limit) =>
      toRestore.all(number, limit).map(({ account, before, fields }) => ({
        account,
        before: before === null ? null : JSON.parse(before),
        fields: JSON.parse(fields),
        secrets: Object.fromEntries(
          secretsBefore
            .all(number, account)
            .map(({ field, value }) => [
              field,
              value === null ? null : sealing.open(placeOf(number, account, field), value),
            ]),
        ),
      })),
    markRestored: (number, account) => void restored.run(number, account),
    endUndo: (number) => void endUndo.run(number),
    ofAccount: (account) =>
      ofAccount.all(account).map(({ isAdded, fields, ...row }) => ({
        ...row,
        isAdded: isAdded === 1,
        fields: JSON.parse(fields),
      })),
    mappings: () => mappings.all().map(({ mapping }) => JSON.parse(mapping)),
    saveMapping: (mapping) => void saveMapping.run(mapping.name, JSON.stringify(mapping)),
  };
}

function placeOf(number: number, account: string, field: string) {
  return ['import_secrets', String(number), account, field, 'value'];
}
