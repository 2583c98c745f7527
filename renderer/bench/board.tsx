import { useRef } from 'react';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { Icon } from '../ui/icon.tsx';
import { Tile } from './tile.tsx';

/** Most units a density is used for; more than the last and the board scrolls. */
const densities = [
  ['large', 30],
  ['medium', 72],
  ['small', Number.POSITIVE_INFINITY],
] as const;

/** Every unit in its own place, in order of first appearance. */
export function Board(props: { opened: Mac | null; onOpen: (mac: Mac) => void }) {
  const places = useMirror((mirror) => mirror.places);
  const units = useMirror((mirror) => mirror.units);
  const isRehearsing = useMirror((mirror) => mirror.status?.isRehearsing ?? true);
  const isLoaded = useMirror((mirror) => mirror.run !== null);
  const list = useRef<HTMLUListElement>(null);
  const density = densities.find(([, most]) => places.length <= most)?.[0] ?? 'small';
  return (
    <section className="board" aria-labelledby="board-title" aria-busy={!isLoaded}>
      <h2 id="board-title" className="hidden">
        Units on the bench
      </h2>
      {isLoaded && units.size === 0 && <EmptyBoard />}
      <ul
        ref={list}
        className={`tiles ${density}`}
        onKeyDown={(event) => moveFocus(event, list.current)}
      >
        {places.map((mac, place) => {
          const unit = mac === null ? undefined : units.get(mac);
          return (
            <li key={mac ?? `gap-${place}`}>
              {unit && (
                <Tile
                  unit={unit}
                  isRehearsing={isRehearsing}
                  isOpen={props.opened === mac}
                  onOpen={props.onOpen}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function EmptyBoard() {
  const isStopped = useMirror((mirror) => mirror.status?.state === 'stopped');
  return (
    <div className="empty">
      <Icon name={isStopped ? 'stopped' : 'unit'} />
      <p className="empty-title">
        {isStopped ? 'The station is stopped.' : 'Plug a phone into the bench switch.'}
      </p>
      <p className="muted">
        {isStopped
          ? 'Press Start and choose the card that goes to the bench switch. Until then nothing is sent on any network.'
          : 'It appears here a few seconds after it gets power. A new unit then waits up to 40 s by itself before it asks for its first file.'}
      </p>
    </div>
  );
}

/** Arrow keys walk the board; where a row ends is measured at the key press, never while drawing. */
function moveFocus(event: React.KeyboardEvent, list: HTMLUListElement | null): void {
  const tiles = [...(list?.querySelectorAll<HTMLElement>('.tile') ?? [])];
  const at = tiles.indexOf(document.activeElement as HTMLElement);
  const here = tiles[at];
  if (here === undefined) return;
  const firstTop = tiles[0]?.offsetTop;
  const perRow = Math.max(1, tiles.filter((tile) => tile.offsetTop === firstTop).length);
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -perRow,
    ArrowDown: perRow,
    Home: -at,
    End: tiles.length - 1 - at,
  };
  const target = tiles[at + (steps[event.key] ?? 0)];
  if (target === undefined || target === here) return;
  event.preventDefault();
  target.focus();
}
