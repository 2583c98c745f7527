import { useEffect, useRef } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import { Skeletons } from '../ui/states.tsx';
import { timeOfDay } from '../units/elapsed.ts';

/** Near enough to the end that new lines may be followed. */
const AT_END_PX = 24;

/** The unit's log lines, oldest first; follows the newest until somebody scrolls up. */
export function DrawerLog({ lines }: { lines: readonly LogLine[] | null }) {
  const box = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what moves the end
  useEffect(() => {
    const list = box.current;
    if (list !== null && follows.current) list.scrollTop = list.scrollHeight;
  }, [lines]);
  if (lines === null) return <Skeletons rows={6} height={20} says="Reading its log lines." />;
  if (lines.length === 0) return <p className="drawer-empty muted">No line of the log is its.</p>;
  return (
    <ol
      ref={box}
      className="drawer-scroll unit-log mono"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Log lines"
      onScroll={({ currentTarget: list }) => {
        follows.current = list.scrollTop + list.clientHeight >= list.scrollHeight - AT_END_PX;
      }}
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
