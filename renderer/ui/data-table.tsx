import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { moveActive, rangeOf } from './table-keys.ts';

export interface Column<Row> {
  id: string;
  title: string;
  /** A grid track: `120px`, `minmax(120px, 1fr)`. */
  width: string;
  cell: (row: Row) => ReactNode;
  isSortable?: boolean;
  align?: 'end';
}

export interface Sort {
  id: string;
  isDescending: boolean;
}

export interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  /** A hole is a row that is not loaded yet; see {@link DataTableProps.onRange}. */
  rows: ArrayLike<Row | undefined>;
  rowKey: (row: Row) => string;
  rowHeight?: number;
  rowClass?: (row: Row) => string;
  sort?: Sort | undefined;
  onSort?: (id: string) => void;
  /** Enter, or a click. */
  onOpen?: (row: Row) => void;
  /** The row shown as open. */
  openKey?: string | null;
  selection?: ReadonlySet<string>;
  /** Ctrl+click, Shift+range, Space. */
  onSelection?: (keys: ReadonlySet<string>) => void;
  /** Rows in sight, so that what is missing can be loaded. */
  onRange?: (from: number, to: number) => void;
  /** In place of the rows when there are none. */
  empty?: ReactNode;
  className?: string;
}

const OVERSCAN = 8;

/**
 * A table of any length: only rows in sight are in the document. One tab stop; arrows, Home, End and
 * the page keys move, Enter opens, Space selects, Shift and Ctrl as everywhere.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, rowHeight = 40, selection, onSelection } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
  });
  const inSight = virtual.getVirtualItems();
  const from = inSight[0]?.index ?? 0;
  const to = inSight.at(-1)?.index ?? 0;
  const { onRange } = props;
  useEffect(() => onRange?.(from, to), [onRange, from, to]);

  const tracks = columns.map(({ width }) => width).join(' ');
  const row = (index: number): Row | undefined => rows[index];

  function select(
    index: number,
    event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean },
  ): void {
    const here = row(index);
    if (onSelection === undefined || here === undefined) return;
    if (event.shiftKey) {
      const keys = rangeOf(anchor.current, index).flatMap((each) => {
        const other = row(each);
        return other === undefined ? [] : [rowKey(other)];
      });
      onSelection(new Set([...(selection ?? []), ...keys]));
      return;
    }
    anchor.current = index;
    const next = new Set(selection);
    if (!next.delete(rowKey(here))) next.add(rowKey(here));
    onSelection(next);
  }

  function click(index: number, event: MouseEvent): void {
    setActive(index);
    const here = row(index);
    if (here === undefined) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) select(index, event);
    else {
      anchor.current = index;
      props.onOpen?.(here);
    }
  }

  function press(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const next = moveActive(event.key, active, rows.length, page);
    const here = row(active);
    if (next !== null) {
      event.preventDefault();
      setActive(next);
      virtual.scrollToIndex(next);
      if (event.shiftKey) select(next, event);
    } else if (event.key === 'Enter' && here !== undefined && props.onOpen !== undefined) {
      event.preventDefault();
      props.onOpen(here);
    } else if (event.key === ' ' && onSelection !== undefined) {
      event.preventDefault();
      select(active, { ctrlKey: true, metaKey: false, shiftKey: false });
    }
  }

  return (
    <div className={`data-table ${props.className ?? ''}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual table cannot be a table element */}
      <div
        ref={scroller}
        className="table-scroller"
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={onSelection === undefined ? undefined : true}
        aria-activedescendant={row(active) === undefined ? undefined : `${id}-${active}`}
        tabIndex={0}
        onKeyDown={press}
      >
        <Head columns={columns} tracks={tracks} sort={props.sort} onSort={props.onSort} />
        {rows.length === 0 && props.empty}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {inSight.map(({ index, start }) => {
            const here = row(index);
            const key = here === undefined ? null : rowKey(here);
            const states = [
              index === active && 'active',
              key !== null && key === props.openKey && 'open',
              here === undefined ? 'loading' : props.rowClass?.(here),
            ];
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
              // biome-ignore lint/a11y/useSemanticElements: see above
              // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
              <div
                key={index}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={
                  key === null || selection === undefined ? undefined : selection.has(key)
                }
                className={`table-row ${states.filter(Boolean).join(' ')}`}
                style={{
                  height: rowHeight,
                  transform: `translateY(${start}px)`,
                  gridTemplateColumns: tracks,
                }}
                data-key={key ?? undefined}
                onClick={(event) => click(index, event)}
              >
                {columns.map((column) => (
                  // biome-ignore lint/a11y/useSemanticElements: see above
                  // biome-ignore lint/a11y/useFocusableInteractive: see above
                  <div key={column.id} role="gridcell" className={column.align}>
                    {here === undefined ? null : column.cell(here)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Head<Row>(props: {
  columns: readonly Column<Row>[];
  tracks: string;
  sort: Sort | undefined;
  onSort: ((id: string) => void) | undefined;
}) {
  const { columns, sort, onSort } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual table cannot be a table element
    <div role="rowgroup" className="table-head">
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus */}
      <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: props.tracks }}>
        {columns.map(({ id, title, isSortable, align }) => {
          const isSorted = sort?.id === id;
          const direction = sort?.isDescending ? 'descending' : 'ascending';
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <div
              key={id}
              role="columnheader"
              className={align}
              aria-sort={isSortable ? (isSorted ? direction : 'none') : undefined}
            >
              {isSortable && onSort !== undefined ? (
                <button type="button" onClick={() => onSort(id)}>
                  {title}
                  <span aria-hidden="true">
                    {isSorted ? (sort.isDescending ? ' ↓' : ' ↑') : ''}
                  </span>
                </button>
              ) : (
                title
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
