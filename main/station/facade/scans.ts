import type { ScanOutcome } from '../../contract/model.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';
import { notBuilt } from './not-built.ts';

export function scanQuestions(station: Station): BenchFacade['scans'] {
  const { binder, changes } = station;
  return {
    submit: async ({ seat, text }) => {
      const outcome = await binder.submit(seat, text);
      changes.publish([
        { type: 'scan', outcome, seat },
        { type: 'seat', seat: binder.seat(seat) },
      ]);
      await announceScan(station, outcome);
      return outcome;
    },
    undo: async ({ seat, mac }) => {
      const binding = await binder.undo(seat, mac);
      changes.publish([{ type: 'binding', binding }]);
      await station.bindingChanged(
        binding.mac,
        `The bind to account ${binding.account} was taken back`,
      );
      return binding;
    },
    acknowledge: async ({ seat }) => {
      const memory = await binder.acknowledge(seat);
      changes.publish([{ type: 'seat', seat: memory }]);
      return memory;
    },
    today: notBuilt,
    goal: notBuilt,
    moveHere: notBuilt,
  };
}

/** A bind by scan, or an UNDO barcode, changes the unit and its binding too. */
async function announceScan(station: Station, outcome: ScanOutcome): Promise<void> {
  const mac = outcome.unit;
  if (mac === null || (outcome.verdict !== 'bound' && outcome.class !== 'command')) return;
  const binding = station.binder.ofUnit(mac);
  if (binding !== null) station.changes.publish([{ type: 'binding', binding }]);
  await station.bindingChanged(mac, 'The bind was taken back');
}
