import type { LogLine } from '../../main/contract/model.ts';
import { Skeletons } from '../ui/states.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { useFollowEnd } from './use-follow-end.ts';

/** The unit's log lines, oldest first; follows the newest until somebody scrolls up. */
export function DrawerLog({ lines }: { lines: readonly LogLine[] | null }) {
  const follow = useFollowEnd<HTMLOListElement>(lines);
  if (lines === null) return <Skeletons rows={6} height={20} says="Reading its log lines." />;
  if (lines.length === 0) return <p className="drawer-empty muted">No line of the log is its.</p>;
  return (
    <ol
      {...follow}
      className="drawer-scroll unit-log mono"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Log lines"
    >
      {lines.map((line) => (
        <li key={line.id}>
          <time>{timeOfDay(line.at)}</time>
          <span className="muted">{line.source}</span>
          <span>{line.msg}</span>
        </li>
      ))}
    </ol>
  );
}
