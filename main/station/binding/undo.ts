/** Taking a bind back, as long as nobody outside knows of it. */
import type { Binding } from '../../contract/bindings.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { StoredBinding } from '../store/bindings.ts';
import type { Tables } from '../store/store.ts';
import { words } from './words.ts';

export type Undone =
  | { ok: true; binding: Binding }
  | { ok: false; code: 'NOTHING_TO_UNDO' | 'EXPORTED'; reason: string };

/** Ends the newest live bind of a seat; asked again, the one before it. */
export function undoLast(tables: Tables, seat: string, at: EpochMs): Undone {
  return take(tables, tables.bindings.lastOfSeat(seat), at);
}

/** Ends the live bind of one unit, wherever it was made. */
export function undoUnit(tables: Tables, mac: Mac, at: EpochMs): Undone {
  return take(tables, tables.bindings.live(mac), at);
}

function take(tables: Tables, live: StoredBinding | null, at: EpochMs): Undone {
  if (live === null) return { ok: false, code: 'NOTHING_TO_UNDO', reason: words.nothingToUndo };
  if (live.isHeldByBatch) return { ok: false, code: 'EXPORTED', reason: words.exported(live) };
  return { ok: true, binding: tables.bindings.end(live.id, 'undone', at) };
}
