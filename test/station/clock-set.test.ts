/** A computer's clock is set, or the computer sleeps, while units are on their way. */
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../main/station/clock.ts';
import { isVerified, unitWhen } from './chain-kit.ts';
import { ownBenches } from './own-benches.ts';

const DAY = 86_400_000;
const QUIET_SECONDS = 2;
const own = ownBenches();
let offset = 0;
afterEach(() => {
  offset = 0;
});

it.each([DAY, -DAY])('set by %s ms, it verifies no unit early and none late', async (by) => {
  const clock = { ...systemClock, now: () => Date.now() + offset };
  const bench = await own.bench({ quiet: QUIET_SECONDS }, null, undefined, clock);
  const { mac } = own.powered(bench, 1);
  await unitWhen(bench, mac, ({ stage }) => stage === 'SEC-PRV-2');
  await expect.poll(() => bench.station.tracker.byMac(mac)?.steps.last.servedAt).toBeTruthy();
  offset = by;
  const setAt = performance.now();
  await unitWhen(bench, mac, isVerified);
  // The quiet before it cannot be told from the jump, so it began anew.
  expect(performance.now() - setAt).toBeGreaterThan(QUIET_SECONDS * 1000 - 20);
  await bench.station.log.settled();
  const lines = bench.station.store.read(({ log }) => log.list());
  expect(lines.filter(({ msg }) => msg.startsWith('The clock of this computer'))).toHaveLength(1);
});
