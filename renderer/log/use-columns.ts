import { type RefObject, useEffect, useState } from 'react';

const PROBE_LENGTH = 100;

/**
 * How many characters of the mono type fit beside each other in the message column.
 * @param cell   the column's heading
 * @param probe  a hundred characters in the rows' type
 */
export function useColumns(
  cell: RefObject<HTMLElement | null>,
  probe: RefObject<HTMLElement | null>,
): number {
  const [columns, setColumns] = useState(0);
  useEffect(() => {
    const [wide, text] = [cell.current, probe.current];
    if (wide === null || text === null) return;
    const watcher = new ResizeObserver(() => {
      const one = text.getBoundingClientRect().width / PROBE_LENGTH;
      if (one > 0) setColumns(Math.floor(wide.getBoundingClientRect().width / one));
    });
    watcher.observe(wide);
    watcher.observe(text);
    return () => watcher.disconnect();
  }, [cell, probe]);
  return columns;
}

export const probeText = '0'.repeat(PROBE_LENGTH);
