import { useMemo } from 'react';
import { useMirror } from '../mirror/context.ts';
import { count } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { type CounterId, countUnits } from '../units/tile-state.ts';
import type { FilterId } from './filter.ts';

interface CountersProps {
  filter: FilterId;
  onFilter: (filter: FilterId) => void;
  isCompact: boolean;
  /** The attention list is a drawer, opened by the fifth counter; null: it stands beside the board. */
  attentionDrawer: { isOpen: boolean; onToggle: () => void } | null;
}

/** The five numbers readable from two metres; each shows only its units, and all again. */
export function Counters({ filter, onFilter, isCompact, attentionDrawer }: CountersProps) {
  const units = useMirror((mirror) => mirror.units);
  const isLoaded = useMirror((mirror) => mirror.run !== null);
  const counts = useMemo(() => (isLoaded ? countUnits(units.values()) : null), [isLoaded, units]);
  const press = (id: FilterId) => () => onFilter(filter === id ? 'on-bench' : id);
  const counter = (id: CounterId | 'on-bench', word: string, tone: string, icon: IconName) => ({
    id,
    word,
    tone,
    icon,
    isPressed: filter === id,
    onPress: press(id),
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere
    <div
      className={`counters ${isCompact ? 'compact' : ''}`}
      role="group"
      aria-label="Units by state"
    >
      <Counter
        {...counter('on-bench', 'On the bench', 'idle', 'grid')}
        count={counts?.onBench ?? null}
      />
      <Counter
        {...counter('working', 'Working', 'prog', 'sec-prv-1')}
        count={counts?.working ?? null}
      />
      <Counter
        {...counter('ready', 'Ready to bind', 'ok', 'verified')}
        count={counts?.ready ?? null}
      />
      <Counter {...counter('bound', 'Bound', 'bound', 'bound')} count={counts?.bound ?? null} />
      <Counter
        {...counter('attention', 'Need attention', 'fail', 'failed')}
        count={counts?.attention ?? null}
        isAlert={counts !== null && counts.attention > 0}
        {...(attentionDrawer !== null && {
          isExpanded: attentionDrawer.isOpen,
          onPress: attentionDrawer.onToggle,
        })}
      />
    </div>
  );
}

function Counter(props: {
  id: string;
  word: string;
  tone: string;
  icon: IconName;
  /** Null: not known yet. */
  count: number | null;
  isPressed: boolean;
  onPress: () => void;
  isAlert?: boolean;
  /** It opens something instead of filtering. */
  isExpanded?: boolean;
}) {
  const { id, word, tone, icon, isPressed, isExpanded } = props;
  return (
    <button
      type="button"
      className={`counter ${tone} ${props.isAlert ? 'alert' : ''} ${isPressed && id !== 'on-bench' ? 'chosen' : ''}`}
      onClick={props.onPress}
      {...(isExpanded === undefined
        ? { 'aria-pressed': isPressed }
        : { 'aria-expanded': isExpanded, 'aria-controls': 'attention' })}
    >
      <span className="counter-number" data-testid={`count-${id}`}>
        {props.count === null ? '–' : count(props.count)}
      </span>
      <Icon name={icon} />
      <span className="counter-word">{word}</span>
    </button>
  );
}
