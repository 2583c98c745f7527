// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot draw only the rows in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, as one stop
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { moveActive } from '../ui/table-keys.ts';
import type { Pattern } from './filter.ts';
import { type Follow, live, pause, scrolled } from './follow.ts';
import { LogRow, rowId } from './log-row.tsx';
import { placeOf, ROW_PX, rowAt, topsOf } from './rows.ts';
import { probeText, useColumns } from './use-columns.ts';
import { HEAD_PX, useListPosition } from './use-list-position.ts';
import { useReadingKeys } from './use-reading-keys.ts';
import type { VisibleLines } from './visible.ts';

/** Rows drawn above and below what is in sight. */
const OVERSCAN = 10;
/** So near to the first row, older lines are asked for. */
const NEAR_START_ROWS = 60;

/** The lines: thousands of them, of which only those in sight are drawn. */
export function LogList(props: {
  rows: readonly LogLine[];
  marks: Pattern | null;
  isWrapped: boolean;
  follow: Follow;
  onFollow: (next: Follow) => void;
  /** Number of the newest line of all, fitting or not. */
  newestId: number;
  open: LogLine | null;
  onOpen: (line: LogLine) => void;
  onUnit: (mac: Mac) => void;
  onNearStart: () => void;
  visible: VisibleLines;
}) {
  const { rows, marks, isWrapped, follow, onFollow, newestId, open, visible } = props;
  const box = useRef<HTMLDivElement>(null);
  const messageHead = useRef<HTMLSpanElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const columns = useColumns(messageHead, probe);
  const [activeId, setActiveId] = useState<number | null>(null);
  const tops = useMemo(() => topsOf(rows, isWrapped ? columns : 0), [rows, isWrapped, columns]);

  const read = useCallback(
    () => onFollow(pause(follow, Date.now(), newestId)),
    [follow, newestId, onFollow],
  );
  const { top, room, scrollTo } = useListPosition(
    box,
    rows,
    tops,
    follow,
    ({ isAtEnd, top: y }) => {
      onFollow(scrolled(follow, { isAtEnd }, Date.now(), newestId));
      if (rowAt(tops, y) < NEAR_START_ROWS) props.onNearStart();
    },
  );
  useSelectionIn(box, read);

  const first = rowAt(tops, top);
  const last = rowAt(tops, top + Math.max(0, room - ROW_PX / 2));
  useEffect(() => visible.set(rows.slice(first, last + 1)));

  // The detail takes room from the list: what it is about must not be under it.
  const openId = open?.id ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when a line is opened or the room changes
  useEffect(() => {
    if (openId === null || room === 0) return;
    const at = placeOf(rows, openId);
    const end = tops[at + 1] ?? 0;
    if (rows[at]?.id === openId && end > top + room) scrollTo(end - room);
  }, [openId, room]);

  function moveTo(key: string): boolean {
    const page = Math.max(1, Math.floor(room / ROW_PX) - 1);
    const isMoving = ['PageUp', 'PageDown'].includes(key);
    const from = activeId === null ? (key === 'PageUp' ? first : last) : placeOf(rows, activeId);
    const at = moveActive(key, from, rows.length, page);
    if (at === null) return false;
    if (key === 'End') onFollow(live);
    else if (key !== 'ArrowDown' && key !== 'PageDown') read();
    setActiveId(rows[at]?.id ?? null);
    const [rowTop, rowEnd] = [tops[at] ?? 0, tops[at + 1] ?? 0];
    if (key === 'End') return true;
    if (isMoving) scrollTo(key === 'PageUp' ? top - page * ROW_PX : top + page * ROW_PX);
    else if (rowTop < top) scrollTo(rowTop);
    else if (rowEnd > top + room) scrollTo(rowEnd - room);
    if (at < NEAR_START_ROWS) props.onNearStart();
    return true;
  }
  useReadingKeys(moveTo);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const active = activeId === null ? undefined : rows[placeOf(rows, activeId)];
    if (event.key === 'Enter' && active !== undefined) props.onOpen(active);
    else if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    else if (!moveTo(event.key)) return;
    event.preventDefault();
  }

  const [from, to] = [Math.max(0, first - OVERSCAN), Math.min(rows.length, last + 1 + OVERSCAN)];
  const isActiveDrawn = rows.slice(from, to).some(({ id }) => id === activeId);
  return (
    <div
      ref={box}
      className={`log-list ${isWrapped ? 'wrapped' : ''}`}
      role="grid"
      aria-label="Log lines"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={isActiveDrawn && activeId !== null ? rowId(activeId) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onWheel={(event) => {
        if (event.deltaY < 0 && top > 0) read();
      }}
    >
      <div className="log-row log-head" role="row" aria-rowindex={1} style={{ height: HEAD_PX }}>
        {['Time', 'Severity', 'Source', 'Unit'].map((word) => (
          <span key={word} role="columnheader">
            {word}
          </span>
        ))}
        <span ref={messageHead} role="columnheader">
          Message
        </span>
      </div>
      <div role="rowgroup" className="log-rows" style={{ height: tops[rows.length] ?? 0 }}>
        <div role="presentation" style={{ transform: `translateY(${tops[from] ?? 0}px)` }}>
          {rows.slice(from, to).map((line, at) => (
            <LogRow
              key={line.id}
              line={line}
              rowIndex={from + at + 2}
              height={(tops[from + at + 1] ?? 0) - (tops[from + at] ?? 0)}
              isActive={line.id === activeId}
              isOpen={line.id === open?.id}
              marks={marks}
              onOpen={props.onOpen}
              onUnit={props.onUnit}
            />
          ))}
        </div>
      </div>
      <span ref={probe} className="log-probe" aria-hidden="true">
        {probeText}
      </span>
    </div>
  );
}

/** Tells when a person selects text in the list: they are about to read or copy it. */
function useSelectionIn(
  box: { readonly current: HTMLElement | null },
  onSelected: () => void,
): void {
  useEffect(() => {
    const look = (): void => {
      const selection = document.getSelection();
      if (selection === null || selection.isCollapsed) return;
      if (box.current?.contains(selection.anchorNode)) onSelected();
    };
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [box, onSelected]);
}
