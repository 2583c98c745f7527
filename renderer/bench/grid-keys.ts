/**
 * Where a key moves on the board. Pure.
 *
 * @param cells    the board in the order of its places; false: a gap
 * @param columns  cells per row
 * @param page     rows in sight
 * @returns the cell to go to, or null when the key does not move
 */
export function nextCell(
  key: string,
  at: number,
  cells: readonly boolean[],
  columns: number,
  page: number,
): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * page,
    PageDown: columns * page,
    Home: -at,
    End: cells.length - 1 - at,
  };
  const step = steps[key];
  if (step === undefined) return null;
  const isRow = Math.abs(step) % columns === 0 && key !== 'Home' && key !== 'End' && columns > 1;
  let to = at + step;
  if (key.startsWith('Page')) to = clampToColumn(to, at, cells.length, columns);
  // A gap is passed over in the direction of the step; at the far end, back from there.
  const stride = isRow ? Math.sign(step) * columns : key === 'End' ? -1 : Math.sign(step) || 1;
  while (to >= 0 && to < cells.length && cells[to] === false) to += stride;
  return cells[to] === true && to !== at ? to : null;
}

/** The last cell of the same column that exists. */
function clampToColumn(to: number, at: number, length: number, columns: number): number {
  const column = at % columns;
  const rows = Math.ceil((length - column) / columns);
  const row = Math.max(0, Math.min(rows - 1, Math.floor(to / columns)));
  return row * columns + column;
}
