import { useMirror, useWireState } from '../mirror/context.ts';
import { lastBindOf } from '../mirror/state.ts';
import type { Scanning } from '../scan/use-scanning.ts';
import { Icon } from '../ui/icon.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { macTail } from '../units/names.ts';

/** The visible half of the scanner: what it waits for, the last bind with Undo, bound today. */
export function Ribbon({ scanning }: { scanning: Scanning }) {
  const seat = useMirror((mirror) => mirror.seat);
  const boundToday = useMirror((mirror) => mirror.boundToday);
  const isStopped = useMirror((mirror) => mirror.status?.state === 'stopped');
  const wire = useWireState();
  const isGone = wire.kind === 'disconnected' || wire.kind === 'refused';
  const [mood, text] = instruction(
    isGone,
    seat.lockedBy !== null,
    seat.heldUnit === null ? null : macTail(seat.heldUnit),
    seat.heldAccount,
  );
  return (
    <footer className="ribbon">
      <span className={`eye ${mood}`}>
        <Icon name="scan" />
      </span>
      <strong data-testid="instruction">{scanning.pending > 1 ? 'Working…' : text}</strong>
      {isStopped && (
        <span className="muted">Nothing is sent on any network until you press Start.</span>
      )}
      <LastBind undo={scanning.undo} />
      <span className="today">
        Bound today <b data-testid="bound-today">{boundToday}</b>
      </span>
    </footer>
  );
}

function instruction(
  isGone: boolean,
  isLocked: boolean,
  unit: string | null,
  account: string | null,
): [mood: 'ready' | 'half' | 'paused', text: string] {
  if (isGone) return ['paused', 'Not connected — do not scan'];
  if (isLocked) return ['paused', 'Scanning is paused — press Enter'];
  if (unit !== null) return ['half', `Device ${unit} held — scan the account`];
  if (account !== null) return ['half', `Account ${account} held — scan the device`];
  return ['ready', 'Ready — scan a device or an account'];
}

function LastBind({ undo }: { undo: () => void }) {
  const scans = useMirror((mirror) => mirror.scans);
  const units = useMirror((mirror) => mirror.units);
  const last = lastBindOf({ scans, units });
  if (last === null) return null;
  return (
    <span className="last" data-testid="last-bind">
      <Icon name="bound" className="bound-ink" />
      <span>
        Last: <b className="mono">{macTail(last.unit)}</b> to <b className="mono">{last.account}</b>{' '}
        at {timeOfDay(last.at)}
      </span>
      {last.canUndo ? (
        <button type="button" className="button" onClick={undo} aria-keyshortcuts="F8">
          <Icon name="undo" /> Undo <kbd>F8</kbd>
        </button>
      ) : (
        <span className="muted">exported</span>
      )}
    </span>
  );
}
