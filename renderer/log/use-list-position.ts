import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import type { Follow } from './follow.ts';
import { placeOf, rowAt } from './rows.ts';

/** Height of the heading, which stands over the rows. */
export const HEAD_PX = 34;
/** Scrolling that is off by less was not a person's. */
const ROUNDING_PX = 2;

export interface ListPosition {
  /** Top of what is in sight, in the rows' pixels. */
  top: number;
  /** Height of what is in sight. */
  room: number;
  scrollTo: (y: number) => void;
}

/**
 * Keeps the list where it belongs: at its end while it is live, else with the same line first in
 * sight, whatever comes, goes or changes height around it. What is drawn follows from that line, not
 * from the scroll bar, so that no frame shows anything else.
 *
 * @param onScrolled  a person scrolled; never told of what this hook does itself
 */
export function useListPosition(
  box: RefObject<HTMLDivElement | null>,
  rows: readonly LogLine[],
  tops: Uint32Array,
  follow: Follow,
  onScrolled: (to: { isAtEnd: boolean; top: number }) => void,
): ListPosition {
  const [height, setHeight] = useState(0);
  const [, setScrolled] = useState(0);
  const anchor = useRef({ id: 0, offset: 0 });
  /** Where the rows were put, and where the browser's scroll bar stood after that. */
  const placed = useRef(0);
  const expected = useRef(0);

  const room = Math.max(0, height - HEAD_PX);
  const total = tops[rows.length] ?? 0;
  const end = Math.max(0, total - room);
  const top = follow.kind === 'live' ? end : Math.min(end, anchoredTop(rows, tops, anchor.current));

  const remember = useCallback(
    (y: number) => {
      const at = rowAt(tops, y);
      anchor.current = { id: rows[at]?.id ?? 0, offset: y - (tops[at] ?? 0) };
    },
    [rows, tops],
  );

  useLayoutEffect(() => {
    const list = box.current;
    if (list === null) return;
    // By the difference: the browser may have scrolled on since the last event it told of.
    const shift = follow.kind === 'live' ? top - list.scrollTop : top - placed.current;
    if (Math.abs(shift) > 0.5) {
      list.scrollTop += shift;
      expected.current = list.scrollTop;
    }
    placed.current = top;
    if (follow.kind === 'live') remember(top);
  });

  useEffect(() => {
    const list = box.current;
    if (list === null) return;
    const watcher = new ResizeObserver(() => setHeight(list.clientHeight));
    watcher.observe(list);
    return () => watcher.disconnect();
  }, [box]);

  const latest = useRef(onScrolled);
  latest.current = onScrolled;
  useEffect(() => {
    const list = box.current;
    if (list === null) return;
    const onScroll = (): void => {
      const y = list.scrollTop;
      if (Math.abs(y - expected.current) < ROUNDING_PX) return;
      expected.current = y;
      placed.current = y;
      remember(y);
      const isAtEnd = y + list.clientHeight >= list.scrollHeight - ROUNDING_PX;
      latest.current({ isAtEnd, top: y });
      setScrolled(y);
    };
    list.addEventListener('scroll', onScroll, { passive: true });
    return () => list.removeEventListener('scroll', onScroll);
  }, [box, remember]);

  const scrollTo = useCallback(
    (y: number) => {
      const list = box.current;
      if (list === null) return;
      list.scrollTop = y;
      expected.current = list.scrollTop;
      placed.current = list.scrollTop;
      remember(list.scrollTop);
      setScrolled(list.scrollTop);
    },
    [box, remember],
  );
  return { top, room, scrollTo };
}

/** A line that no longer fits the filter leaves its place to the next one, and gets it back. */
function anchoredTop(
  rows: readonly LogLine[],
  tops: Uint32Array,
  anchor: { id: number; offset: number },
): number {
  const at = placeOf(rows, anchor.id);
  const offset = rows[at]?.id === anchor.id ? anchor.offset : 0;
  return (tops[at] ?? 0) + offset;
}
