import { stationReport } from '../report.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

/** Scans a newly opened page shows. */
const SHOWN_SCANS = 200;

export function stationQuestions(station: Station): BenchFacade['station'] {
  const { store, binder, tracker, changes, cardAddresses } = station;
  return {
    snapshot: async ({ seat, logLines }) => {
      await Promise.all([station.log.settled(), tracker.settled()]);
      // Everything below is read in one go, so that the number fits what is shown.
      return store.read((tables) => ({
        seq: changes.seq,
        run: changes.run,
        status: station.status(),
        units: station.units(),
        foreign: station.foreign.all(),
        log: tables.log.list({ last: logLines }),
        scans: tables.scans.list(seat, SHOWN_SCANS),
        seat: binder.seat(seat),
        boundToday: tables.bindings.countSince(startOfDay(station.clock.now())),
        transfers: station.transfers(),
        settings: station.settingsAnswer(),
      }));
    },
    status: async () => ({ ...station.status(), foreign: station.foreign.all() }),
    cards: () => cardAddresses.list(),
    addressPlan: ({ interface: name }) => cardAddresses.plan(name),
    setAddress: ({ interface: name }) => cardAddresses.set(name),
    undoAddress: ({ interface: name }) => cardAddresses.undo(name),
    start: async ({ without, ...wanted }) => {
      await station.start(wanted, without);
      return station.status();
    },
    startService: async ({ service }) => {
      await station.startService(service);
      return station.status();
    },
    stopService: async ({ service }) => {
      await station.stopService(service);
      return station.status();
    },
    stop: async () => {
      await station.stop();
      return station.status();
    },
    report: () => stationReport(station),
  };
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
