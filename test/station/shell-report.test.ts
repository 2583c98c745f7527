import { expect, it } from 'vitest';
import type { Snapshot } from '../../main/contract/contract.ts';
import type { Unit } from '../../main/contract/model.ts';
import {
  idleReport,
  readReport,
  reportOf,
  reportStation,
  type StationReport,
} from '../../main/shell/station-report.ts';
import { ChangesHub } from '../../main/station/changes.ts';
import { unit as someUnit, stationDouble, status } from '../contract/double.ts';

const running: Snapshot['status'] = { ...status, state: 'running' };
const seat: Snapshot['seat'] = {
  ...{ seat: 'screen', heldUnit: null, heldAccount: null, heldAt: null, lockedBy: null },
};
const aUnit = (mac: string, about: Partial<Unit>): Unit => ({ ...someUnit, mac, ...about });
const bench = (...units: Unit[]) => new Map(units.map((unit) => [unit.mac, unit]));
const working = aUnit('000e08000001', { stage: 'SP-CUST', condition: 'ok' });

it('counts units on their way: neither verified ones, nor failed ones, nor those that are gone', () => {
  const units = bench(
    working,
    aUnit('000e08000002', { stage: 'MFG-RESET', condition: 'waiting' }),
    aUnit('000e08000003', { stage: 'VERIFIED', condition: 'ok' }),
    aUnit('000e08000004', { stage: 'SEC-PRV-1', condition: 'failed' }),
    aUnit('000e08000005', { stage: 'SEC-PRV-1', condition: 'link-lost' }),
  );
  const report = { isServing: true, unitsInWork: 2, hasHalfPair: false };
  expect(reportOf({ status: running, seat, units })).toEqual(report);
  expect(reportOf({ status: { ...running, state: 'no-link' }, seat, units })).toEqual(report);
  expect(reportOf({ status, seat, units })).toEqual(idleReport);
});

it('knows a half pair, of a stopped station too', () => {
  const held = { ...seat, heldAccount: '10-448213' };
  expect(reportOf({ status, seat: held, units: bench() }).hasHalfPair).toBe(true);
});

it('takes practice for nothing anybody would miss', () => {
  const practice = { ...running, isPractice: true };
  expect(reportOf({ status: practice, seat, units: bench(working) })).toEqual(idleReport);
});

it.each([null, 'report', {}, { report: null }, { report: { isServing: 1 } }])(
  '%j is no report',
  (message) => expect(readReport(message)).toBeNull(),
);

it('tells at once, then of each change that matters, and anew when another station is in front', async () => {
  const double = stationDouble();
  const { changes } = double;
  const facade = { ...double.facade, changes };
  const { snapshot } = facade.station;
  let now: Partial<Snapshot> = { status: running, units: [working], seat };
  facade.station = {
    ...facade.station,
    snapshot: async (asked) => ({
      ...(await snapshot(asked)),
      ...{ seq: facade.changes.seq, run: facade.changes.run },
      ...now,
    }),
  };
  const told: StationReport[] = [];
  let wake: () => void = () => undefined;
  const next = async (count: number) => {
    while (told.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return told.at(-1);
  };
  const ending = new AbortController();
  const ended = reportStation(
    facade,
    ({ report }) => {
      told.push(report);
      wake();
    },
    ending.signal,
  );
  expect(await next(1)).toEqual({ isServing: true, unitsInWork: 1, hasHalfPair: false });
  changes.publish([{ type: 'unit', unit: { ...working, firmware: '6.1.5' } }]);
  changes.publish([{ type: 'seat', seat: { ...seat, seat: 'another', heldAccount: '1' } }]);
  changes.publish([{ type: 'seat', seat: { ...seat, heldUnit: working.mac } }]);
  expect(await next(2)).toEqual({ isServing: true, unitsInWork: 1, hasHalfPair: true });
  changes.publish([
    { type: 'unit', unit: { ...working, stage: 'VERIFIED' } },
    { type: 'seat', seat },
  ]);
  expect(await next(3)).toEqual({ isServing: true, unitsInWork: 0, hasHalfPair: false });

  now = { status: { ...running, isPractice: true }, units: [working], seat };
  facade.changes = new ChangesHub();
  changes.endStreams();
  expect(await next(4)).toEqual(idleReport);
  ending.abort();
  await ended;
  expect(told).toHaveLength(4);
});
