import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import { useMirror } from '../mirror/context.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { macTail } from '../units/names.ts';

/** Further than this from the end counts as reading. */
const NEAR_END_PX = 24;

/** The last lines of the log. Follows the end; while somebody reads further up, nothing moves. */
export function LogTail() {
  const lines = useMirror((mirror) => mirror.log);
  const [frozen, setFrozen] = useState<readonly LogLine[] | null>(null);
  const view = useRef<HTMLUListElement>(null);
  const shown = frozen ?? lines;

  useLayoutEffect(() => {
    if (frozen === null && shown.length > 0 && view.current !== null) {
      view.current.scrollTop = view.current.scrollHeight;
    }
  }, [shown, frozen]);

  // A resized window wraps lines anew; that is nobody scrolling.
  const isFollowing = frozen === null;
  useEffect(() => {
    const box = view.current;
    if (!isFollowing || box === null) return;
    const watcher = new ResizeObserver(() => {
      box.scrollTop = box.scrollHeight;
    });
    watcher.observe(box);
    return () => watcher.disconnect();
  }, [isFollowing]);

  function onScroll(): void {
    const box = view.current;
    if (box === null) return;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (isAtEnd) setFrozen(null);
    else setFrozen((before) => before ?? lines);
  }

  const lastRead = frozen?.at(-1)?.id ?? 0;
  const news = frozen === null ? 0 : lines.filter((line) => line.id > lastRead).length;
  return (
    <section className="card log" aria-labelledby="log-title">
      <header>
        <Icon name="log" />
        <h2 id="log-title">Log</h2>
        <span className="muted">{frozen === null ? 'Live' : 'Paused'}</span>
        {frozen !== null && (
          <button type="button" className="button small" onClick={() => setFrozen(null)}>
            <Icon name="down" /> {news === 0 ? 'To the end' : `${news} new lines`}
          </button>
        )}
      </header>
      <ul
        ref={view}
        className="lines mono"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-labelledby="log-title"
        onScroll={onScroll}
      >
        {shown.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ul>
    </section>
  );
}

const Line = memo(function Line({ line }: { line: LogLine }) {
  const [tone, icon, word] = grade(line.severity);
  return (
    <li className={tone}>
      <time dateTime={new Date(line.at).toISOString()}>{timeOfDay(line.at)}</time>
      <span className="grade">
        <Icon name={icon} />
        {word}
      </span>
      <span className="source">{line.source}</span>
      <b>{line.mac === null ? '' : macTail(line.mac)}</b>
      <span className="msg">{line.msg}</span>
    </li>
  );
});

function grade(severity: number): [tone: string, icon: IconName, word: string] {
  if (severity <= 3) return ['fail', 'failed', 'Error'];
  if (severity === 4) return ['warn', 'waiting', 'Warning'];
  if (severity === 5) return ['ok', 'verified', 'Notice'];
  return ['plain', 'info', severity === 6 ? 'Info' : 'Debug'];
}
