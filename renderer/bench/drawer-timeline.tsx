import type { UnitDetail } from '../../main/contract/model.ts';
import { dayAndTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { timelineEntry } from './timeline.ts';
import { useFollowEnd } from './use-follow-end.ts';

/** Everything the station saw, oldest first; at the end what it waits for. */
export function Timeline({ detail }: { detail: UnitDetail }) {
  const { evidence, awaited } = detail;
  const follow = useFollowEnd<HTMLOListElement>(detail);
  return (
    <ol
      {...follow}
      className="timeline drawer-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Timeline"
    >
      {evidence.map((one, index) => {
        const entry = timelineEntry(one);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: history only grows at its end
          <li key={index} className={entry.tone}>
            <time className="mono" title={dayAndTime(entry.at)}>
              {timeOfDay(entry.at)}
            </time>
            <Icon name={entry.icon} />
            <div>
              <b>{entry.sentence}</b>
              {entry.technical !== null && (
                <p className={entry.isQuoted ? 'mono quoted' : 'muted'}>{entry.technical}</p>
              )}
            </div>
          </li>
        );
      })}
      {awaited !== null && (
        <li className="now prog">
          <span className="mono">now</span>
          <Icon name="clock" />
          <div>
            <b>{awaited.text}</b>
            <p className="muted">{awaited.usual}</p>
          </div>
        </li>
      )}
      {evidence.length === 0 && awaited === null && (
        <li className="timeline-empty muted">The station has seen nothing of it yet.</li>
      )}
    </ol>
  );
}
