import './refusal.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { ScanOutcome, Seat } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { focusedField } from '../scanner/fields.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { macTail } from '../units/names.ts';
import { OtherBinding } from './other-binding.tsx';
import { useScan } from './scanning-context.ts';
import { slotsInHand } from './slot-view.ts';

/** What a person may do after a refusal; scanning waits for it. Enter puts the device aside. */
export function RefusalActions({ seat, refusal }: { seat: Seat; refusal: ScanOutcome }) {
  const scanning = useScan();
  const [isOtherOpen, setOtherOpen] = useState(false);
  const hand = slotsInHand(seat);
  const boundTo = useMirror((mirror) => {
    const unit = hand.unit === null ? undefined : mirror.units.get(hand.unit);
    return unit === undefined || unit.binding === 'none' ? null : unit.account;
  });
  const other = hand.unit !== null && boundTo !== null ? hand.unit : null;
  const target = hand.account !== null && hand.account !== boundTo ? hand.account : null;
  const isUnknown = refusal.class === 'unknown';
  const first = useFirstFocus(refusal);
  useF9(other === null ? null : () => setOtherOpen(true));
  const what = hand.fault === 'account' && hand.unit !== null ? 'account' : 'device';
  return (
    <div className="refusal">
      <button
        ref={first}
        type="button"
        className="button primary large"
        onClick={scanning.acknowledge}
        // A held Enter that submitted the refused scan does not also put it aside.
        onKeyDown={(event) => {
          if (event.repeat) event.preventDefault();
        }}
      >
        {`Put this ${what} aside`} <kbd>Enter</kbd>
      </button>
      {other !== null && (
        <button
          type="button"
          className="button large"
          aria-keyshortcuts="F9"
          onClick={() => setOtherOpen(true)}
        >
          Show the other binding <kbd>F9</kbd>
        </button>
      )}
      {other !== null && target !== null && (
        <MoveButton unit={other} from={boundTo ?? ''} to={target} />
      )}
      {isUnknown && (
        <Link href="/accounts" className="button large">
          Import accounts
        </Link>
      )}
      {isOtherOpen && other !== null && (
        <OtherBinding mac={other} onClose={() => setOtherOpen(false)} />
      )}
    </div>
  );
}

function MoveButton({ unit, from, to }: { unit: Mac; from: string; to: string }) {
  const scanning = useScan();
  const confirm = useConfirm();
  const move = async (): Promise<void> => {
    const answer = await confirm({
      title: `Move ${macTail(unit)} to ${to}?`,
      body: `The device leaves account ${from} and is bound to ${to}. The reason is kept with both.`,
      verb: 'Move it here',
      keep: `Leave it with ${from}`,
      needsReason: 'Reason',
    });
    if (answer !== null) scanning.moveHere(unit, to, answer.reason);
  };
  return (
    <button type="button" className="button large" onClick={() => void move()}>
      Move it here…
    </button>
  );
}

/** Enter goes on at once; a field or a dialog in use keeps the focus. */
function useFirstFocus(refusal: ScanOutcome) {
  const button = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per refusal
  useEffect(() => {
    if (focusedField(document) !== null) return;
    if (document.querySelector('[role="dialog"]') === null) button.current?.focus();
  }, [refusal.at]);
  return button;
}

function useF9(show: (() => void) | null): void {
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  const onKey = useCallback((event: KeyboardEvent) => {
    if (event.key !== 'F9' || event.repeat || latest.current === null) return;
    event.preventDefault();
    latest.current();
  }, []);
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onKey]);
}
