import './checks.css';
import { IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { type Check, checkIds } from '../../main/contract/preflight.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { ago } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { useElapsed } from '../units/clock.ts';
import { CheckFixing } from './check-fixing.tsx';
import { checkNames, PROBE_MS } from './readiness.ts';
import type { Checks } from './use-cards.ts';
import { WaitBar } from './wait-bar.tsx';

const looks: Record<Check['result'] | 'checking', { icon: IconName; tone: string }> = {
  ok: { icon: 'verified', tone: 'ok' },
  warn: { icon: 'waiting', tone: 'warn' },
  fail: { icon: 'failed', tone: 'fail' },
  open: { icon: 'seen', tone: 'idle' },
  checking: { icon: 'clock', tone: 'prog' },
};

interface ChecksPanelProps {
  list: Checks;
  /** The chosen card. */
  card: string | null;
  isDisabled: boolean;
}

/** Everything looked at before a start, in an order that never changes. */
export function ChecksPanel({ list, card, isDisabled }: ChecksPanelProps) {
  const { checks, at, isRunning } = list;
  return (
    <Panel
      title="Checks"
      className="checks"
      actions={
        <>
          {checks !== null && at !== null && !isRunning && <Passed checks={checks} at={at} />}
          <button
            type="button"
            className="button small"
            disabled={isDisabled || isRunning || checks === null}
            onClick={list.run}
          >
            <IconRefresh size={16} aria-hidden /> Run again
          </button>
        </>
      }
    >
      {list.problem !== null && (
        <Note tone="fail" role="alert">
          {list.problem}
        </Note>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: in a low window it scrolls, and must by keyboard too */}
      <ol tabIndex={0} aria-label="Results" aria-busy={isRunning || checks === null}>
        {rowsOf(list).map(({ id, check }) => (
          <li key={id} className={`check ${check?.result ?? 'checking'}`} data-check={id}>
            {check === null ? (
              <CheckWords name={checkNames[id]} look="checking" word="Checking…" detail=" " />
            ) : (
              <CheckRow check={check} list={list} card={card} isDisabled={isDisabled} />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** All rows; a check of null is being looked at. Once there are results, only those the station has. */
function rowsOf({ checks, isRunning, problem }: Checks) {
  if (checks === null) {
    return problem === null ? checkIds.map((id) => ({ id, check: null })) : [];
  }
  return checks.map((check) => ({ id: check.id, check: isRunning ? null : check }));
}

function Passed({ checks, at }: { checks: readonly Check[]; at: number }) {
  useElapsed(at);
  const passed = checks.filter(({ result }) => result === 'ok').length;
  return (
    <span className="muted">
      {passed} of {checks.length} passed · {ago(at, Date.now())}
    </span>
  );
}

interface CheckWordsProps {
  name: string;
  look: keyof typeof looks;
  word: string;
  detail: string;
  /** What can be done about it, behind the detail. */
  children?: ReactNode;
}

function CheckWords({ name, look, word, detail, children }: CheckWordsProps) {
  const { icon, tone } = looks[look];
  return (
    <>
      <span className={`check-icon ${tone}`}>
        <Icon name={icon} />
      </span>
      <b>{name}</b>
      <span className={`check-word ${tone}`}>{word}</span>
      <div className="check-below">
        <span className="check-detail">{detail}</span>
        {children}
      </div>
    </>
  );
}

interface CheckRowProps {
  check: Check;
  list: Checks;
  card: string | null;
  isDisabled: boolean;
}

function CheckRow({ check, list, card, isDisabled }: CheckRowProps) {
  const { id, result, word, detail, fix } = check;
  const isProbe = id === 'foreign-dhcp' && card !== null;
  const probe = useProbe(list, card ?? '');
  if (probe.since !== null) {
    return (
      <CheckWords
        name={checkNames[id]}
        look="checking"
        word="Asking…"
        detail="Three questions go out on the bench card, 3 to 6 s."
      >
        <WaitBar label="Asking for DHCP servers" sinceMs={probe.since} lengthMs={PROBE_MS} />
      </CheckWords>
    );
  }
  return (
    <CheckWords name={checkNames[id]} look={result} word={word} detail={detail}>
      {probe.problem !== null && (
        <p className="fail-ink" role="alert">
          {probe.problem}
        </p>
      )}
      {isProbe && (
        <button
          type="button"
          className="link-button"
          disabled={isDisabled}
          onClick={() => void probe.ask()}
        >
          {result === 'open' ? 'Check now' : 'Check again'}
        </button>
      )}
      {fix !== null && !(isProbe && result === 'open') && (
        <CheckFixing
          check={id}
          fix={fix}
          card={card}
          isDisabled={isDisabled}
          isLookAgainThere={isProbe}
          onLook={list.run}
        />
      )}
    </CheckWords>
  );
}

/** "Check now": the only thing of this screen that sends something before Start. */
function useProbe(list: Checks, card: string) {
  const client = useClient();
  const [since, setSince] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function ask(): Promise<void> {
    setSince(Date.now());
    setProblem(null);
    try {
      list.put(await client.preflight.probe({ interface: card }));
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setSince(null);
    }
  }
  return { since, problem, ask };
}
