import { useMemo } from 'react';
import type { Unit } from '../../main/contract/model.ts';
import { useMirror } from '../mirror/context.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { useElapsed } from '../units/clock.ts';
import { macTail } from '../units/names.ts';
import { tileStateOf } from '../units/tile-state.ts';

/** Verified and free, the longest waiting first: helps to find the box. */
export function readyUnits(units: Iterable<Unit>): Unit[] {
  return [...units]
    .filter((unit) => tileStateOf(unit).id === 'verified')
    .sort((a, b) => a.since - b.since || (a.mac < b.mac ? -1 : 1));
}

export function ReadyList() {
  const units = useMirror((mirror) => mirror.units);
  const ready = useMemo(() => readyUnits(units.values()), [units]);
  return (
    <section className="card panel ready-list" aria-labelledby="ready-title">
      <header>
        <Icon name="verified" className="ok-ink" />
        <h2 id="ready-title">Ready to bind</h2>
        <b data-testid="ready-count">{count(ready.length)}</b>
      </header>
      {ready.length === 0 ? (
        <p className="muted nothing">No unit is ready. Verified units are listed here.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
        <ul tabIndex={0} aria-label="Units ready to bind, longest waiting first">
          {ready.slice(0, 60).map((unit) => (
            <ReadyRow key={unit.mac} unit={unit} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ReadyRow({ unit }: { unit: Unit }) {
  const time = useElapsed(unit.since);
  return (
    <li>
      <b className="mono">{macTail(unit.mac)}</b>
      <span>{unit.model ?? 'Unknown model'}</span>
      <span className="muted">{time}</span>
    </li>
  );
}
