import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { CheckFix, CheckId } from '../../main/contract/preflight.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { RunCommand } from './run-command.tsx';

interface CheckFixingProps {
  check: CheckId;
  fix: CheckFix;
  card: string | null;
  isDisabled: boolean;
  /** Another button of the row looks again. */
  isLookAgainThere: boolean;
  onLook: () => void;
}

/** The way out of a problem: a command, shown before it runs; or what a person has to do. */
export function CheckFixing(props: CheckFixingProps) {
  const { fix, isDisabled, isLookAgainThere, onLook } = props;
  if (fix.command !== null) return <RunFix {...props} command={fix.command} />;
  return (
    <>
      {fix.hint !== null && <p className="check-hint">{fix.hint}</p>}
      {!isLookAgainThere && (
        <button type="button" className="link-button" disabled={isDisabled} onClick={onLook}>
          {fix.hint === null ? fix.label : 'Check again'}
        </button>
      )}
    </>
  );
}

function RunFix({ check, fix, card, isDisabled, command }: CheckFixingProps & { command: string }) {
  const client = useClient();
  const queries = useQueryClient();
  const [isShown, setShown] = useState(false);
  const [isWaiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasShown = useRef(false);
  useEffect(() => {
    if (!isShown && wasShown.current) opener.current?.focus();
    wasShown.current = isShown;
  }, [isShown]);

  async function run(): Promise<void> {
    if (card === null) return;
    setWaiting(true);
    setProblem(null);
    try {
      const checks = await client.preflight.fix({ interface: card, check, command });
      setShown(false);
      queries.setQueryData(['settings', 'checks', card], checks);
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setWaiting(false);
    }
  }

  if (!isShown) {
    return (
      <>
        {fix.hint !== null && <p className="check-hint">{fix.hint}</p>}
        <button
          ref={opener}
          type="button"
          className="link-button"
          disabled={isDisabled || card === null}
          onClick={() => setShown(true)}
        >
          {fix.label}
        </button>
      </>
    );
  }
  return (
    <div className="fix-plan">
      <RunCommand
        command={command}
        isWaiting={isWaiting}
        onRun={() => void run()}
        onDecline={() => {
          setShown(false);
          setProblem(null);
        }}
      >
        {problem !== null && (
          <p className="fail-ink" role="alert">
            {problem}
          </p>
        )}
      </RunCommand>
    </div>
  );
}
