import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Unit } from '../../main/contract/model.ts';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { timeOfDay } from '../units/elapsed.ts';
import { tileStateOf } from '../units/tile-state.ts';
import { lastMessage } from './log-lines.ts';

const SHOW_AFTER_MS = 600;
/** Time to move the pointer from the tile onto the tip. */
const HIDE_AFTER_MS = 120;
const TIP = 'board-tip';

interface Tip {
  mac: Mac;
  x: number;
  y: number;
  isAbove: boolean;
}

/** One tooltip for the whole board: what a tile has no room for, after 600 ms and on keyboard focus. */
export function BoardTip({ grid }: { grid: RefObject<HTMLDivElement | null> }) {
  const [tip, setTip] = useState<Tip | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const unit = useMirror((mirror) => (tip === null ? undefined : mirror.units.get(tip.mac)));

  useEffect(() => {
    const board = grid.current;
    if (board === null) return;
    const later = (ms: number, next: () => Tip | null): void => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setTip(next()), ms);
    };
    const over = (event: Event): void => {
      const tile = tileAt(event.target);
      later(tile === null ? HIDE_AFTER_MS : SHOW_AFTER_MS, () => tile && tipFor(tile));
    };
    const away = (): void => later(HIDE_AFTER_MS, () => null);
    const focus = (event: Event): void => {
      const tile = tileAt(event.target);
      if (tile?.matches(':focus-visible')) later(0, () => tipFor(tile));
    };
    const hide = (): void => {
      clearTimeout(timer.current);
      setTip(null);
    };
    const events: [string, (event: Event) => void][] = [
      ['pointerover', over],
      ['pointerleave', away],
      ['focusin', focus],
      ['focusout', away],
      ['pointerdown', hide],
      ['scroll', hide],
    ];
    for (const [name, listener] of events) board.addEventListener(name, listener);
    return () => {
      clearTimeout(timer.current);
      for (const [name, listener] of events) board.removeEventListener(name, listener);
    };
  }, [grid]);

  useEffect(() => {
    if (tip === null) return;
    const tile = grid.current?.querySelector(`.tile[data-mac="${CSS.escape(tip.mac)}"]`);
    tile?.setAttribute('aria-describedby', TIP);
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setTip(null);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      tile?.removeAttribute('aria-describedby');
      window.removeEventListener('keydown', onKey);
    };
  }, [tip, grid]);

  if (tip === null || unit === undefined) return null;
  return (
    <div
      id={TIP}
      role="tooltip"
      className={`board-tip ${tip.isAbove ? 'above' : ''}`}
      style={{ left: tip.x, top: tip.y }}
      onPointerEnter={() => clearTimeout(timer.current)}
      onPointerLeave={() => setTip(null)}
    >
      <TipText unit={unit} />
    </div>
  );
}

function TipText({ unit }: { unit: Unit }) {
  const log = useMirror((mirror) => mirror.log);
  const last = lastMessage(log, unit.mac);
  const facts: [string, string | null][] = [
    ['Model', unit.model],
    ['Serial', unit.serial ?? '— Scan the label to add it'],
    ['IP', unit.address],
    ['Account', unit.account],
    [tileStateOf(unit).word, `since ${timeOfDay(unit.since)}`],
    ['Last message', last?.msg ?? null],
  ];
  return (
    <>
      <b className="mono">{formatMac(unit.mac)}</b>
      {unit.reason !== null && <p>{unit.reason.text}</p>}
      {unit.attention !== null && <p>{unit.attention}</p>}
      {unit.isClaimed && <p>The MAC is only what the unit says.</p>}
      <dl>
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </>
  );
}

function tileAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.tile') : null;
}

/** Where a tip stands; the layout is read when it is shown, never while tiles are drawn. */
function tipFor(tile: HTMLElement): Tip | null {
  const mac = tile.dataset.mac;
  const board = tile.closest('.board')?.getBoundingClientRect();
  if (mac === undefined || board === undefined || !tile.isConnected) return null;
  // The page may be scaled (Settings, size); boxes are measured after that, places given before it.
  const scale = tile.currentCSSZoom;
  const box = tile.getBoundingClientRect();
  const isAbove = box.top - board.top > board.height / 2;
  const x = Math.min(box.left - board.left, Math.max(0, board.width - 300 * scale));
  const y = (isAbove ? box.top - 2 : box.bottom + 2) - board.top;
  return { mac, x: x / scale, y: y / scale, isAbove };
}
