import { StationError } from '../../contract/errors.ts';
import type { UnitDetail } from '../../contract/model.ts';
import type { Mac } from '../../contract/values.ts';
import type { Station } from '../station.ts';
import { unitCapture } from '../unit-capture.ts';
import { viewKey } from '../unit-view.ts';
import type { BenchFacade } from './index.ts';
import { knownUnit } from './known-unit.ts';

export function unitQuestions(station: Station): BenchFacade['units'] {
  const { store, binder, tracker, changes, offBoard } = station;
  const detailOf = async (mac: Mac): Promise<UnitDetail> => {
    await tracker.settled();
    const unit = knownUnit(station, mac);
    return store.read(({ evidence, served, keys }) => ({
      ...unit,
      evidence: evidence.of(mac),
      files: served.of(mac),
      key: viewKey(keys.infoOf(mac)),
      awaited: station.unitViews.awaited(mac),
      ...station.unitViews.proofOf(mac),
    }));
  };
  return {
    list: () => station.unitViews.settledBoard(),
    get: ({ mac }) => detailOf(mac),
    readBack: async ({ mac }) => {
      knownUnit(station, mac);
      await station.proof.readBackNow(mac);
      return detailOf(mac);
    },
    resync: async ({ mac, code }) => {
      knownUnit(station, mac);
      if (code === undefined) return station.proof.resync(mac);
      const { ports } = station.status();
      if (ports.https.port === null) {
        throw new StationError(
          'HTTPS_OFF',
          'HTTPS is not served, so no unit can use a code. Switch it on under Keys & certificates, and start again.',
        );
      }
      return station.proof.resync(mac, await station.pins.addressFor(code, mac));
    },
    reboot: async ({ mac }) => {
      knownUnit(station, mac);
      return station.proof.reboot(mac);
    },
    dhcp: async ({ mac }) => station.dhcpExchanges.of(mac),
    transfers: async ({ mac }) => station.transfersOf(mac),
    capture: async ({ mac }) => unitCapture(station, mac),
    why: async ({ text }) => {
      await tracker.settled();
      return station.why.of(text);
    },
    release: async ({ mac, reason }) => {
      knownUnit(station, mac);
      const binding = await binder.release(mac, reason);
      changes.publish([{ type: 'binding', binding }]);
      const why = reason === undefined ? '' : `: ${reason}`;
      await station.bindingChanged(mac, `Released from account ${binding.account}${why}`);
      return knownUnit(station, mac);
    },
    setCustomisation: async ({ mac, status }) => {
      knownUnit(station, mac);
      const event = { type: 'customised', at: station.clock.now(), status, by: 'person' } as const;
      tracker.apply(mac, event);
      await tracker.settled();
      return knownUnit(station, mac);
    },
    provisionAgain: async ({ mac }) => {
      knownUnit(station, mac);
      tracker.apply(mac, { type: 'provision-again', at: station.clock.now() });
      await tracker.settled();
      return knownUnit(station, mac);
    },
    takeOff: async ({ mac }) => {
      knownUnit(station, mac);
      await offBoard.takeOff(mac);
      return knownUnit(station, mac);
    },
    putBack: async ({ mac }) => {
      knownUnit(station, mac);
      await offBoard.putBack(mac);
      return knownUnit(station, mac);
    },
  };
}
