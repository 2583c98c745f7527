import { describe, expect, it } from 'vitest';
import { planFleet } from './fleet-plan.ts';
import { defaultModels } from './models.ts';

describe('a planned fleet', () => {
  it('has distinct MACs and serial numbers over all models', () => {
    const { units } = planFleet({ units: 250, models: defaultModels, seed: 1 });
    expect(new Set(units.map((unit) => unit.mac)).size).toBe(250);
    expect(new Set(units.map((unit) => unit.serial)).size).toBe(250);
    expect(units.find((unit) => unit.model.name === 'PAP2T')?.mac).toMatch(/^0018f8/);
    expect(units[0]?.mac).toBe('000e08000001');
  });

  it('counts on from the first MAC asked for', () => {
    const { units } = planFleet({
      units: 3,
      models: ['SPA962'],
      seed: 1,
      firstMac: '000e08aabbfe',
    });
    expect(units.map((unit) => unit.mac)).toEqual(['000e08aabbfe', '000e08aabbff', '000e08aabc00']);
  });

  it('gives faults to different units, a twin to two of them, and puts PCs on top', () => {
    const faults = { silent: 1, twin: 1, foreign: 2 };
    const { units, foreign } = planFleet({ units: 5, models: ['SPA962'], seed: 1, faults });
    expect(units.map((unit) => unit.faults)).toEqual([['silent'], ['twin'], ['twin'], [], []]);
    expect(units[1]?.mac).toBe(units[2]?.mac);
    expect(foreign).toHaveLength(2);
  });

  it('refuses unknown models and more faults than units', () => {
    expect(() => planFleet({ units: 1, models: ['SPA1'], seed: 1 })).toThrow(RangeError);
    expect(() => planFleet({ units: 1, models: ['SPA962'], seed: 1, faults: { twin: 1 } })).toThrow(
      RangeError,
    );
  });
});
