import { useMemo } from 'react';
import { useMirror } from '../mirror/context.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { countUnits } from '../units/tile-state.ts';

/** The five numbers readable from two metres. */
export function Counters() {
  const units = useMirror((mirror) => mirror.units);
  const counts = useMemo(() => countUnits(units.values()), [units]);
  return (
    <dl className="counters" aria-label="Units by state">
      <Counter id="on-bench" label="On the bench" tone="idle" icon="grid" count={counts.onBench} />
      <Counter id="working" label="Working" tone="prog" icon="sec-prv-1" count={counts.working} />
      <Counter id="ready" label="Ready to bind" tone="ok" icon="verified" count={counts.ready} />
      <Counter id="bound" label="Bound" tone="bound" icon="bound" count={counts.bound} />
      <Counter
        id="attention"
        label="Need attention"
        tone={counts.attention > 0 ? 'alert' : 'fail'}
        icon="failed"
        count={counts.attention}
      />
    </dl>
  );
}

function Counter(props: {
  id: string;
  label: string;
  tone: string;
  icon: IconName;
  count: number;
}) {
  return (
    <div className={`counter ${props.tone}`}>
      <dt>{props.label}</dt>
      <dd data-testid={`count-${props.id}`}>{props.count}</dd>
      <Icon name={props.icon} />
    </div>
  );
}
