import { factoryParameters } from '../station/profile/unit/factory.ts';
import type { Readings } from '../station/profile/unit/readings.ts';
import type { UnitState } from '../station/profile/unit/unit-state.ts';
import type { Lease } from './dhcp-lease.ts';
import type { Fault } from './faults.ts';
import type { UnitModel } from './models.ts';
import { openAsUnit } from './open-file.ts';
import { namedServer } from './server-name.ts';

/** A simulated unit with its lease, as the profile language knows units; its faults are in it. */
export function stateWith({
  unit,
  lease,
  parameters,
  readings,
  flashed,
}: {
  unit: { mac: string; serial: string; model: UnitModel; faults: ReadonlySet<Fault> };
  lease: Lease;
  /** Changed in place when the unit obeys a file. */
  parameters: Map<string, string>;
  readings: Readings;
  /** What an upgrade left in it; absent: as it came. */
  flashed?: Pick<UnitState, 'firmware' | 'upgraded'>;
}): UnitState {
  const { mac, serial, model, faults } = unit;
  return {
    ...{ mac, serial, model, parameters, readings },
    ip: lease.address,
    dhcpServer: namedServer(lease.options, model),
    factory: factoryParameters(model, readings),
    macros: {},
    ...(faults.has('wrong-name') && { ruleInstead: '/spa000.cfg' }),
    open: (bytes, how) => openAsUnit(bytes, how.key, faults, how),
    firmware: flashed?.firmware ?? model.firmware,
    secondsSince: { resync: 0, upgrade: 0 },
    lastRequest: null,
    upgraded: flashed?.upgraded ?? null,
    upgradeError: '',
  };
}
