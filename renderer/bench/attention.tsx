import { IconArchive } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { FailureAction } from '../../main/contract/failures.ts';
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { Icon } from '../ui/icon.tsx';
import { useElapsed } from '../units/clock.ts';
import { macTail } from '../units/names.ts';
import {
  type Aside,
  type AttentionEntry,
  attentionLists,
  putAside,
  takeBack,
} from './attention-list.ts';
import { Foreign } from './foreign.tsx';

export interface AttentionProps {
  aside: Aside;
  onAside: (aside: Aside) => void;
  onAction: (kind: FailureAction, unit: Unit) => void;
  onOpen: (mac: Mac) => void;
  /** It is a drawer; null: it stands beside the board. */
  onClose: (() => void) | null;
}

/** Everything a person should deal with, newest first; an entry leaves when it is solved or put aside. */
export function Attention({ aside, onAside, onAction, onOpen, onClose }: AttentionProps) {
  const units = useMirror((mirror) => mirror.units);
  const lists = useMemo(() => attentionLists(units.values(), aside), [units, aside]);
  const [showsAside, setShowsAside] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const entries = showsAside ? [...lists.open, ...lists.aside] : lists.open;
  return (
    <section
      id="attention"
      className={`card attention ${onClose === null ? '' : 'as-drawer'}`}
      aria-labelledby="attention-title"
    >
      <header>
        <Icon
          name={lists.open.length > 0 ? 'failed' : 'verified'}
          className={lists.open.length > 0 ? 'fail-ink' : 'ok-ink'}
        />
        <h2 id="attention-title" ref={title} tabIndex={-1}>
          Needs attention
        </h2>
        <span className="muted">{lists.open.length > 0 ? 'newest first' : 'nothing now'}</span>
        {onClose !== null && (
          <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
            <Icon name="cross" />
          </button>
        )}
      </header>
      {entries.length > 0 && (
        <ul
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          aria-labelledby="attention-title"
        >
          {entries.map((entry) => {
            const { unit } = entry;
            const isAside = lists.aside.includes(entry);
            return (
              <Item
                key={unit.mac}
                entry={entry}
                isAside={isAside}
                onAction={onAction}
                onOpen={onOpen}
                onAside={() => {
                  onAside(isAside ? takeBack(aside, unit.mac) : putAside(aside, unit));
                  title.current?.focus();
                }}
              />
            );
          })}
        </ul>
      )}
      {lists.aside.length > 0 && (
        <p className="aside-line">
          {lists.aside.length} put aside ·{' '}
          <button
            type="button"
            className="link-button"
            aria-expanded={showsAside}
            onClick={() => setShowsAside(!showsAside)}
          >
            {showsAside ? 'hide' : 'show'}
          </button>
        </p>
      )}
      <Foreign />
    </section>
  );
}

function Item(props: {
  entry: AttentionEntry;
  isAside: boolean;
  onAction: (kind: FailureAction, unit: Unit) => void;
  onOpen: (mac: Mac) => void;
  onAside: () => void;
}) {
  const { entry, isAside, onAction, onOpen } = props;
  const { unit, tone, code, sentence, explanation, action } = entry;
  const elapsed = useElapsed(unit.since);
  const tail = macTail(unit.mac);
  return (
    <li className={`${tone} ${isAside ? 'put-aside' : ''}`} data-mac-entry={unit.mac}>
      <p className="who">
        <Icon name={tone === 'fail' ? 'failed' : 'waiting'} />
        <b className="mono">{tail}</b>
        <span className="muted">
          {unit.model ?? 'Model not known'} · {elapsed}
        </span>
      </p>
      <p className="sentence">
        {sentence} {code !== null && <span className="code">{code}</span>}
      </p>
      {explanation !== null && <p className="muted">{explanation}</p>}
      <p className="entry-actions">
        {action !== null && (
          <button
            type="button"
            className="button small"
            onClick={() => onAction(action.kind, unit)}
          >
            {action.verb}
            <span className="hidden"> for {tail}</span>
          </button>
        )}
        <button type="button" className="button small quiet" onClick={() => onOpen(unit.mac)}>
          Details<span className="hidden"> of {tail}</span>
        </button>
        <button
          type="button"
          className="icon-button"
          title={isAside ? 'Back to the list' : 'Put aside'}
          aria-label={`${isAside ? 'Back to the list' : 'Put aside'}: ${tail}`}
          onClick={props.onAside}
        >
          {isAside ? <Icon name="undo" /> : <IconArchive size={18} aria-hidden />}
        </button>
      </p>
    </li>
  );
}
