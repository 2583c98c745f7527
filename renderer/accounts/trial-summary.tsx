import { IconCheck, IconCircleX, IconPlus, IconRefresh } from '@tabler/icons-react';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import type { Trial } from './use-trial.ts';

const parts = [
  { id: 'added', word: 'New', tone: 'ok', PartIcon: IconPlus },
  { id: 'changed', word: 'Changed', tone: 'prog', PartIcon: IconRefresh },
  { id: 'same', word: 'Same', tone: 'idle', PartIcon: IconCheck },
  { id: 'rejected', word: 'Not imported', tone: 'fail', PartIcon: IconCircleX },
] as const;

type Counts = Record<(typeof parts)[number]['id'], number>;

/** Four numbers; null: not known, because the file is refused or still being read. */
export function FourCounts({ counts }: { counts: Counts | null }) {
  return (
    <dl className="four-counts">
      {parts.map(({ id, word, tone, PartIcon }) => (
        <div key={id} className={tone}>
          <dt>
            <PartIcon size={16} aria-hidden />
            {word}
          </dt>
          <dd>{counts === null ? '—' : count(counts[id])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What would become of the rows. */
export function TrialSummary({ trial, isRefused }: { trial: Trial; isRefused: boolean }) {
  const { report, isSlow } = trial;
  return (
    <Panel
      title="Trial run"
      className="trial"
      actions={
        isSlow ? (
          <span className="pill soft prog" role="status">
            <Icon name="clock" />
            Trial runs again
          </span>
        ) : (
          <span className="pill soft ok">
            <Icon name="shield" />
            Nothing written yet
          </span>
        )
      }
    >
      <div className={isSlow ? 'trial-body running' : 'trial-body'}>
        {isSlow && <div className="progress-line" />}
        <FourCounts counts={isRefused ? null : report} />
      </div>
    </Panel>
  );
}
