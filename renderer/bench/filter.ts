import type { Unit } from '../../main/contract/model.ts';
import { isMeant, type UnitQuery, unitQuery } from '../units/search.ts';
import {
  type CounterId,
  needsAttention,
  type TileStateId,
  tileStateOf,
} from '../units/tile-state.ts';

/** `on-bench`: everything; else a counter or one state. `ready` and `verified` mean the same units. */
export type FilterId = 'on-bench' | CounterId | TileStateId;

/** Which units a person looks for; made once per change, so that views can compare it by identity. */
export interface BoardFilter {
  id: FilterId;
  query: UnitQuery | null;
}

export const everything: BoardFilter = { id: 'on-bench', query: null };

export function boardFilter(id: FilterId, search: string): BoardFilter {
  const query = unitQuery(search);
  return id === 'on-bench' && query === null ? everything : { id, query };
}

/** Whether a unit belongs to what is looked for. */
export function isWanted(unit: Unit, filter: BoardFilter): boolean {
  if (filter.query !== null && !isMeant(unit, filter.query)) return false;
  if (filter.id === 'on-bench') return true;
  if (filter.id === 'attention') return needsAttention(unit);
  const { id, counter } = tileStateOf(unit);
  return filter.id === id || filter.id === counter;
}

/** How many units are in each state. */
export function countStates(units: Iterable<Unit>): Readonly<Record<TileStateId, number>> {
  const counts: Record<TileStateId, number> = {
    seen: 0,
    'sp-cust': 0,
    'sec-prv-1': 0,
    rehearsal: 0,
    verified: 0,
    bound: 0,
    waiting: 0,
    failed: 0,
    'link-lost': 0,
  };
  for (const unit of units) counts[tileStateOf(unit).id] += 1;
  return counts;
}
