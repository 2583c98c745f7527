/** What a station leaves for its next run: how the last one ended, also when nobody ended it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastRunSchema } from '../../main/contract/preflight.ts';
import { cleanUp, onLoopback, startStation, whySkipped } from '../cli/station-process.ts';
import { type Bench, startBench, unbox, unitWhen } from './chain-kit.ts';

describe('the run before this one', () => {
  let dir: string;
  let bench: Bench;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'spa-bench-last-run-'));
  });
  afterEach(async () => {
    await bench.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const lastRun = () => bench.station.status().lastRun;

  it('is none at the very first, then one that ended cleanly with so many units', async () => {
    bench = await startBench({}, dir);
    expect(lastRun()).toBeNull();
    const unit = unbox(bench, 1, { faults: ['silent'] });
    unit.powerOn();
    await unitWhen(bench, unit.mac, ({ address }) => address !== null);
    await unit.powerOff();
    const before = Date.now();
    await bench.close();
    bench = await startBench({}, dir);
    expect(lastRun()).toMatchObject({ isClean: true, wasServing: true, units: 1 });
    expect(lastRun()?.endedAt).toBeGreaterThanOrEqual(before);
  });

  it('was not serving when it was stopped before its end', async () => {
    bench = await startBench({}, dir);
    await bench.station.stop();
    await bench.close();
    bench = await startBench({}, dir);
    expect(lastRun()).toMatchObject({ isClean: true, wasServing: false, units: 0 });
  });
});

describe.skipIf(whySkipped !== null)('a station that is killed', () => {
  afterAll(cleanUp);

  it('while serving is known to its next run as one that did not end by itself', async () => {
    const before = Date.now();
    const station = await startStation(onLoopback);
    await station.stop('SIGKILL');
    const next = await startStation(onLoopback, station.dir);
    const [status] = await next.done('status');
    expect(status?.lastRun).toMatchObject({ isClean: false, wasServing: true, units: 0 });
    expect(lastRunSchema.parse(status?.lastRun).endedAt).toBeGreaterThanOrEqual(before);
    await next.stop('SIGTERM');
  });
});
