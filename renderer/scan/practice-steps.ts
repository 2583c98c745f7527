/** What a newcomer at the practice bench scans next: pure. */
import type { ScanOutcome, Seat, Unit } from '../../main/contract/model.ts';
import type { PracticeShelf } from '../../main/contract/settings.ts';
import type { Mac } from '../../main/contract/values.ts';
import { tileStateOf } from '../units/tile-state.ts';

export interface PracticeStep {
  /** The box to scan next; null: none is ready. */
  box: Mac | null;
  /** The account sheet to scan next; null: all are used. */
  account: string | null;
  /** Which of the two is due. */
  due: 'box' | 'account' | 'ok' | 'wait' | 'done';
  says: string;
}

/**
 * The loop: box, its account sheet, green, next box.
 * @param shown  the last bind, while its unit's own news has not come yet
 */
export function practiceStep(
  shelf: PracticeShelf,
  units: ReadonlyMap<Mac, Unit>,
  seat: Seat,
  shown: ScanOutcome | null = null,
): PracticeStep {
  // The verdict comes a moment before the unit's own news.
  const justBound = shown?.verdict === 'bound' ? shown : null;
  const used = new Set([...units.values()].map((unit) => unit.account));
  if (justBound !== null) used.add(justBound.account);
  const free = shelf.boxes.filter(
    ({ mac }) => (units.get(mac)?.binding ?? 'none') === 'none' && mac !== justBound?.unit,
  );
  const ready = free.find(({ mac }) => {
    const unit = units.get(mac);
    return unit !== undefined && tileStateOf(unit).id === 'verified' && mac !== seat.heldUnit;
  });
  const box = ready?.mac ?? null;
  const account =
    shelf.accounts.find((each) => !used.has(each.account) && each.account !== seat.heldAccount)
      ?.account ?? null;
  const step = { box, account };
  if (seat.lockedBy !== null) {
    return { ...step, due: 'ok', says: 'Refused, so scanning waits. Scan OK to go on.' };
  }
  if (seat.heldUnit !== null) {
    return { ...step, due: 'account', says: 'The box is held. Now scan its account sheet.' };
  }
  if (seat.heldAccount !== null) {
    return { ...step, due: 'box', says: 'The account is held. Now scan a box.' };
  }
  if (free.length === 0 && shelf.boxes.length > 0) {
    return { ...step, due: 'done', says: 'Every box is bound. Export them on Bindings (F5).' };
  }
  if (box === null) {
    return { ...step, due: 'wait', says: 'No box is ready yet: wait until one is Verified.' };
  }
  return { ...step, due: 'box', says: 'Scan a box, then its account sheet.' };
}
