/** What a simulated unit is made of, what it counts, and what it tells the outside. */
import type { Mac } from '../contract/values.ts';
import { factoryParameters } from '../station/profile/unit/factory.ts';
import type { Readings } from '../station/profile/unit/readings.ts';
import type { Lease } from './dhcp-lease.ts';
import type { Fault, Reading } from './faults.ts';
import type { UnitModel } from './models.ts';
import type { Pace } from './pace.ts';
import type { SimulatedUnit } from './unit.ts';
import type { Wire } from './wire.ts';

/** What the outside can see happen to a unit. */
export type UnitHappening =
  | 'powered-on'
  | 'power-lost'
  | 'leased'
  | 'asked'
  | 'applied'
  | 'unchanged'
  | 'failed'
  /** It took an image, has another firmware, and reboots. */
  | 'upgraded'
  | 'rebooting'
  /** Waits for something that will not come by itself: a power cycle, or a person. */
  | 'stuck'
  /** First time its parameters are those of the field and it is back from the reboot. */
  | 'goal';
export type OnHappening = (what: UnitHappening, unit: SimulatedUnit, detail: string | null) => void;

export interface UnitOptions {
  mac: Mac;
  serial: string;
  model: UnitModel;
  wire: Wire;
  reading: Reading;
  /** The other decisions about the guide; standard where absent. */
  readings?: Partial<Omit<Readings, 'afterUpdate'>>;
  pace: Pace;
  seed: number;
  faults?: readonly Fault[];
  /** Ask for the remembered address first after a reboot (INIT-REBOOT), instead of DISCOVER. */
  remembersLease?: boolean;
  onHappening?: OnHappening;
}

/** Counted over the unit's whole life. */
export interface UnitCounts {
  boots: number;
  dhcpResends: number;
  rrqResends: number;
  ackResends: number;
  resyncs: number;
  upgrades: number;
  failures: number;
}

/** What survives a loss of power. */
export interface Flash {
  parameters: Map<string, string>;
  lease: Lease | null;
  firmware: string;
  /** The image taken last: the rule it came by, and its effective URL. */
  upgraded: { rule: string; url: string } | null;
  hasSynced: boolean;
  /** A file was opened with the key in GPP_SA. */
  hasUsedOwnKey: boolean;
  /** The transfer this unit was going to drop is behind it. */
  hasDropped: boolean;
}

/** As it comes out of the box. */
export function emptyFlash(model: UnitModel, readings: Readings): Flash {
  return {
    parameters: factoryParameters(model, readings),
    lease: null,
    firmware: model.firmware,
    upgraded: null,
    hasSynced: false,
    hasUsedOwnKey: false,
    hasDropped: false,
  };
}
