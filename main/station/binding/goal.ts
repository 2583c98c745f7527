/** How far the work order in hand is (UI design, section 6.3). */
import type { Goal } from '../../contract/bindings.ts';
import type { Tables } from '../store/store.ts';

const LAST_BINDS = 10;
/** Fewer pauses between binds say nothing about the next one. */
const FEWEST_PAUSES = 2;

const none: Goal = { workOrder: null, bound: 0, total: 0, secondsLeft: null };

/** The work order of the account bound last at that seat, or, where nothing was, on the station. */
export function goalOf({ accounts, bindings }: Tables, seat: string): Goal {
  const ofSeat = bindings.newest(seat, LAST_BINDS);
  const newest = ofSeat.length > 0 ? ofSeat : bindings.newest(null, LAST_BINDS);
  const last = newest[0];
  const workOrder = last === undefined ? null : (accounts.get(last.account)?.workOrder ?? null);
  if (workOrder === null) return none;
  const { bound, total } = accounts.goalOf(workOrder);
  const pauseMs = usualPauseMs(newest.map(({ boundAt }) => boundAt));
  const left = Math.max(0, total - bound);
  const secondsLeft = pauseMs === null ? null : Math.round((left * pauseMs) / 1000);
  return { workOrder, bound, total, secondsLeft };
}

/** The middle one: a lunch break among the last binds does not count. */
function usualPauseMs(boundAt: readonly number[]): number | null {
  const pauses = boundAt.slice(1).map((at, index) => Math.abs((boundAt[index] ?? at) - at));
  pauses.sort((a, b) => a - b);
  return pauses.length < FEWEST_PAUSES ? null : (pauses[Math.floor(pauses.length / 2)] ?? null);
}
