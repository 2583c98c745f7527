import { useEffect, useRef, useState } from 'react';
import type { StationStatus } from '../../main/contract/model.ts';
import { useClient, useMirror, useWireState } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { CardChooser } from '../preflight/card-chooser.tsx';
import { Icon } from '../ui/icon.tsx';
import { type Pill, pillOf } from './station-pill.ts';

/** Title, station, services, Start and Stop. */
export function TopBar() {
  const status = useMirror((mirror) => mirror.status);
  const wire = useWireState();
  const pill = pillOf(status, wire.kind);
  useEffect(() => {
    document.title = `Bench — ${pill.word} — SPA Bench`;
  }, [pill.word]);
  return (
    <header className="top">
      <h1>Bench</h1>
      <StationPill pill={pill} status={status} />
      {status !== null && status.state !== 'stopped' && <Services status={status} />}
      <span className="grow" />
      {status?.pool && (
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
      {status?.interface && <b>{status.interface}</b>}
      {where !== null && <span className="mono">{where}</span>}
      {status?.interface === null && <span className="muted">Nothing is served</span>}
    </div>
  );
}

const services = [
  ['dhcp', 'DHCP'],
  ['tftp', 'TFTP'],
  ['http', 'HTTP'],
  ['syslog', 'Syslog'],
] as const;

function Services({ status }: { status: StationStatus }) {
  return (
    <ul className="services" aria-label="Services">
      {services.map(([id, name]) => {
        const { port, problem } = status.ports[id];
        const says = problem ?? (port === null ? 'off' : `listens on port ${port}`);
        return (
          <li key={id} className={port === null ? 'bad' : 'good'} title={`${name}: ${says}`}>
            <Icon name={port === null ? 'cross' : 'check'} />
            {name}
            <span className="hidden">{says}</span>
          </li>
        );
      })}
    </ul>
  );
}

function StartStop({ status, isConnected }: { status: StationStatus; isConnected: boolean }) {
  const client = useClient();
  const opener = useRef<HTMLButtonElement>(null);
  const [isChoosing, setChoosing] = useState(false);
  const [isStopping, setStopping] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const canStart = status.state === 'stopped' || status.state === 'failed';

  async function stop(): Promise<void> {
    setStopping(true);
    try {
      await client.station.stop();
      setProblem(null);
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setStopping(false);
    }
  }

  /** Once started, Enter belongs to the scanner again, never to the Stop button. */
  function close(isStarted: boolean): void {
    setChoosing(false);
    if (isStarted) document.getElementById('scan-field')?.focus();
    else opener.current?.focus();
  }

  return (
    <div className="start-stop">
      {problem !== null && (
        <span role="alert" className="fail-ink">
          {problem}
        </span>
      )}
      {canStart ? (
        <button
          key="start"
          ref={opener}
          type="button"
          className="button primary"
          aria-expanded={isChoosing}
          disabled={!isConnected}
          onClick={() => setChoosing((open) => !open)}
        >
          <Icon name="play" /> Start
        </button>
      ) : (
        <button
          key="stop"
          type="button"
          className="button"
          disabled={!isConnected || isStopping || status.state === 'starting'}
          onClick={() => void stop()}
        >
          <Icon name="stopped" /> {isStopping ? 'Stopping…' : 'Stop'}
        </button>
      )}
      {canStart && isChoosing && <CardChooser onClose={close} />}
    </div>
  );
}
