import './verdict.css';
import type { Unit } from '../../main/contract/model.ts';
import { useMirror, useWireState } from '../mirror/context.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { macTail } from '../units/names.ts';
import { useScan } from './scanning-context.ts';
import { useAccount } from './use-account.ts';
import { type VerdictIcon, type VerdictView, verdictOf } from './verdict.ts';

const iconOf: Record<VerdictIcon, IconName> = {
  scan: 'scan',
  unit: 'unit',
  account: 'account',
  check: 'verified',
  stop: 'failed',
  warn: 'waiting',
};

/** The verdict as it is now, on whatever screen. */
export function useVerdict(): VerdictView {
  const seat = useMirror((mirror) => mirror.seat);
  const shown = useMirror((mirror) => mirror.shown);
  const dropped = useMirror((mirror) => mirror.dropped);
  const wire = useWireState();
  return verdictOf(
    { seat, shown, dropped },
    wire.kind === 'connected' || wire.kind === 'connecting',
  );
}

/** The result of the last scan, readable from two metres. It appears at once and never moves. */
export function VerdictPanel({ view }: { view: VerdictView }) {
  const scanning = useScan();
  const lastText = useMirror(({ shown }) => (shown?.verdict === 'locked' ? shown.text : null));
  return (
    <section
      className={`verdict ${view.tone}`}
      data-testid="verdict"
      data-tone={view.tone}
      aria-label="Result"
    >
      <Icon name={iconOf[view.icon]} className="verdict-icon" />
      <div className="verdict-text">
        <p className="word">{view.word}</p>
        {view.pair !== null && (
          <p className="pair mono">
            {macTail(view.pair.unit)} → {view.pair.account}
          </p>
        )}
        <p className={view.tone === 'no' ? 'pair' : 'sentence'}>
          {view.pair === null || view.word !== 'BOUND' ? (
            view.sentence
          ) : (
            <PairDetail pair={view.pair} fallback={view.sentence} />
          )}
        </p>
        {view.isLocked && <RefusalDetail />}
        {lastText !== null && view.tone === 'no' && (
          <p className="sentence" data-testid="not-used">
            Not used: <span className="mono">{lastText.slice(0, 40)}</span>
          </p>
        )}
        {scanning.problem !== null && view.word !== 'Do not scan' && (
          <p className="sentence problem">{scanning.problem}</p>
        )}
      </div>
      <VerdictAction view={view} />
    </section>
  );
}

function VerdictAction({ view }: { view: VerdictView }) {
  const scanning = useScan();
  const unit = view.pair?.unit;
  const canUndo = useMirror(
    (mirror) => unit !== undefined && mirror.units.get(unit)?.binding === 'bound',
  );
  if (view.tone === 'half') {
    return (
      <button type="button" className="button large" onClick={scanning.cancel}>
        <Icon name="cross" /> Cancel <kbd>Esc</kbd>
      </button>
    );
  }
  if (view.word !== 'BOUND' || !canUndo) return null;
  return (
    <button
      type="button"
      className="button large on-verdict"
      onClick={() => scanning.undo(unit)}
      aria-keyshortcuts="F8"
    >
      <Icon name="undo" /> Undo <kbd>F8</kbd>
    </button>
  );
}

/** Who has the refused device now, and whether billing knows. */
function RefusalDetail() {
  const mac = useMirror(({ seat }) => seat.lockedBy?.unit ?? null);
  const unit = useMirror((mirror) => (mac === null ? undefined : mirror.units.get(mac)));
  const isBound = unit !== undefined && unit.binding !== 'none';
  const account = useAccount(isBound ? unit.account : null);
  if (!isBound) return null;
  const parts = [
    account?.name ?? null,
    unit.binding === 'exported' ? `exported in batch ${unit.batch}` : 'not yet exported',
  ];
  return <p className="sentence">{parts.filter((part) => part !== null).join(' · ')}</p>;
}

function PairDetail(props: { pair: { unit: string; account: string }; fallback: string }) {
  const { unit: mac, account: number } = props.pair;
  const unit = useMirror((mirror) => mirror.units.get(mac));
  const account = useAccount(number);
  return account === undefined && unit === undefined
    ? props.fallback
    : [
        account?.name ?? null,
        account === undefined ? null : `device ${account.devices} of ${account.allowed}`,
        ...unitParts(unit),
      ]
        .filter((part) => part !== null)
        .join(' · ');
}

function unitParts(unit: Unit | undefined): (string | null)[] {
  return [unit?.model ?? null, unit?.serial ? `serial ${unit.serial}` : null];
}
