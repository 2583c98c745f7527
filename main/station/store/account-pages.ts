import type { AccountPage } from '../../contract/accounts.ts';
import { allOf, compiledOnce, FEW_ROWS, searchCondition } from './search.ts';
import type { Sql } from './sql.ts';

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

const ROW = `SELECT account, name, work_order AS workOrder, model, devices, allowed, status,
    changed_at AS changedAt FROM accounts`;
/** Each has an index in this very order, so that a page of a long list costs a page. */
const ORDERS: Record<AccountPageQuery['sort'], (way: string) => string> = {
  account: (way) => `account ${way}`,
  name: (way) => `name COLLATE NOCASE ${way}, account ${way}`,
  workOrder: (way) => `work_order COLLATE NOCASE ${way}, account ${way}`,
  devices: (way) => `devices ${way}, account ${way}`,
  changedAt: (way) => `changed_at ${way}, account ${way}`,
};

/** Pages of the account list. */
export function accountPages(sql: Sql): (query: AccountPageQuery) => AccountPage {
  const perStatus = sql.prepare<{ status: 'open' | 'full' | 'closed'; n: number }>(
    'SELECT status, count(*) AS n FROM accounts GROUP BY status',
  );
  const all = compiledOnce(sql);

  return ({ search, status, sort, isDescending, limit, offset }) => {
    const counts = { all: 0, open: 0, full: 0, closed: 0 };
    for (const { status: name, n } of perStatus.all()) {
      counts[name] = n;
      counts.all += n;
    }
    const found = searchCondition('search', search);
    const where = allOf([status ? { sql: 'status = ?', values: [status] } : null, found]);
    const order = `ORDER BY ${ORDERS[sort](isDescending ? 'DESC' : 'ASC')} LIMIT ? OFFSET ?`;
    // Without a search the counts say how many; a search looks at every row once, in the order of the file.
    const few =
      found === null
        ? null
        : all<{ rowid: number }>(
            `SELECT rowid FROM accounts NOT INDEXED ${where.sql} LIMIT ${FEW_ROWS + 1}`,
            where.values,
          );
    if (few !== null && few.length <= FEW_ROWS) {
      const ids = JSON.stringify(few.map(({ rowid }) => rowid));
      const rows = all<Row>(`${ROW} WHERE rowid IN (SELECT value FROM json_each(?)) ${order}`, [
        ids,
        limit,
        offset,
      ]);
      return { total: few.length, counts, rows };
    }
    const total =
      few === null
        ? counts[status ?? 'all']
        : (all<{ n: number }>(`SELECT count(*) AS n FROM accounts ${where.sql}`, where.values)[0]
            ?.n ?? 0);
    const rows = all<Row>(`${ROW} ${where.sql} ${order}`, [...where.values, limit, offset]);
    return { total, counts, rows };
  };
}
