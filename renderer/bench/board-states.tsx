import { IconHelpCircle, IconPrinter } from '@tabler/icons-react';
import { type CSSProperties, useEffect, useState } from 'react';
import type { SetAside } from '../../main/contract/model.ts';
import { formatMac } from '../../main/contract/values.ts';
import { printCommandSheet } from '../labels/print.ts';
import { useMirror, useWireState } from '../mirror/context.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { EmptyState } from '../ui/states.tsx';
import { stopClock } from '../units/clock.ts';
import { timeOfDay } from '../units/elapsed.ts';
import { type BoardLayout, shapes } from './density.ts';

/** A board without units says what to do. */
export function EmptyBoard({ onHelp }: { onHelp: () => void }) {
  const isStopped = useMirror((mirror) => mirror.status?.state === 'stopped');
  if (isStopped) {
    return (
      <EmptyState icon="stopped" title="The station is stopped.">
        Press Start and choose the card that goes to the bench switch. Until then nothing is sent on
        any network.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="unit"
      title="Plug a phone into the bench switch."
      actions={
        <>
          <button type="button" className="button" onClick={onHelp}>
            <IconHelpCircle size={18} aria-hidden /> Nothing appears?
          </button>
          <button type="button" className="button" onClick={printCommandSheet}>
            <IconPrinter size={18} aria-hidden /> Print command sheet
          </button>
        </>
      }
    >
      It appears here a few seconds after it gets power. A new unit then waits up to 40 s by itself
      before it asks for its first file.
    </EmptyState>
  );
}

const SKELETON_AFTER_MS = 300;
const SKELETON_ROWS = 3;

/** Tiles of the final size, once loading takes longer than 300 ms. */
export function LoadingBoard({ layout }: { layout: BoardLayout }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  const { width, height, gap } = shapes[layout.density];
  const style: CSSProperties = {
    gridTemplateColumns: `repeat(${layout.columns}, minmax(0, ${width}px))`,
    gridAutoRows: `${height}px`,
    gap: `${gap}px`,
  };
  return (
    <div className="board" role="status">
      <div className="tiles loading" style={style}>
        {Array.from({ length: SKELETON_ROWS * layout.columns }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a skeleton is its place
          <i key={place} />
        ))}
      </div>
      <p className="board-note muted">
        <Icon name="clock" /> Opening the board…
      </p>
    </div>
  );
}

/** From this share on the pool is worth a word; per cent. */
const POOL_NEARLY_FULL = 80;
const MANY_UNITS = 250;

/** Sentences over the board that are true of the whole of it. */
export function BoardNotes() {
  const status = useMirror((mirror) => mirror.status);
  const places = useMirror((mirror) => mirror.places.length);
  const isOffline = status?.state === 'no-link';
  const stoppedAt = useStoppedClock(isOffline);
  const used = status?.pool ? Math.floor((status.pool.used / status.pool.size) * 100) : 0;
  return (
    <>
      {isOffline && stoppedAt !== null && (
        <Note icon="clock">
          Stopped at {timeOfDay(stoppedAt)}. It starts again by itself when the link is back for 3
          s.
        </Note>
      )}
      {status?.pool && status.pool.setAside.length > 0 && (
        <Note icon="waiting">{setAsideWords(status.pool.setAside)}</Note>
      )}
      {(used >= POOL_NEARLY_FULL || places > MANY_UNITS) && used < 100 && status?.pool && (
        <Note icon="waiting">
          Pool {used} % used.{' '}
          {used >= POOL_NEARLY_FULL
            ? 'Release units that are done, so that new ones get an address.'
            : `${places} units are on the board: it scrolls.`}
        </Note>
      )}
    </>
  );
}

const MOST_NAMED = 3;

/** Addresses nobody gets for ten minutes, and who is in the way. */
function setAsideWords(setAside: readonly SetAside[]): string {
  const named = setAside.slice(0, MOST_NAMED).map(({ address, mac, why }) => {
    const who = formatMac(mac);
    return `${address} (${why === 'declined' ? `${who} found it in use` : `used by ${who}`})`;
  });
  const more = setAside.length - named.length;
  const list = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `Set aside for a while, because a device without a lease uses them: ${list}. Give that device another address.`;
}

function Note({ icon, children }: { icon: IconName; children: React.ReactNode }) {
  return (
    <p className="board-note muted" role="status">
      <Icon name={icon} /> <span>{children}</span>
    </p>
  );
}

/** The feed brings something every second; silence for longer means that times are old. */
const SILENT_MS = 3000;

/**
 * Stops every time on the page while no news come: the cable is out, or the station is silent.
 * @returns since when the cable is out
 */
function useStoppedClock(isOffline: boolean): number | null {
  const wire = useWireState();
  const heardAt = useMirror((mirror) => mirror.heardAt);
  const lostAt = wire.kind === 'disconnected' ? wire.since : null;
  const [offlineSince, setOfflineSince] = useState<number | null>(null);
  useEffect(() => setOfflineSince(isOffline ? Date.now() : null), [isOffline]);
  useEffect(() => {
    stopClock(lostAt ?? offlineSince);
    const timer = setTimeout(() => stopClock(lostAt ?? offlineSince ?? heardAt), SILENT_MS);
    return () => clearTimeout(timer);
  }, [lostAt, offlineSince, heardAt]);
  useEffect(() => () => stopClock(null), []);
  return offlineSince;
}
