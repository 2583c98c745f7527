import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { LogLine } from '../../main/contract/model.ts';
import { count, countOf } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { useElapsed } from '../units/clock.ts';
import { timeOfDay } from '../units/elapsed.ts';
import { type Follow, live, pause } from './follow.ts';
import { placeOf } from './rows.ts';
import { useLastVisible, type VisibleLines } from './visible.ts';

/** Whether the list follows, always in sight: `Live`, or `Paused 0:12` and where somebody reads. */
export function FollowState({ follow, visible }: { follow: Follow; visible: VisibleLines }) {
  if (follow.kind === 'live') {
    return (
      <span className="pill soft ok log-state" data-testid="follow">
        <IconPlayerPlay size={14} aria-hidden /> Live
      </span>
    );
  }
  return <Paused since={follow.since} visible={visible} />;
}

function Paused({ since, visible }: { since: number; visible: VisibleLines }) {
  const elapsed = useElapsed(since);
  const last = useLastVisible(visible);
  return (
    <>
      <span className="pill soft warn log-state" data-testid="follow">
        <IconPlayerPause size={14} aria-hidden /> Paused {elapsed}
      </span>
      {last !== null && <span className="muted log-reading">Reading at {timeOfDay(last.at)}</span>}
    </>
  );
}

export function FollowButton(props: {
  follow: Follow;
  onFollow: (next: Follow) => void;
  newestId: number;
}) {
  const { follow, onFollow, newestId } = props;
  if (follow.kind === 'paused') {
    return (
      <button type="button" className="button primary log-follow" onClick={() => onFollow(live)}>
        <IconPlayerPlay size={17} aria-hidden /> Resume <kbd>End</kbd>
      </button>
    );
  }
  return (
    <button
      type="button"
      className="button log-follow"
      onClick={() => onFollow(pause(follow, Date.now(), newestId))}
    >
      <IconPlayerPause size={17} aria-hidden /> Pause
    </button>
  );
}

/** How many lines came since somebody began to read; takes them there. */
export function NewLines(props: {
  follow: Follow;
  rows: readonly LogLine[];
  onFollow: (next: Follow) => void;
}) {
  const { follow, rows, onFollow } = props;
  if (follow.kind === 'live') return null;
  const news = rows.length - placeOf(rows, follow.lastId + 1);
  if (news === 0) return null;
  return (
    <button
      type="button"
      className="button primary log-news"
      aria-label={`${count(news)} new lines, go to the newest`}
      onClick={() => onFollow(live)}
    >
      {countOf(news, 'new line')} <Icon name="down" />
    </button>
  );
}
