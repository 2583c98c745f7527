import { type ReactNode, useEffect, useRef } from 'react';

/** A command an administrator is asked for: shown first, run only when the person says so. */
export function RunCommand(props: {
  command: string;
  /** The system is asking for the password just now. */
  isWaiting: boolean;
  /** For a screen reader, behind "Not now": for what. */
  what?: string;
  onRun: () => void;
  onDecline: () => void;
  /** Between words and buttons, such as what went wrong. */
  children?: ReactNode;
}) {
  const { command, isWaiting, what, onRun, onDecline } = props;
  const run = useRef<HTMLButtonElement>(null);
  useEffect(() => run.current?.focus(), []);
  return (
    <>
      <code className="command">{command}</code>
      <p className="muted" role="status">
        {isWaiting
          ? 'Waiting for the permission, which this computer asks for in a window of its own…'
          : 'Before it runs, the system will ask for the password of an administrator.'}
      </p>
      {props.children}
      <div className="actions">
        <button
          ref={run}
          type="button"
          className="button small primary"
          disabled={isWaiting}
          onClick={onRun}
        >
          Run this command
        </button>
        <button type="button" className="button small" disabled={isWaiting} onClick={onDecline}>
          Not now{what !== undefined && <span className="hidden"> for {what}</span>}
        </button>
      </div>
    </>
  );
}
