/** Who is on the bench: MACs, serial numbers, models and faults of a fleet, decided before anything runs. */
import type { Mac } from '../contract/values.ts';
import { type Fault, faultNames } from './faults.ts';
import { type UnitModel, unitModels } from './models.ts';

export interface PlannedUnit {
  mac: Mac;
  serial: string;
  model: UnitModel;
  seed: number;
  faults: Fault[];
}

export interface FleetPlan {
  units: PlannedUnit[];
  /** MACs of the PCs on the wire. */
  foreign: Mac[];
}

export interface FleetWish {
  units: number;
  models: readonly string[];
  seed: number;
  faults?: Partial<Record<Fault, number>>;
  firstMac?: Mac;
}

/** Prefix of a maker of PC network cards; no unit has it. */
const PC_PREFIX = '3c5282';

/**
 * Deals models out in turn and gives each fault to the next units that have none. `twin=1` makes the
 * next two units share a MAC (and a serial number, as forged or mislabelled boxes do).
 * @throws RangeError for an unknown model, or more faults than units
 */
export function planFleet(wish: FleetWish): FleetPlan {
  const { models, seed, firstMac } = wish;
  const units = Array.from({ length: wish.units }, (_, n): PlannedUnit => {
    const name = models[n % models.length] ?? '';
    const model = unitModels[name];
    if (!model) throw new RangeError(`There is no simulated model ${name}.`);
    const mac = firstMac ? macAfter(firstMac, n) : model.macPrefix + hex(n + 1, 6);
    return {
      mac,
      serial: model.serial(n + 1),
      model,
      seed: (seed * 0x9e3779b1 + n) >>> 0,
      faults: [],
    };
  });
  let next = 0;
  for (const fault of faultNames) {
    if (fault === 'foreign') continue;
    for (let n = 0; n < (wish.faults?.[fault] ?? 0); n += 1) {
      const first = units[next];
      const second = fault === 'twin' ? units[next + 1] : first;
      if (!first || !second) throw new RangeError('There are more faults than units.');
      first.faults.push(fault);
      if (fault === 'twin') {
        const { mac, serial, model } = first;
        Object.assign(second, { mac, serial, model, faults: ['twin'] });
      }
      next += fault === 'twin' ? 2 : 1;
    }
  }
  const foreign = Array.from(
    { length: wish.faults?.foreign ?? 0 },
    (_, n) => PC_PREFIX + hex(n + 1, 6),
  );
  return { units, foreign };
}

function macAfter(first: Mac, n: number): Mac {
  return hex((Number.parseInt(first, 16) + n) % 2 ** 48, 12);
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}
