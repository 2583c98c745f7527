/** Taking a bind back, as long as nobody outside knows of it. */
import type { Binding } from '../../contract/bindings.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { StoredBinding } from '../store/bindings.ts';
import type { KeptPair } from '../store/seats.ts';
import type { Tables } from '../store/store.ts';
import { words } from './words.ts';

/** What was taken back; `wasKept`: a pair that waited for its unit, so never a binding of the list. */
export interface TakenBack {
  binding: Binding;
  wasKept: boolean;
}

export type Undone =
  | ({ ok: true } & TakenBack)
  | { ok: false; code: 'NOTHING_TO_UNDO' | 'EXPORTED'; reason: string };

/** Takes back what the seat did last: its newest live bind or kept pair; asked again, the one before it. */
export function undoLast(tables: Tables, seat: string, at: EpochMs): Undone {
  const live = tables.bindings.lastOfSeat(seat);
  const kept = tables.seats.keptPairs().findLast((pair) => pair.seat === seat);
  if (kept && kept.at >= (live?.boundAt ?? 0)) return forget(tables, kept);
  return take(tables, live, at);
}

/** Takes back the live bind of one unit, wherever it was made, or the pair kept for it. */
export function undoUnit(tables: Tables, mac: Mac, at: EpochMs): Undone {
  const live = tables.bindings.live(mac);
  const kept = tables.seats.keptPairs().find((pair) => pair.mac === mac);
  return live === null && kept ? forget(tables, kept) : take(tables, live, at);
}

function take(tables: Tables, live: StoredBinding | null, at: EpochMs): Undone {
  if (live === null) return { ok: false, code: 'NOTHING_TO_UNDO', reason: words.nothingToUndo };
  if (live.isHeldByBatch) return { ok: false, code: 'EXPORTED', reason: words.exported(live) };
  return { ok: true, wasKept: false, binding: tables.bindings.end(live.id, 'undone', at) };
}

function forget(tables: Tables, { mac, account, at }: KeptPair): Undone {
  tables.seats.dropPair(mac);
  const unknown = { serial: null, model: null, batch: null };
  const binding = { account, mac, ...unknown, state: 'undone' as const, boundAt: at };
  return { ok: true, wasKept: true, binding };
}
