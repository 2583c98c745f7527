/** What the station answers in the tests of scanning, and the units it has. */
import type { ScanOutcome, Seat } from '../../main/contract/model.ts';
import { aUnit, type BenchDouble } from './bench-double.ts';

export const UNIT = '000e084f1a92';
export const OTHER = '000e086a300d';
export type Answer = Partial<ScanOutcome> & { seat?: Partial<Seat> };

export const held: Answer = {
  verdict: 'held',
  unit: UNIT,
  reason: 'Now scan the account.',
  seat: { heldUnit: UNIT, heldAccount: null, heldAt: 1 },
};
export const heldAccount: Answer = {
  verdict: 'held',
  class: 'account',
  account: '10-448213',
  seat: { heldUnit: null, heldAccount: '10-448213', heldAt: 1 },
};
export const bound: Answer = {
  verdict: 'bound',
  class: 'account',
  unit: UNIT,
  account: '10-448213',
  seat: { heldUnit: null, heldAccount: null },
};
export const refused: Answer = {
  verdict: 'not-bound',
  unit: OTHER,
  account: '10-448214',
  reason: 'Bound to account 10-447980 since 09:14.',
  seat: { heldUnit: null, heldAccount: '10-448214' },
};
export const withAccount = { heldUnit: null, heldAccount: '10-448213', heldAt: 1 };
export const withUnit = { heldUnit: UNIT, heldAccount: null, heldAt: 1 };

/** One unit that is ready, and one that is bound elsewhere. */
export function putUnits(bench: BenchDouble): void {
  bench.put(
    aUnit('6a300d', { stage: 'VERIFIED', binding: 'bound', account: '10-447980' }),
    aUnit('4f1a92', { stage: 'VERIFIED', serial: '88012BA01234' }),
  );
}
