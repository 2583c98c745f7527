import { expect, it } from 'vitest';
import { StationError } from '../contract/errors.ts';
import type { Stations } from '../practice/stations.ts';
import { LateStations } from './late-stations.ts';

const question = { seat: 'screen', logLines: 1 };
const damaged = new StationError(
  'DATABASE_DAMAGED',
  'The database is damaged. Put a backup there.',
);

/** Stations that open as `outcomes` says, one after the other; a clock turned by hand. */
function late(...outcomes: (Error | 'opens')[]) {
  const faults: unknown[] = [];
  const state = { ms: 0, opened: 0, closed: 0 };
  const facade = {
    station: { snapshot: async () => ({ run: 'r' }) },
    units: { list: async () => [] },
  };
  const stations = new LateStations(
    async () => {
      const outcome = outcomes[state.opened] ?? 'opens';
      state.opened += 1;
      if (outcome !== 'opens') throw outcome;
      const close = async () => {
        state.closed += 1;
      };
      return { facade, close } as unknown as Stations;
    },
    (cause) => faults.push(cause),
    () => state.ms,
  );
  return { stations, state, faults };
}

it('a folder that does not open refuses every question with why, and is tried again when it is asked for', async () => {
  const { stations, state, faults } = late(damaged);
  await stations.ready();
  const { station, units, changes } = stations.facade;
  const refusal = { code: 'NOT_OPEN', message: damaged.message };
  await expect(station.snapshot(question)).rejects.toMatchObject(refusal);
  await expect(units.list()).rejects.toMatchObject(refusal);
  const signal = new AbortController().signal;
  await expect(changes.subscribe('', 0, signal)).rejects.toMatchObject(refusal);
  expect(state.opened).toBe(1);
  expect(stations.current).toBeNull();
  state.ms += 5_000;
  await expect(units.list()).rejects.toMatchObject(refusal);
  expect(await station.snapshot(question)).toEqual({ run: 'r' });
  expect(await stations.facade.units.list()).toEqual([]);
  expect([state.opened, faults]).toEqual([2, []]);
  await stations.close();
  expect(state.closed).toBe(1);
});

it('a fault is not told to the page, and is in the error output', async () => {
  const fault = new Error('at /some/place');
  const { stations, faults } = late(fault);
  await stations.ready();
  await expect(stations.facade.station.snapshot(question)).rejects.toMatchObject({
    message: expect.not.stringContaining('/some/place'),
  });
  expect(faults).toEqual([fault]);
});

it('pages that ask together wait for one try', async () => {
  const { stations, state } = late();
  await Promise.all([stations.ready(), stations.ready(), stations.ready()]);
  expect(state.opened).toBe(1);
  await stations.close();
});
