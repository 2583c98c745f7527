/** The tracker, joined to store, models and the running bench; what it starts from and waits by. */
import type { SettingsView } from '../contract/settings.ts';
import type { Mac } from '../contract/values.ts';
import type { Basis } from './basis.ts';
import type { Bench } from './bench.ts';
import type { BenchRunner } from './bench-runner.ts';
import type { Clock } from './clock.ts';
import { modelOfVendorClass } from './dhcp/wanted.ts';
import { describeRequest, stepOfUrl } from './provisioning/describe.ts';
import { notInFuture } from './provisioning/not-in-future.ts';
import { newUnitRecord, type UnitRecord } from './provisioning/record.ts';
import { Tracker } from './provisioning/tracker.ts';
import { defaultLimits, type Limits } from './provisioning/unit-event.ts';
import type { Store, Tables } from './store/store.ts';
import type { ModelTable } from './units/models.ts';

/** The waits and proofs that count now. */
export function limitsOf(
  settings: Pick<SettingsView, 'quiet' | 'limits' | 'evidence' | 'evidenceOf' | 'upgrades'>,
  basis: Basis,
  { listeningSince, bench }: Pick<BenchRunner, 'listeningSince' | 'bench'>,
): Limits {
  const { quiet, limits, evidence, evidenceOf, upgrades } = settings;
  const quietMs = quiet * 1000;
  return {
    ...defaultLimits,
    askMs: limits.ask * 1000,
    nextMs: limits.next * 1000,
    failMs: limits.failed * 1000,
    upgradeMs: upgrades.minutes * 60_000,
    quietMs,
    proofs: evidence,
    proofsOf: evidenceOf,
    bootQuietMs: 2 * quietMs,
    listeningSince,
    needsSignOfLife: bench?.network.isLoopback !== true,
    isRehearsing: basis.settings.rehearsal,
  };
}

type TrackerParts = ConstructorParameters<typeof Tracker>[0];

/** What the tracker needs of the station around it; what changes with time is asked for each time. */
export interface TrackerNeeds
  extends Pick<TrackerParts, 'limits' | 'announce' | 'onFault' | 'requesterOf' | 'hide'> {
  store: Store;
  clock: Clock;
  onBack: (mac: Mac) => void;
  models: () => ModelTable;
  bench: () => Bench | null;
}

/** A tracker of every unit in the store. */
export function createTracker({ store, models, bench, ...rest }: TrackerNeeds): Tracker {
  const parts: TrackerParts = {
    ...rest,
    keep: (steps) =>
      store.write((tables) => {
        for (const { record, evidence, served } of steps) {
          tables.units.save(record);
          for (const each of evidence) tables.evidence.add(record.mac, each);
          for (const file of served) tables.served.add(record.mac, file);
        }
      }),
    modelOfVendorClass: (vendorClass) => {
      const name = modelOfVendorClass(vendorClass);
      return name === null ? null : (models().byName(name)?.model ?? name);
    },
    describe: (request) => describeRequest(request, models()),
    leaseHolder: (address) => bench()?.leaseHolder(address) ?? null,
    stepOfUrl: (mac, url) => {
      const key = store.read(({ keys }) => keys.infoOf(mac));
      return stepOfUrl(url, mac, key, models());
    },
    signOfLife: async ({ mac, address }) =>
      address === null ? null : ((await bench()?.signOfLife(address, mac)) ?? null),
  };
  const now = rest.clock.now();
  const records = store.read(recordsAtStart).map((record) => notInFuture(record, now));
  return new Tracker(parts, records);
}

/** A crash may have come between a binding and its mark on the unit; the binding decides. */
function recordsAtStart({ units, bindings }: Tables): UnitRecord[] {
  return units.all().map((record) => {
    const { condition, reason } = record.beforeLinkLost ?? record;
    const isBound = bindings.live(record.mac) !== null;
    // What stations before this version did not know is as of a unit just met.
    const known = { ...newUnitRecord(record.mac, record.firstSeenAt), ...record };
    return { ...known, isBound, condition, reason, beforeLinkLost: null };
  });
}
