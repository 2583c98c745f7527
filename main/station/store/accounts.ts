import type { Account, AccountPage } from '../../contract/accounts.ts';
import type { EpochMs } from '../../contract/values.ts';
import type { Sealing } from '../vault/seal.ts';
import { type AccountPageQuery, accountPages } from './account-pages.ts';
import { type ImportsTable, importsTable } from './imports.ts';
import { searchText } from './search.ts';
import type { Sql } from './sql.ts';

/** An account as imported. Secrets are apart, see {@link AccountsTable.secrets}. */
export interface AccountRecord {
  account: string;
  name: string | null;
  workOrder: string | null;
  model: string | null;
  userId: string | null;
  displayName: string | null;
  allowed: number;
  isClosed: boolean;
}

export interface AccountsTable {
  /** As a UI shows them, by account number, with live devices counted. */
  list(): Account[];
  /** A part of the list; counts are of the whole list, `total` of what fits. */
  page(query: AccountPageQuery): AccountPage;
  count(): number;
  /** One account as a UI shows it; exact. */
  get(account: string): Account | null;
  /** By exact number, or by the only one that differs in nothing but case. */
  find(text: string): Account | null;
  byWorkOrder(workOrder: string): Account[];
  /** Live devices and devices allowed, over the accounts of a work order that are not closed. */
  goalOf(workOrder: string): { bound: number; total: number };
  /** Accounts equal to `digits` but for leading zeros, itself left out. */
  sameNumber(digits: string): string[];
  record(account: string): AccountRecord | null;
  /** @param changedAt when it became so; null: not known */
  save(record: AccountRecord, changedAt?: EpochMs | null): void;
  /** When it was last saved, if that is known. */
  changedAt(account: string): EpochMs | null;
  /** Its secrets go too. @throws the driver's constraint error when it ever had a binding. */
  remove(account: string): void;
  /**
   * Field name to secret value. Only for templates and for comparing; never list or log it.
   * @throws StationError STORE_LOCKED when there is one
   */
  secrets(account: string): Record<string, string>;
  /** Whether any account has a secret of that name. */
  knowsSecret(field: string): boolean;
  /** Names only. */
  secretNames(account: string): string[];
  /** Null removes the secret. The account must exist. @throws StationError STORE_LOCKED for any other */
  saveSecret(account: string, field: string, value: string | null): void;
  readonly imports: ImportsTable;
}

type RecordRow = Omit<AccountRecord, 'isClosed'> & { isClosed: number };

const LISTED = `SELECT account, name, work_order AS workOrder, model, devices, allowed, status
  FROM accounts`;

export function accountsTable(sql: Sql, sealing: Sealing): AccountsTable {
  const list = sql.prepare<Account>(`${LISTED} ORDER BY account`);
  const count = sql.prepare<{ n: number }>('SELECT count(*) AS n FROM accounts');
  const get = sql.prepare<Account>(`${LISTED} WHERE account = ?`);
  const anyCase = sql.prepare<Account>(`${LISTED} WHERE account = ? COLLATE NOCASE LIMIT 2`);
  const byWorkOrder = sql.prepare<Account>(
    `${LISTED} WHERE work_order = ? COLLATE NOCASE ORDER BY account`,
  );
  const goalOf = sql.prepare<{ bound: number; total: number }>(
    `SELECT coalesce(sum(devices), 0) AS bound, coalesce(sum(allowed), 0) AS total FROM accounts
     WHERE work_order = ? COLLATE NOCASE AND is_closed = 0`,
  );
  const sameNumber = sql.prepare<{ account: string }>(
    `SELECT account FROM accounts WHERE ltrim(account, '0') = ltrim(?, '0') AND account <> ?`,
  );
  const record = sql.prepare<RecordRow>(
    `SELECT account, name, work_order AS workOrder, model, user_id AS userId,
       display_name AS displayName, allowed, is_closed AS isClosed FROM accounts WHERE account = ?`,
  );
  const save = sql.prepare(
    `INSERT INTO accounts (account, name, work_order, model, user_id, display_name, allowed,
       is_closed, search, changed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account) DO UPDATE SET name = excluded.name, work_order = excluded.work_order,
       model = excluded.model, user_id = excluded.user_id, display_name = excluded.display_name,
       allowed = excluded.allowed, is_closed = excluded.is_closed, search = excluded.search,
       changed_at = excluded.changed_at`,
  );
  const changedAt = sql.prepare<{ at: EpochMs | null }>(
    'SELECT changed_at AS at FROM accounts WHERE account = ?',
  );
  const remove = sql.prepare('DELETE FROM accounts WHERE account = ?');
  const secrets = sql.prepare<{ field: string; value: string }>(
    'SELECT field, value FROM account_secrets WHERE account = ?',
  );
  const secretNames = sql.prepare<{ field: string }>(
    'SELECT field FROM account_secrets WHERE account = ? ORDER BY field',
  );
  const knowsSecret = sql.prepare<{ one: number }>(
    'SELECT 1 AS one FROM account_secrets WHERE field = ? LIMIT 1',
  );
  const saveSecret = sql.prepare(
    `INSERT INTO account_secrets (account, field, value) VALUES (?, ?, ?)
     ON CONFLICT (account, field) DO UPDATE SET value = excluded.value`,
  );
  const removeSecret = sql.prepare('DELETE FROM account_secrets WHERE account = ? AND field = ?');
  const removeSecrets = sql.prepare('DELETE FROM account_secrets WHERE account = ?');

  return {
    list: () => list.all(),
    page: accountPages(sql),
    count: () => count.get()?.n ?? 0,
    get: (account) => get.get(account) ?? null,
    find: (text) => {
      const exact = get.get(text);
      if (exact) return exact;
      const [only, another] = anyCase.all(text);
      return only && !another ? only : null;
    },
    byWorkOrder: (workOrder) => byWorkOrder.all(workOrder),
    goalOf: (workOrder) => goalOf.get(workOrder) ?? { bound: 0, total: 0 },
    sameNumber: (digits) => sameNumber.all(digits, digits).map((row) => row.account),
    record: (account) => {
      const row = record.get(account);
      return row ? { ...row, isClosed: row.isClosed === 1 } : null;
    },
    save: (r, at = null) => {
      const { account, name, workOrder, model, userId, displayName, allowed } = r;
      const search = searchText([account, name, workOrder, model, userId, displayName]);
      const closed = r.isClosed ? 1 : 0;
      save.run(account, name, workOrder, model, userId, displayName, allowed, closed, search, at);
    },
    changedAt: (account) => changedAt.get(account)?.at ?? null,
    remove: (account) => {
      removeSecrets.run(account);
      remove.run(account);
    },
    secrets: (account) =>
      Object.fromEntries(
        secrets
          .all(account)
          .map(({ field, value }) => [field, sealing.open(place(account, field), value)]),
      ),
    knowsSecret: (field) => knowsSecret.get(field) !== undefined,
    secretNames: (account) => secretNames.all(account).map(({ field }) => field),
    saveSecret: (account, field, value) =>
      void (value === null
        ? removeSecret.run(account, field)
        : saveSecret.run(account, field, sealing.seal(place(account, field), value))),
    imports: importsTable(sql, sealing),
  };
}

function place(account: string, field: string) {
  return ['account_secrets', account, field, 'value'];
}
