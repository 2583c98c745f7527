import type { Account } from '../../contract/accounts.ts';
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
  /** One account as a UI shows it; exact. */
  get(account: string): Account | null;
  /** By exact number, or by the only one that differs in nothing but case. */
  find(text: string): Account | null;
  byWorkOrder(workOrder: string): Account[];
  /** Accounts equal to `digits` but for leading zeros, itself left out. */
  sameNumber(digits: string): string[];
  record(account: string): AccountRecord | null;
  save(record: AccountRecord): void;
  /** Field name to secret value. Only for templates and for comparing; never list or log it. */
  secrets(account: string): Record<string, string>;
  /** Null removes the secret. The account must exist. */
  saveSecret(account: string, field: string, value: string | null): void;
}

type ListedRow = Omit<Account, 'status'> & { isClosed: number };
type RecordRow = Omit<AccountRecord, 'isClosed'> & { isClosed: number };

const LISTED = `SELECT account, name, work_order AS workOrder, model, allowed, is_closed AS isClosed,
    (SELECT count(*) FROM bindings b WHERE b.account = a.account AND b.ended_as IS NULL) AS devices
  FROM accounts a`;

/** Closed wins; otherwise full as soon as every allowed device is bound. */
function listed({ isClosed, ...row }: ListedRow): Account {
  const status = isClosed === 1 ? 'closed' : row.devices >= row.allowed ? 'full' : 'open';
  return { ...row, status };
}

export function accountsTable(sql: Sql): AccountsTable {
  const list = sql.prepare<ListedRow>(`${LISTED} ORDER BY account`);
  const get = sql.prepare<ListedRow>(`${LISTED} WHERE account = ?`);
  const anyCase = sql.prepare<ListedRow>(`${LISTED} WHERE account = ? COLLATE NOCASE LIMIT 2`);
  const byWorkOrder = sql.prepare<ListedRow>(
    `${LISTED} WHERE work_order = ? COLLATE NOCASE ORDER BY account`,
  );
  const sameNumber = sql.prepare<{ account: string }>(
    `SELECT account FROM accounts WHERE ltrim(account, '0') = ltrim(?, '0') AND account <> ?`,
  );
  const record = sql.prepare<RecordRow>(
    `SELECT account, name, work_order AS workOrder, model, user_id AS userId,
       display_name AS displayName, allowed, is_closed AS isClosed FROM accounts WHERE account = ?`,
  );
  const save = sql.prepare(
    `INSERT INTO accounts
       (account, name, work_order, model, user_id, display_name, allowed, is_closed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account) DO UPDATE SET name = excluded.name, work_order = excluded.work_order,
       model = excluded.model, user_id = excluded.user_id, display_name = excluded.display_name,
       allowed = excluded.allowed, is_closed = excluded.is_closed`,
  );
  const secrets = sql.prepare<{ field: string; value: string }>(
    'SELECT field, value FROM account_secrets WHERE account = ?',
  );
  const saveSecret = sql.prepare(
    `INSERT INTO account_secrets (account, field, value) VALUES (?, ?, ?)
     ON CONFLICT (account, field) DO UPDATE SET value = excluded.value`,
  );
  const removeSecret = sql.prepare('DELETE FROM account_secrets WHERE account = ? AND field = ?');

  return {
    list: () => list.all().map(listed),
    get: (account) => {
      const row = get.get(account);
      return row ? listed(row) : null;
    },
    find: (text) => {
      const exact = get.get(text);
      if (exact) return listed(exact);
      const [only, another] = anyCase.all(text);
      return only && !another ? listed(only) : null;
    },
    byWorkOrder: (workOrder) => byWorkOrder.all(workOrder).map(listed),
    sameNumber: (digits) => sameNumber.all(digits, digits).map((row) => row.account),
    record: (account) => {
      const row = record.get(account);
      return row ? { ...row, isClosed: row.isClosed === 1 } : null;
    },
    save: (r) =>
      void save.run(
        r.account,
        r.name,
        r.workOrder,
        r.model,
        r.userId,
        r.displayName,
        r.allowed,
        r.isClosed ? 1 : 0,
      ),
    secrets: (account) =>
      Object.fromEntries(secrets.all(account).map((row) => [row.field, row.value])),
    saveSecret: (account, field, value) =>
      void (value === null
        ? removeSecret.run(account, field)
        : saveSecret.run(account, field, value)),
  };
}
