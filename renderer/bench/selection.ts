/** Which units are selected, by the keys and clicks every list knows. Pure. */
import type { Mac } from '../../main/contract/values.ts';

export type Selection = ReadonlySet<Mac>;

export const nothingSelected: Selection = new Set();

/** Ctrl+click, or Space: in or out. */
export function toggled(selection: Selection, mac: Mac): Selection {
  const next = new Set(selection);
  if (!next.delete(mac)) next.add(mac);
  return next;
}

/**
 * Shift+click: everything from the anchor to here joins.
 * @param order  the units in sight, in the order of the board
 */
export function withRange(
  selection: Selection,
  order: readonly Mac[],
  anchor: Mac | null,
  to: Mac,
): Selection {
  const end = order.indexOf(to);
  const start = anchor === null ? end : order.indexOf(anchor);
  if (end === -1) return selection;
  const from = start === -1 ? end : start;
  return new Set([...selection, ...order.slice(Math.min(from, end), Math.max(from, end) + 1)]);
}
