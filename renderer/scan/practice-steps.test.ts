import { expect, test } from 'vitest';
import type { Seat, Unit } from '../../main/contract/model.ts';
import { aScan, aUnit, emptySeat } from '../mirror/sample.test-kit.ts';
import { practiceStep } from './practice-steps.ts';

const shelf = {
  boxes: ['00000a', '00000b'].map((tail) => ({
    mac: `000e08${tail}`,
    model: 'SPA962',
    serial: null,
  })),
  accounts: ['1', '2'].map((account) => ({ account, name: `Name ${account}` })),
};
const verified = (tail: string) => aUnit(tail, { stage: 'VERIFIED' });
const bound = (tail: string, account: string) =>
  aUnit(tail, { stage: 'VERIFIED', binding: 'bound', account });

const steps: [string, Unit[], Partial<Seat>, object][] = [
  ['nothing verified', [aUnit('00000a')], {}, { due: 'wait', box: null }],
  ['a verified box', [verified('00000a')], {}, { due: 'box', box: '000e0800000a', account: '1' }],
  [
    'a held box',
    [verified('00000a')],
    { heldUnit: '000e0800000a' },
    { due: 'account', account: '1' },
  ],
  ['a held account', [verified('00000a')], { heldAccount: '1' }, { due: 'box', account: '2' }],
  [
    'one pair bound',
    [bound('00000a', '1'), verified('00000b')],
    {},
    { due: 'box', box: '000e0800000b', account: '2' },
  ],
  ['all bound', [bound('00000a', '1'), bound('00000b', '2')], {}, { due: 'done' }],
  ['a refusal', [verified('00000a')], { lockedBy: aScan({ verdict: 'not-bound' }) }, { due: 'ok' }],
];

test.each(steps)('with %s the next step is clear', (_, units, seat, expected) => {
  const byMac = new Map(units.map((unit) => [unit.mac, unit]));
  expect(practiceStep(shelf, byMac, { ...emptySeat, ...seat })).toMatchObject(expected);
});
