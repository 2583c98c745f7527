import './scan.css';
import { useMirror } from '../mirror/context.ts';
import { EntryLine } from './entry-line.tsx';
import { GoalCard } from './goal.tsx';
import { PracticePanel } from './practice-panel.tsx';
import { ReadyList } from './ready-list.tsx';
import { RefusalActions } from './refusal-actions.tsx';
import { ScansToday } from './scans-today.tsx';
import { Slots } from './slots.tsx';
import { ScanTools } from './tools.tsx';
import { useVerdict, VerdictPanel } from './verdict-panel.tsx';

/** Scan & bind (UI design, section 6.3): the result large, the pair in hand, the day's scans. */
export function ScanScreen() {
  const view = useVerdict();
  const seat = useMirror((mirror) => mirror.seat);
  const isPractice = useMirror((mirror) => mirror.status?.isPractice ?? false);
  return (
    <div className="scan-screen">
      <div className="scan-main">
        <VerdictPanel view={view} />
        <Slots />
        {seat.lockedBy !== null && view.isLocked && (
          <RefusalActions seat={seat} refusal={seat.lockedBy} />
        )}
        <EntryLine />
        <ScansToday />
      </div>
      <div className="scan-side">
        <GoalCard />
        {isPractice && <PracticePanel />}
        <ReadyList />
        <ScanTools />
      </div>
    </div>
  );
}
