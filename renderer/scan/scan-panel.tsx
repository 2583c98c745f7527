import type { Seat, Unit } from '../../main/contract/model.ts';
import { useMirror, useWireState } from '../mirror/context.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { macHalves, macTail } from '../units/names.ts';
import { tileStateOf } from '../units/tile-state.ts';
import type { Scanning } from './use-scanning.ts';
import { type VerdictIcon, type VerdictView, verdictOf } from './verdict.ts';

const iconOf: Record<VerdictIcon, IconName> = {
  scan: 'scan',
  unit: 'unit',
  account: 'account',
  check: 'verified',
  stop: 'failed',
  warn: 'waiting',
  info: 'info',
};

/** Verdict, the two halves of a pair, and the field every scan goes into. */
export function ScanPanel({ scanning }: { scanning: Scanning }) {
  const seat = useMirror((mirror) => mirror.seat);
  const shown = useMirror((mirror) => mirror.shown);
  const wire = useWireState();
  const verdict = verdictOf(seat, shown, wire.kind === 'connected' || wire.kind === 'connecting');
  return (
    <section className="scan card" aria-labelledby="scan-title">
      <h2 id="scan-title" className="hidden">
        Scan and bind
      </h2>
      <Verdict view={verdict} />
      <p className="hidden" role="alert" data-testid="spoken">
        {shown === null && !verdict.isLocked ? '' : verdict.spoken}
      </p>
      {verdict.isLocked ? (
        <button type="button" className="button primary large" onClick={scanning.acknowledge}>
          Put this device aside <kbd>Enter</kbd>
        </button>
      ) : (
        <Slots seat={seat} />
      )}
      <Field scanning={scanning} isLocked={verdict.isLocked} />
    </section>
  );
}

function Verdict({ view }: { view: VerdictView }) {
  return (
    <div className={`verdict ${view.tone}`} data-testid="verdict" data-tone={view.tone}>
      <Icon name={iconOf[view.icon]} />
      <div>
        <p className="word">{view.word}</p>
        {view.pair?.unit && view.pair.account && (
          <p className="pair mono">
            {macTail(view.pair.unit)} → {view.pair.account}
          </p>
        )}
        <p className="sentence">{view.sentence}</p>
      </div>
    </div>
  );
}

function Slots({ seat }: { seat: Seat }) {
  const unit = useMirror((mirror) =>
    seat.heldUnit === null ? undefined : mirror.units.get(seat.heldUnit),
  );
  return (
    <div className="slots">
      <Slot label="Device" icon="unit" isHeld={seat.heldUnit !== null}>
        {seat.heldUnit !== null && (
          <>
            <b className="mono">{macTail(seat.heldUnit)}</b>
            <small>{unit ? unitLine(unit) : macHalves(seat.heldUnit).join(':')}</small>
          </>
        )}
      </Slot>
      <Slot label="Account" icon="account" isHeld={seat.heldAccount !== null}>
        {seat.heldAccount !== null && <b className="mono">{seat.heldAccount}</b>}
      </Slot>
    </div>
  );
}

function unitLine(unit: Unit): string {
  return [unit.model ?? 'Unknown model', tileStateOf(unit).word, unit.serial]
    .filter((part) => part !== null)
    .join(' · ');
}

function Slot(props: {
  label: string;
  icon: IconName;
  isHeld: boolean;
  children: React.ReactNode;
}) {
  return (
    <div className={props.isHeld ? 'slot held' : 'slot'}>
      <span className="label">
        <Icon name={props.isHeld ? 'verified' : props.icon} />
        {props.label}
      </span>
      {props.isHeld ? props.children : <small>Waiting for a scan</small>}
    </div>
  );
}

function Field({ scanning, isLocked }: { scanning: Scanning; isLocked: boolean }) {
  return (
    <form
      className="scan-form"
      onSubmit={(event) => {
        event.preventDefault();
        scanning.enter();
      }}
    >
      <label htmlFor="scan-field">Scan or type, then Enter</label>
      <div className="scan-field">
        <Icon name="scan" />
        <input
          id="scan-field"
          ref={scanning.fieldRef}
          className="mono"
          value={scanning.text}
          onChange={(event) => scanning.type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') scanning.cancel();
          }}
          // biome-ignore lint/a11y/noAutofocus: a scanner types into whatever has the focus
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={4096}
          aria-describedby="scan-help"
        />
      </div>
      <p id="scan-help" className={scanning.problem === null ? 'help' : 'help problem'}>
        {scanning.problem ??
          (isLocked
            ? 'Scanning is paused. Other scans are not used.'
            : 'MAC, serial, account number or work order.')}
      </p>
    </form>
  );
}
