import type { Binding, BindingPage, BindingRow } from '../../contract/bindings.ts';
import type { Stage } from '../../contract/model.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import { type BindingPageQuery, bindingPages, bindingRows } from './binding-pages.ts';
import type { Sql } from './sql.ts';

/** One unit given to one account, with what was known of the unit at that moment. */
export interface NewBinding {
  account: string;
  mac: Mac;
  serial: string | null;
  model: string | null;
  firmware: string | null;
  stage: Stage;
  boundAt: EpochMs;
  /** Where it was scanned. */
  seat: string;
}

/** `isHeldByBatch`: a batch holds it, be it live or still being written. */
export type StoredBinding = NewBinding & { id: number; isHeldByBatch: boolean };

/** Bindings are ended, never deleted; the schema allows one live binding per unit. */
export interface BindingsTable {
  /** @throws the driver's constraint error when the unit already has a live binding. */
  add(binding: NewBinding): Binding;
  /** @param reason what a person said to it, for good */
  end(id: number, as: 'undone' | 'released', at: EpochMs, reason?: string | null): Binding;
  /** Every binding there ever was, oldest first. */
  list(): Binding[];
  /** A part of the list; counts are of the whole list, `total` of what fits. */
  page(query: BindingPageQuery): BindingPage;
  /** The unit's live binding as the list shows it. */
  row(mac: Mac): BindingRow | null;
  /** Every binding the account ever had, newest first. */
  ofAccount(account: string): Binding[];
  /** Accounts the unit is or ever was bound to. */
  accountsOf(mac: Mac): string[];
  get(id: number): Binding | null;
  /** The unit's live binding. */
  live(mac: Mac): StoredBinding | null;
  liveOfAccount(account: string): StoredBinding[];
  /** The newest live binding made at that seat. */
  lastOfSeat(seat: string): StoredBinding | null;
  /** The newest live bindings of that seat, or of all seats; newest first. */
  newest(seat: string | null, limit: number): StoredBinding[];
  /** Live bindings that no batch holds, oldest first; with `limit`, the first ones after `afterId`. */
  open(limit?: number, afterId?: number): StoredBinding[];
  openSummary(): OpenSummary;
  /** Live and made at or after `since`. */
  countSince(since: EpochMs): number;
}

/** What the next batch would hold, in numbers. */
export interface OpenSummary {
  rows: number;
  accounts: number;
  firstBoundAt: EpochMs | null;
  lastBoundAt: EpochMs | null;
}

type ListedRow = Omit<Binding, 'state'> & { endedAs: 'undone' | 'released' | null };
type StoredRow = NewBinding & { id: number; batch: number | null };

// A batch whose file is not proved yet does not count as exported to anyone who looks.
const LISTED = `SELECT b.account, b.mac, b.serial, b.model, b.bound_at AS boundAt,
    CASE WHEN x.state = 'live' THEN b.batch END AS batch, b.ended_as AS endedAs
  FROM bindings b LEFT JOIN batches x ON x.number = b.batch`;
const STORED = `SELECT id, account, mac, serial, model, firmware, stage, bound_at AS boundAt, seat,
    batch FROM bindings WHERE ended_as IS NULL`;

function listed({ endedAs, ...row }: ListedRow): Binding {
  return { ...row, state: endedAs ?? (row.batch === null ? 'bound' : 'exported') };
}

function stored({ batch, ...row }: StoredRow): StoredBinding {
  return { ...row, isHeldByBatch: batch !== null };
}

export function bindingsTable(sql: Sql): BindingsTable {
  const add = sql.prepare(
    `INSERT INTO bindings (account, mac, serial, model, firmware, stage, bound_at, seat)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const end = sql.prepare(
    'UPDATE bindings SET ended_as = ?, ended_at = ?, end_reason = ? WHERE id = ?',
  );
  const list = sql.prepare<ListedRow>(`${LISTED} ORDER BY b.id`);
  const get = sql.prepare<ListedRow>(`${LISTED} WHERE b.id = ?`);
  const live = sql.prepare<StoredRow>(`${STORED} AND mac = ?`);
  const ofAccount = sql.prepare<StoredRow>(`${STORED} AND account = ? ORDER BY id`);
  const lastOfSeat = sql.prepare<StoredRow>(`${STORED} AND seat = ? ORDER BY id DESC LIMIT 1`);
  const everOf = sql.prepare<ListedRow>(`${LISTED} WHERE b.account = ? ORDER BY b.id DESC`);
  const accountsOf = sql.prepare<{ account: string }>(
    'SELECT DISTINCT account FROM bindings WHERE mac = ?',
  );
  const newest = sql.prepare<StoredRow>(`${STORED} ORDER BY id DESC LIMIT ?`);
  const newestOfSeat = sql.prepare<StoredRow>(`${STORED} AND seat = ? ORDER BY id DESC LIMIT ?`);
  const open = sql.prepare<StoredRow>(`${STORED} AND batch IS NULL AND id > ? ORDER BY id LIMIT ?`);
  const openSummary = sql.prepare<OpenSummary>(
    `SELECT count(*) AS "rows", count(DISTINCT account) AS accounts, min(bound_at) AS firstBoundAt,
       max(bound_at) AS lastBoundAt FROM bindings WHERE ended_as IS NULL AND batch IS NULL`,
  );
  const rows = bindingRows(sql);
  const countSince = sql.prepare<{ n: number }>(
    'SELECT count(*) AS n FROM bindings WHERE ended_as IS NULL AND bound_at >= ?',
  );

  const read = (id: number): Binding => {
    const row = get.get(id);
    if (!row) throw new Error(`no binding ${id}`);
    return listed(row);
  };
  const orNull = (row: StoredRow | undefined): StoredBinding | null => (row ? stored(row) : null);

  return {
    add: (b) => {
      const { lastInsertRowid } = add.run(
        b.account,
        b.mac,
        b.serial,
        b.model,
        b.firmware,
        b.stage,
        b.boundAt,
        b.seat,
      );
      return read(Number(lastInsertRowid));
    },
    end: (id, as, at, reason = null) => {
      end.run(as, at, reason, id);
      return read(id);
    },
    list: () => list.all().map(listed),
    page: bindingPages(sql, rows),
    row: (mac) => {
      const found = live.get(mac);
      return found ? (rows([found.id])[0] ?? null) : null;
    },
    ofAccount: (account) => everOf.all(account).map(listed),
    accountsOf: (mac) => accountsOf.all(mac).map(({ account }) => account),
    get: (id) => {
      const row = get.get(id);
      return row ? listed(row) : null;
    },
    live: (mac) => orNull(live.get(mac)),
    liveOfAccount: (account) => ofAccount.all(account).map(stored),
    lastOfSeat: (seat) => orNull(lastOfSeat.get(seat)),
    newest: (seat, limit) =>
      (seat === null ? newest.all(limit) : newestOfSeat.all(seat, limit)).map(stored),
    open: (limit = -1, afterId = 0) => open.all(afterId, limit).map(stored),
    openSummary: () =>
      openSummary.get() ?? { rows: 0, accounts: 0, firstBoundAt: null, lastBoundAt: null },
    countSince: (since) => countSince.get(since)?.n ?? 0,
  };
}
