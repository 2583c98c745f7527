import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from 'react';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { BoardTip } from './board-tip.tsx';
import { type BoardLayout, shapes } from './density.ts';
import { type BoardFilter, everything, isWanted } from './filter.ts';
import { nextCell } from './grid-keys.ts';
import { type Selection, toggled, withRange } from './selection.ts';
import { Cell } from './tile.tsx';

interface BoardProps {
  layout: BoardLayout;
  filter: BoardFilter;
  opened: Mac | null;
  onOpen: (mac: Mac) => void;
  selection: Selection;
  onSelection: (selection: Selection) => void;
}

/** Beyond this many places, rows out of sight are not drawn. */
const MANY = 250;

/** Every unit in its own place. One tab stop; keys and clicks of all tiles are handled here. */
export function Board({ layout, filter, opened, onOpen, selection, onSelection }: BoardProps) {
  const cells = useCells(filter);
  const isRehearsing = useMirror((mirror) => mirror.status?.isRehearsing ?? true);
  const isOffline = useMirror((mirror) => mirror.status?.state === 'no-link');
  const grid = useRef<HTMLDivElement>(null);
  const anchor = useRef<Mac | null>(null);
  const [current, setCurrent] = useState<Mac | null>(null);
  const stop = current !== null && cells.includes(current) ? current : firstOf(cells);
  const { density, columns } = layout;
  const shape = shapes[density];

  function select(mac: Mac, isRange: boolean): void {
    if (isRange) {
      const order = cells.filter((cell) => cell !== null);
      onSelection(withRange(selection, order, anchor.current, mac));
      return;
    }
    anchor.current = mac;
    onSelection(toggled(selection, mac));
  }

  function click(event: MouseEvent): void {
    const mac = macAt(event.target);
    if (mac === null) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) select(mac, event.shiftKey);
    else {
      anchor.current = mac;
      onOpen(mac);
    }
  }

  function press(event: KeyboardEvent): void {
    const mac = macAt(event.target);
    if (mac === null || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === ' ') {
      event.preventDefault();
      select(mac, false);
      return;
    }
    const page = Math.floor((grid.current?.clientHeight ?? 0) / (shape.height + shape.gap));
    const at = cells.indexOf(mac);
    const hasUnit = cells.map((cell) => cell !== null);
    const to = nextCell(event.key, at, hasUnit, columns, Math.max(1, page - 1));
    const next = to === null ? null : (cells[to] ?? null);
    if (next === null) return;
    event.preventDefault();
    focusTile(grid.current, next);
    if (event.shiftKey) {
      const order = cells.filter((cell) => cell !== null);
      onSelection(withRange(selection, order, mac, next));
    }
  }

  return (
    <section className="board" aria-labelledby="board-title">
      <h2 id="board-title" className="hidden">
        Units on the bench
      </h2>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of places is no table */}
      <div
        ref={grid}
        role="grid"
        aria-labelledby="board-title"
        aria-multiselectable="true"
        aria-rowcount={Math.ceil(cells.length / columns)}
        aria-colcount={columns}
        className={`tiles ${density} ${isOffline ? 'offline' : ''} ${cells.length > MANY ? 'many' : ''}`}
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(0, ${shape.width}px))`,
          gridAutoRows: `${shape.height}px`,
          gap: `${shape.gap}px`,
        }}
        onClick={click}
        onKeyDown={press}
        onKeyUp={(event) => {
          // The button would open on the key's way up; Space selects.
          if (event.key === ' ') event.preventDefault();
        }}
        onFocus={(event) => setCurrent(macAt(event.target))}
      >
        {rowsOf(cells, columns).map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div key={index} role="row" className="row">
            {row.map((mac, place) =>
              mac === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a gap is its place
                // biome-ignore lint/a11y/useSemanticElements: see above
                // biome-ignore lint/a11y/useFocusableInteractive: see above
                <div key={`gap-${place}`} role="gridcell" className="cell" />
              ) : (
                <Cell
                  key={mac}
                  mac={mac}
                  density={density}
                  filter={filter}
                  isRehearsing={isRehearsing}
                  isSelected={selection.has(mac)}
                  isOpen={mac === opened}
                  isStop={mac === stop}
                />
              ),
            )}
          </div>
        ))}
      </div>
      <BoardTip grid={grid} />
    </section>
  );
}

/** Places of the board; when filters hide instead of dim, only the units that are wanted. */
function useCells(filter: BoardFilter): readonly (Mac | null)[] {
  const places = useMirror((mirror) => mirror.places);
  const keepsPlaces = useMirror((mirror) => mirror.settings?.values.screen.keepPlaces ?? true);
  const isHiding = !keepsPlaces && filter !== everything;
  const units = useMirror((mirror) => (isHiding ? mirror.units : null));
  return useMemo(() => {
    if (units === null) return places;
    return places.filter((mac) => {
      const unit = mac === null ? undefined : units.get(mac);
      return unit !== undefined && isWanted(unit, filter);
    });
  }, [places, units, filter]);
}

function rowsOf(cells: readonly (Mac | null)[], columns: number): (Mac | null)[][] {
  const count = Math.ceil(cells.length / columns);
  return Array.from({ length: count }, (_, row) => cells.slice(row * columns, (row + 1) * columns));
}

function firstOf(cells: readonly (Mac | null)[]): Mac | null {
  return cells.find((mac) => mac !== null) ?? null;
}

function macAt(target: EventTarget): Mac | null {
  if (!(target instanceof Element)) return null;
  return target.closest<HTMLElement>('.tile')?.dataset.mac ?? null;
}

/** Moves the focus to a unit's tile, wherever it is on the board. */
export function focusTile(within: ParentNode | null, mac: Mac): boolean {
  const tile = within?.querySelector<HTMLElement>(`.tile[data-mac="${CSS.escape(mac)}"]`);
  tile?.focus();
  return tile instanceof HTMLElement;
}
