import type { BindingPage, BindingRow, bindingFilters } from '../../contract/bindings.ts';
import type { EpochMs } from '../../contract/values.ts';
import { allOf, type Condition, compiledOnce, FEW_ROWS, searchCondition } from './search.ts';
import type { Sql, SqlValue } from './sql.ts';

/** Which part of the list of bindings. */
export interface BindingPageQuery {
  search: string;
  offset: number;
  limit: number;
  isDescending: boolean;
  filter: (typeof bindingFilters)[number];
  /** Bound at or after. */
  since?: EpochMs | undefined;
  workOrder?: string | undefined;
  model?: string | undefined;
  sort: 'boundAt' | 'mac' | 'serial' | 'model' | 'account' | 'name';
}

type Way = 'ASC' | 'DESC';
type Row = Omit<BindingRow, 'state' | 'wasVoided'> & {
  endedAs: 'undone' | 'released' | null;
  wasVoided: number;
};

/** Each has an index in this very order, so that a page of a long list costs a page. */
const ORDERS: Record<BindingPageQuery['sort'], (way: Way) => string> = {
  boundAt: (way) => `b.bound_at ${way}, b.id ${way}`,
  mac: (way) => `b.mac ${way}, b.id ${way}`,
  serial: (way) => `b.serial ${way}, b.id ${way}`,
  model: (way) => `b.model ${way}, b.id ${way}`,
  account: (way) => `b.account ${way}, b.id ${way}`,
  name: (way) => `a.name COLLATE NOCASE ${way}, a.account ${way}, b.id ${way}`,
};

// A batch whose file is not proved yet does not count as exported to anyone who looks.
const ROW = `SELECT b.id, b.account, b.mac, b.serial, b.model, b.bound_at AS boundAt,
    CASE WHEN x.state = 'live' THEN b.batch END AS batch, b.ended_as AS endedAs,
    b.was_voided AS wasVoided, a.name, a.work_order AS workOrder, a.devices, a.allowed
  FROM bindings b JOIN accounts a ON a.account = b.account
    LEFT JOIN batches x ON x.number = b.batch WHERE b.id = ?`;

/** Rows as the list shows them, by id, in the order of the ids. */
export function bindingRows(sql: Sql): (ids: readonly number[]) => BindingRow[] {
  const get = sql.prepare<Row>(ROW);
  return (ids) =>
    ids.flatMap((id) => {
      const row = get.get(id);
      if (!row) return [];
      const { endedAs, wasVoided, ...rest } = row;
      const state = endedAs ?? (rest.batch === null ? 'bound' : 'exported');
      return [{ ...rest, state, wasVoided: wasVoided === 1 }];
    });
}

/** Pages of the list of bindings: first the ids, from indexes, then the rows of that page alone. */
export function bindingPages(
  sql: Sql,
  rowsOf: (ids: readonly number[]) => BindingRow[],
): (query: BindingPageQuery) => BindingPage {
  const perStanding = sql.prepare<{ standing: 'open' | 'held' | 'ended'; n: number }>(
    'SELECT standing, count(*) AS n FROM bindings GROUP BY standing',
  );
  const voided = sql.prepare<{ n: number }>(
    'SELECT count(*) AS n FROM bindings WHERE was_voided = 1',
  );
  const pending = sql.prepare<{ number: number; n: number }>(
    `SELECT number, (SELECT count(*) FROM bindings WHERE batch = number AND ended_as IS NULL) AS n
     FROM batches WHERE state = 'pending'`,
  );
  const all = compiledOnce(sql);
  const idsOf = (source: string, values: readonly SqlValue[]) =>
    all<{ id: number }>(source, values).map(({ id }) => id);

  /** The only ones that fit, when they are few; else null, with how many there are. */
  function narrowed(
    { sql: where, values }: Condition,
    isSearch: boolean,
    known: number | null,
  ): { ids: number[] | null; total: number } {
    // A search looks at every row once, in the order of the file.
    const first = `SELECT id FROM bindings b ${isSearch ? 'NOT INDEXED' : ''} ${where}`;
    const probe = isSearch ? idsOf(`${first} LIMIT ${FEW_ROWS + 1}`, values) : null;
    if (probe !== null && probe.length <= FEW_ROWS) return { ids: probe, total: probe.length };
    const total =
      known ??
      all<{ n: number }>(`SELECT count(*) AS n FROM bindings b ${where}`, values)[0]?.n ??
      0;
    return { ids: total <= FEW_ROWS ? idsOf(first, values) : null, total };
  }

  return (query) => {
    const waiting = pending.all();
    const counts = countsOf(perStanding.all(), voided.get()?.n ?? 0, waiting);
    const { filter, sort, isDescending, limit, offset } = query;
    const found = searchCondition('b.search', query.search);
    const narrower = [
      found,
      query.since === undefined ? null : { sql: 'b.bound_at >= ?', values: [query.since] },
      query.model === undefined ? null : { sql: 'b.model = ?', values: [query.model] },
      query.workOrder === undefined ? null : inWorkOrder(query.workOrder),
    ];
    const where = allOf([filterCondition(filter, waiting[0]?.number ?? null), ...narrower]);
    const known = narrower.every((each) => each === null) ? counts[filter] : null;
    const { ids, total } = narrowed(where, found !== null, known);
    const order = `ORDER BY ${ORDERS[sort](isDescending ? 'DESC' : 'ASC')} LIMIT ? OFFSET ?`;
    const page =
      ids === null
        ? idsOf(`SELECT b.id FROM ${WALKED[sort]} ${where.sql} ${order}`, [
            ...where.values,
            limit,
            offset,
          ])
        : idsOf(`SELECT b.id FROM ${GIVEN} ${order}`, [JSON.stringify(ids), limit, offset]);
    return { total, counts, rows: rowsOf(page) };
  };
}

/**
 * The index to walk, named, because the planner would rather sort what a filter leaves. By name the accounts come
 * first, in the order of theirs, each with its bindings.
 */
const WALKED: Record<BindingPageQuery['sort'], string> = {
  boundAt: 'bindings b INDEXED BY bindings_by_time',
  mac: 'bindings b INDEXED BY bindings_by_mac',
  serial: 'bindings b INDEXED BY bindings_by_serial',
  model: 'bindings b INDEXED BY bindings_by_model',
  account: 'bindings b INDEXED BY bindings_by_account',
  name: 'accounts a CROSS JOIN bindings b INDEXED BY bindings_by_account ON b.account = a.account',
};
const GIVEN = `json_each(?) given CROSS JOIN bindings b ON b.id = given.value
  CROSS JOIN accounts a ON a.account = b.account`;

function countsOf(
  standings: readonly { standing: 'open' | 'held' | 'ended'; n: number }[],
  voided: number,
  waiting: readonly { n: number }[],
): BindingPage['counts'] {
  const n = { open: 0, held: 0, ended: 0 };
  for (const each of standings) n[each.standing] = each.n;
  const notProved = waiting.reduce((sum, batch) => sum + batch.n, 0);
  return {
    all: n.open + n.held + n.ended,
    open: n.open + notProved,
    exported: n.held - notProved,
    voided,
    ended: n.ended,
  };
}

/** @param pending the batch whose file is still being written: at most one is */
function filterCondition(
  filter: BindingPageQuery['filter'],
  pending: number | null,
): Condition | null {
  switch (filter) {
    case 'all':
      return null;
    case 'open':
      return pending === null
        ? { sql: "b.standing = 'open'", values: [] }
        : { sql: "b.standing <> 'ended' AND ifnull(b.batch, ?) = ?", values: [pending, pending] };
    case 'exported':
      return pending === null
        ? { sql: "b.standing = 'held'", values: [] }
        : { sql: "b.standing = 'held' AND b.batch <> ?", values: [pending] };
    case 'voided':
      return { sql: 'b.was_voided = 1', values: [] };
    case 'ended':
      return { sql: "b.standing = 'ended'", values: [] };
  }
}

function inWorkOrder(workOrder: string): Condition {
  const sql = 'b.account IN (SELECT account FROM accounts WHERE work_order = ? COLLATE NOCASE)';
  return { sql, values: [workOrder] };
}
