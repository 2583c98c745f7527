import type { AccountPage } from '../../contract/accounts.ts';
import { allOf, searchCondition } from './search.ts';
import type { Sql, SqlValue, Statement } from './sql.ts';

/** Which part of the account list; a `search` without words fits all. */
export interface AccountPageQuery {
  search: string;
  offset: number;
  limit: number;
  isDescending: boolean;
  status?: 'open' | 'full' | 'closed' | undefined;
  sort: 'account' | 'name' | 'workOrder' | 'devices' | 'changedAt';
}

type Row = AccountPage['rows'][number];

/** Each has an index in this very order, so that a page of a long list costs a page. */
const ORDERS: Record<AccountPageQuery['sort'], (way: string) => string> = {
  account: (way) => `account ${way}`,
  name: (way) => `name COLLATE NOCASE ${way}, account ${way}`,
  workOrder: (way) => `work_order COLLATE NOCASE ${way}, account ${way}`,
  devices: (way) => `devices ${way}, account ${way}`,
  changedAt: (way) => `changed_at ${way}, account ${way}`,
};

/** Pages of the account list. Statements are compiled once for each shape of question. */
export function accountPages(sql: Sql): (query: AccountPageQuery) => AccountPage {
  const perStatus = sql.prepare<{ status: 'open' | 'full' | 'closed'; n: number }>(
    'SELECT status, count(*) AS n FROM accounts GROUP BY status',
  );
  const compiled = new Map<string, Statement<unknown>>();
  function all<T>(source: string, values: SqlValue[]): T[] {
    const statement = compiled.get(source) ?? sql.prepare<unknown>(source);
    compiled.set(source, statement);
    return statement.all(...values) as T[];
  }

  return ({ search, status, sort, isDescending, limit, offset }) => {
    const counts = { all: 0, open: 0, full: 0, closed: 0 };
    for (const { status: name, n } of perStatus.all()) {
      counts[name] = n;
      counts.all += n;
    }
    const found = searchCondition('search', search);
    const where = allOf([status ? { sql: 'status = ?', values: [status] } : null, found]);
    // Without a search the counts say it already; a search has to look at every row once.
    const total =
      found === null
        ? counts[status ?? 'all']
        : (all<{ n: number }>(`SELECT count(*) AS n FROM accounts ${where.sql}`, where.values)[0]
            ?.n ?? 0);
    const rows = all<Row>(
      `SELECT account, name, work_order AS workOrder, model, devices, allowed, status,
         changed_at AS changedAt FROM accounts ${where.sql}
       ORDER BY ${ORDERS[sort](isDescending ? 'DESC' : 'ASC')} LIMIT ? OFFSET ?`,
      [...where.values, limit, offset],
    );
    return { total, counts, rows };
  };
}
