/** Stations, units and folders of one test, gone when it ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { SimulatedUnit } from '../../main/simulate/unit.ts';
import { type Bench, startBench, unbox } from './chain-kit.ts';

export function ownBenches() {
  let benches: Bench[] = [];
  let units: SimulatedUnit[] = [];
  let dirs: string[] = [];
  afterEach(async () => {
    await Promise.all(units.map((unit) => unit.powerOff()));
    await Promise.all(benches.map((bench) => bench.close()));
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
    [benches, units, dirs] = [[], [], []];
  });

  /** A unit out of its box, still off. */
  function unboxed(...args: Parameters<typeof unbox>): SimulatedUnit {
    const unit = unbox(...args);
    units.push(unit);
    return unit;
  }

  return {
    async bench(...args: Parameters<typeof startBench>): Promise<Bench> {
      const started = await startBench(...args);
      benches.push(started);
      return started;
    },
    async close(started: Bench): Promise<void> {
      benches = benches.filter((each) => each !== started);
      await started.close();
    },
    unboxed,
    powered(...args: Parameters<typeof unbox>): SimulatedUnit {
      const unit = unboxed(...args);
      unit.powerOn();
      return unit;
    },
    dataDir(): string {
      const dir = mkdtempSync(join(tmpdir(), 'spa-bench-test-data-'));
      dirs.push(dir);
      return dir;
    },
  };
}
