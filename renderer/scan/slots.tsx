import './slots.css';
import { useMirror } from '../mirror/context.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { accountSlot, type SlotLook, type SlotView, slotsInHand, unitSlot } from './slot-view.ts';
import { useAccount } from './use-account.ts';

/** The two halves of a pair, filled in any order. */
export function Slots() {
  const seat = useMirror((mirror) => mirror.seat);
  const hand = slotsInHand(seat);
  const unit = useMirror((mirror) =>
    hand.unit === null ? undefined : mirror.units.get(hand.unit),
  );
  const account = useAccount(hand.account);
  return (
    <div className="slots">
      <Slot label="Device" icon="unit" slot={unitSlot(hand, unit, seat.lockedBy)} />
      <span className={hand.fault === null ? 'between' : 'between apart'}>
        <LinkSign isApart={hand.fault !== null} />
      </span>
      <Slot label="Account" icon="account" slot={accountSlot(hand, account, seat.lockedBy)} />
    </div>
  );
}

const iconOf: Partial<Record<SlotLook, IconName>> = { held: 'verified', bad: 'failed' };

function Slot({ label, icon, slot }: { label: string; icon: IconName; slot: SlotView }) {
  return (
    <section className={`slot ${slot.look}`} aria-label={label} data-look={slot.look}>
      <p className="slot-label">
        <Icon name={iconOf[slot.look] ?? icon} />
        <span>{slot.state === null ? label : `${label} — ${slot.state}`}</span>
      </p>
      <p className={slot.isName ? 'slot-value mono' : 'slot-value'}>{slot.value}</p>
      <p className="slot-detail">{slot.detail}</p>
    </section>
  );
}

function LinkSign({ isApart }: { isApart: boolean }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      {isApart ? (
        <>
          <circle cx="12" cy="12" r="9" />
          <path d="m6 6 12 12" />
        </>
      ) : (
        <>
          <path d="M10 14a4.500 4.500 0 0 0 6.400 0l3-3a4.500 4.500 0 1 0-6.400-6.400l-1 1" />
          <path d="M14 10a4.500 4.500 0 0 0-6.400 0l-3 3A4.500 4.500 0 1 0 11 19.400l1-1" />
        </>
      )}
    </svg>
  );
}
