/** Where the rows of the list stand, in pixels from the first one. Pure. */
import type { LogLine } from '../../main/contract/model.ts';

export const ROW_PX = 29;
/** Height of each further line of a message that is wrapped. */
export const FURTHER_PX = 19;

/**
 * Top of each row, and the end of the last one.
 * @param columns  characters of the message that fit side by side; 0: messages are not wrapped
 */
export function topsOf(rows: readonly LogLine[], columns: number): Uint32Array {
  const tops = new Uint32Array(rows.length + 1);
  let top = 0;
  for (let at = 0; at < rows.length; at += 1) {
    tops[at] = top;
    const length = columns === 0 ? 0 : (rows[at]?.msg.length ?? 0);
    top += ROW_PX + (length > columns ? (Math.ceil(length / columns) - 1) * FURTHER_PX : 0);
  }
  tops[rows.length] = top;
  return tops;
}

/** The row at a height: the last whose top is not below it; 0 for none. */
export function rowAt(tops: Uint32Array, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Place of the first row whose line has this number or a larger one; the length for none. */
export function placeOf(rows: readonly LogLine[], id: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
