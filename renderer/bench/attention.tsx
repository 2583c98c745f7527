import { useMemo } from 'react';
import { failureTitles } from '../../main/contract/failures.ts';
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { Icon } from '../ui/icon.tsx';
import { useElapsed } from '../units/clock.ts';
import { macTail } from '../units/names.ts';
import { needsAttention, tileStateOf } from '../units/tile-state.ts';

/** Everything a person should deal with, newest first; an entry leaves when it is solved. */
export function Attention({ onOpen }: { onOpen: (mac: Mac) => void }) {
  const units = useMirror((mirror) => mirror.units);
  const listed = useMemo(
    () => [...units.values()].filter(needsAttention).sort((a, b) => b.since - a.since),
    [units],
  );
  return (
    <section className="card attention" aria-labelledby="attention-title">
      <header>
        <Icon
          name={listed.length > 0 ? 'failed' : 'verified'}
          className={listed.length > 0 ? 'fail-ink' : 'ok-ink'}
        />
        <h2 id="attention-title">Needs attention</h2>
        <span className="muted">{listed.length > 0 ? 'newest first' : 'nothing now'}</span>
      </header>
      {listed.length > 0 && (
        <ul
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          aria-labelledby="attention-title"
        >
          {listed.map((unit) => (
            <Item key={unit.mac} unit={unit} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Item({ unit, onOpen }: { unit: Unit; onOpen: (mac: Mac) => void }) {
  const state = tileStateOf(unit);
  const elapsed = useElapsed(unit.since);
  const title = unit.reason?.code ? failureTitles[unit.reason.code] : state.word;
  return (
    <li className={state.tone === 'fail' ? 'fail' : 'warn'}>
      <p className="who">
        <Icon name={state.tone === 'fail' ? 'failed' : 'waiting'} />
        <b className="mono">{macTail(unit.mac)}</b>
        <span className="muted">
          {unit.model ?? 'Model not known'} · {elapsed}
        </span>
      </p>
      <p>
        <b>{title}</b>
        {unit.reason?.code && <span className="code"> {unit.reason.code}</span>}
      </p>
      {unit.reason && <p className="muted">{unit.reason.text}</p>}
      {unit.attention && <p className="muted">{unit.attention}</p>}
      <button type="button" className="button" onClick={() => onOpen(unit.mac)}>
        Details <span className="hidden">of {macTail(unit.mac)}</span>
      </button>
    </li>
  );
}
