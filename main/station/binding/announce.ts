/** Tells every UI what a scan, a move or a kept pair changed. */
import type { Change } from '../../contract/contract.ts';
import type { ScanOutcome } from '../../contract/model.ts';
import type { Mac } from '../../contract/values.ts';
import type { Binder } from './bind.ts';

/** The little of a station that is needed for it. */
export interface Announcer {
  binder: Binder;
  changes: { publish(changes: readonly Change[]): void };
  /** Holds the unit back or frees it, by the binding it has now. */
  bindingChanged(mac: Mac, why: string): Promise<void>;
}

/** A bind by scan, or an UNDO barcode, changes the unit and its binding too. */
export async function announceScan(
  station: Announcer,
  seat: string,
  outcome: ScanOutcome,
): Promise<void> {
  const { binder, changes } = station;
  changes.publish([
    { type: 'scan', outcome, seat },
    { type: 'seat', seat: binder.seat(seat) },
  ]);
  const mac = outcome.unit;
  if (mac === null || (outcome.verdict !== 'bound' && outcome.class !== 'command')) return;
  const binding = binder.ofUnit(mac);
  if (binding !== null) changes.publish([{ type: 'binding', binding }]);
  await station.bindingChanged(mac, 'The bind was taken back');
}

/** Binds what became ready and tells it as the scan it was; call it about once a second. */
export async function bindReadyPairs(station: Announcer): Promise<void> {
  for (const { seat, outcome } of await station.binder.bindReady()) {
    await announceScan(station, seat.seat, outcome);
  }
}
