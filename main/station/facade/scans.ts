import { announceScan } from '../binding/announce.ts';
import { goalOf } from '../binding/goal.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

/** More scans than a seat makes in a day by hand. */
const MOST_OF_A_DAY = 5000;

export function scanQuestions(station: Station): BenchFacade['scans'] {
  const { binder, changes, clock, store } = station;
  return {
    submit: async ({ seat, text }) => {
      const outcome = await binder.submit(seat, text);
      await announceScan(station, seat, outcome);
      return outcome;
    },
    undo: async ({ seat, mac }) => {
      const { binding, wasKept } = await binder.undo(seat, mac);
      if (wasKept) return binding;
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
    today: async ({ seat }) => {
      const midnight = new Date(clock.now()).setHours(0, 0, 0, 0);
      return store.read(({ scans }) => scans.since(seat, midnight, MOST_OF_A_DAY));
    },
    goal: async ({ seat }) => store.read((tables) => goalOf(tables, seat)),
    moveHere: async (move) => {
      const { outcome, ended } = await binder.moveHere(move);
      if (ended !== null) {
        changes.publish([{ type: 'binding', binding: ended }]);
        const why = `Released from account ${ended.account}: ${move.reason}`;
        station.tracker.apply(ended.mac, { type: 'unbound', at: clock.now(), why });
      }
      await announceScan(station, move.seat, outcome);
      return outcome;
    },
  };
}
