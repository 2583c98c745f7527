import './start.css';
import { IconPlayerPlayFilled, IconSchool } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { type Spared, serviceWords } from '../../main/contract/preflight.ts';
import { Icon } from '../ui/icon.tsx';
import { Note } from '../ui/states.tsx';
import { useElapsed } from '../units/clock.ts';
import { UnlockDialog } from '../vault/unlock-dialog.tsx';
import { PROBE_MS, type Readiness, startingWords } from './readiness.ts';
import type { Starting } from './use-start.ts';
import { WaitBar } from './wait-bar.tsx';

interface StartPanelProps {
  starting: Starting;
  readiness: Readiness;
  /** False: units are held at the common profile. */
  hasIspRule: boolean;
  /** Why the keys are locked, so that nothing can be built for a unit; null: they are not. */
  locked: string | null;
}

/** The big button, what stands in its way, and every wait in words. */
export function StartPanel({ starting, readiness, hasIspRule, locked }: StartPanelProps) {
  const { blocks, warnings, without } = readiness;
  const { problem, since, isPractising } = starting;
  if (since !== null) return <StartWait starting={starting} since={since} />;
  const [first, ...others] = blocks;
  const inTheWay = [locked !== null && 'start-locked', first !== undefined && 'start-block'];
  return (
    <section className="card go" aria-label="Start">
      {problem !== null && (
        <Note tone="fail" role="alert">
          {problem}
        </Note>
      )}
      {locked !== null && <LockedBlock why={locked} />}
      {first !== undefined && (
        <Note tone="fail">
          <span id="start-block">{first}</span>
          {others.length > 0 && ` And ${others.length} more to mend.`}
        </Note>
      )}
      {without.length > 0 && <StartWithout without={without} starting={starting} />}
      {first === undefined && locked === null && warnings.length > 0 && (
        <Warnings warnings={warnings} />
      )}
      {!hasIspRule && (
        <Note tone="warn">
          No ISP address is set: units are held at the common profile.{' '}
          <Link href="/settings/station">Set it</Link>
        </Note>
      )}
      <button
        type="button"
        className="button primary start"
        disabled={!starting.canStart}
        aria-describedby={inTheWay.filter(Boolean).join(' ') || undefined}
        aria-keyshortcuts="F10"
        onClick={starting.start}
      >
        <IconPlayerPlayFilled size={26} aria-hidden /> Start station <kbd>F10</kbd>
      </button>
      <div className="practise">
        <button
          type="button"
          className="button"
          disabled={!starting.canPractise}
          aria-describedby="practice-words"
          onClick={starting.practise}
        >
          <IconSchool size={20} aria-hidden />
          {isPractising ? 'Laying out 24 units…' : 'Practice bench'}
        </button>
        <p id="practice-words" className="muted">
          Simulated units on this computer: no network, nothing is kept.
        </p>
      </div>
    </section>
  );
}

/** A port is taken that units can do without: said what it costs, and never done unasked. */
function StartWithout(props: { without: readonly Spared[]; starting: Starting }) {
  const { without, starting } = props;
  const names = without.map(({ service }) => serviceWords[service]).join(' and ');
  return (
    <Note tone="warn">
      <span id="start-without">{without.map(({ lack }) => lack).join(' ')}</span>{' '}
      <button
        type="button"
        className="button small"
        disabled={!starting.canStartWithout}
        aria-describedby="start-without"
        onClick={starting.startWithout}
      >
        Start without {names}
      </button>
    </Note>
  );
}

/** The station would refuse the start; the way out is here. */
function LockedBlock({ why }: { why: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Note tone="fail">
      <span id="start-locked">
        The keys are locked, so no unit could be given a file. Unlock them first.
      </span>{' '}
      <button type="button" className="link-button" onClick={() => setOpen(true)}>
        Unlock
      </button>
      {isOpen && <UnlockDialog why={why} onClose={() => setOpen(false)} />}
    </Note>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  const [only] = warnings;
  if (warnings.length === 1) {
    return (
      <Note tone="warn">
        <b>One check needs you.</b> You can start now, but: {only}
      </Note>
    );
  }
  return (
    <Note tone="warn">
      <b>{warnings.length} checks need you.</b> You can start now, but:
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Note>
  );
}

function StartWait({ starting, since }: { starting: Starting; since: number }) {
  useElapsed(since);
  const { text, hint } = startingWords(Date.now() - since);
  return (
    <section className="card go" aria-label="Start">
      <div className="start-wait prog" role="status">
        <Icon name="clock" />
        <p>
          <b>{text}</b>
          <span className="muted">{hint}</span>
        </p>
      </div>
      <WaitBar label="Starting the station" sinceMs={since} lengthMs={PROBE_MS} />
      <button
        type="button"
        className="button large"
        disabled={starting.isAborting}
        onClick={starting.abort}
      >
        <Icon name="stopped" /> {starting.isAborting ? 'Stopping the start…' : 'Stop the start'}
      </button>
    </section>
  );
}
