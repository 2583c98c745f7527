/** Where a key moves in a list of rows. Pure. */

/**
 * @param page  rows in sight, less one
 * @returns the row to go to, or null when the key does not move
 */
export function moveActive(key: string, active: number, rows: number, page: number): number | null {
  if (rows === 0) return null;
  const steps: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: rows - 1,
  };
  const wanted = steps[key];
  return wanted === undefined ? null : Math.max(0, Math.min(rows - 1, wanted));
}

/** Every row from one to the other, both included, in rising order. */
export function rangeOf(one: number, other: number): number[] {
  const from = Math.min(one, other);
  return Array.from({ length: Math.abs(one - other) + 1 }, (_, step) => from + step);
}

/** The sort after a click on a heading: the other way round, or rising by a new one. */
export function nextSort(
  sort: { id: string; isDescending: boolean },
  id: string,
): { id: string; isDescending: boolean } {
  return { id, isDescending: sort.id === id && !sort.isDescending };
}
