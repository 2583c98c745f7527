import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { StationStatus } from '../../main/contract/model.ts';
import { useMirror, useWireState } from '../mirror/context.ts';
import { Icon } from '../ui/icon.tsx';
import { TopSlot } from '../ui/top-slot.tsx';
import { Services } from './services.tsx';
import { type Pill, pillOf } from './station-pill.ts';
import { useStartStop } from './use-start-stop.ts';

/** Title, station, services, Start and Stop. */
export function TopBar({ title }: { title: string }) {
  const status = useMirror((mirror) => mirror.status);
  const wire = useWireState();
  const pill = pillOf(status, wire.kind);
  useEffect(() => {
    document.title = `${title} — ${pill.word} — SPA Bench`;
  }, [title, pill.word]);
  const isServing = status !== null && (status.state === 'running' || status.state === 'no-link');
  return (
    <header className="top">
      <h1>{title}</h1>
      <StationPill pill={pill} status={status} />
      {isServing && <Services status={status} />}
      <span className="grow" />
      <TopSlot />
      {isServing && status.pool && (
        <span className="muted pool" title={`${status.pool.first} to ${status.pool.last}`}>
          Pool <b>{status.pool.used}</b> of {status.pool.size}
        </span>
      )}
      {status !== null && <StartStop status={status} isConnected={wire.kind === 'connected'} />}
    </header>
  );
}

function StationPill({ pill, status }: { pill: Pill; status: StationStatus | null }) {
  const where = status?.address ? `${status.address}/${status.prefix ?? '?'}` : null;
  return (
    <div className="station" data-testid="station" title={status?.problem ?? undefined}>
      <span className={`pill ${pill.tone}`}>
        <Icon name={pill.icon} />
        {pill.word}
      </span>
      {status?.isPractice ? (
        <b>Practice bench</b>
      ) : (
        status?.interface && <b className="card-name">{status.interface}</b>
      )}
      {where !== null && <span className="mono">{where}</span>}
      {status?.interface === null && <span className="muted">Nothing is served</span>}
    </div>
  );
}

function StartStop({ status, isConnected }: { status: StationStatus; isConnected: boolean }) {
  const [path, go] = useLocation();
  const [isStopping, setStopping] = useState(false);
  const { stop } = useStartStop();
  if (status.state === 'stopped' || status.state === 'failed') {
    if (path === '/prepare') return null;
    return (
      <button
        type="button"
        className="button primary"
        disabled={!isConnected}
        onClick={() => go('/prepare')}
      >
        <Icon name="play" /> Start <kbd>F10</kbd>
      </button>
    );
  }
  if (status.state === 'starting') return null;
  return (
    <button
      type="button"
      className="button"
      disabled={!isConnected || isStopping}
      onClick={() => {
        setStopping(true);
        void stop().finally(() => setStopping(false));
      }}
    >
      <Icon name="stopped" />{' '}
      {isStopping ? 'Stopping…' : status.isPractice ? 'End practice' : 'Stop'} <kbd>F10</kbd>
    </button>
  );
}
