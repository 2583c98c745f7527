import { expect, test } from 'vitest';
import type { Seat } from '../../main/contract/model.ts';
import { aScan, aUnit, emptySeat } from '../mirror/sample.test-kit.ts';
import { accountSlot, slotsInHand, unitSlot } from './slot-view.ts';

const MAC = '000e084f1a92';
const unit = aUnit('4f1a92', { stage: 'VERIFIED', serial: '88012BA03391', keyFingerprint: 'ab' });
const account = {
  ...{ account: '1', name: 'Autoservis Kolín', devices: 0, allowed: 1, workOrder: null },
  status: 'open' as const,
};
const refusal = aScan({ verdict: 'not-bound', unit: MAC, account: '1' });

function looks(seat: Partial<Seat>): [string, string] {
  const whole = { ...emptySeat, ...seat };
  const hand = slotsInHand(whole);
  return [
    unitSlot(hand, unit, whole.lockedBy).look,
    accountSlot(hand, account, whole.lockedBy).look,
  ];
}

test.each<[string, Partial<Seat>, [string, string]]>([
  ['nothing', {}, ['free', 'free']],
  ['a held device', { heldUnit: MAC }, ['held', 'awaited']],
  ['a held account', { heldAccount: '1' }, ['awaited', 'held']],
  ['a refused device, account kept', { lockedBy: refusal, heldAccount: '1' }, ['bad', 'held']],
  ['a refused account, device kept', { lockedBy: refusal, heldUnit: MAC }, ['held', 'bad']],
  ['a refused pair', { lockedBy: refusal }, ['bad', 'bad']],
  [
    'an unknown text',
    { lockedBy: { ...refusal, class: 'unknown', unit: null, account: null } },
    ['free', 'bad'],
  ],
  [
    'a serial nobody has',
    { lockedBy: { ...refusal, class: 'serial', unit: null, account: null } },
    ['bad', 'free'],
  ],
])('%s shows in both slots', (_, seat, expected) => expect(looks(seat)).toEqual(expected));

test('a held device says what is known of it', () => {
  const slot = unitSlot({ unit: MAC, account: null, fault: null }, unit, null);
  expect(slot).toMatchObject({
    state: 'verified, ready to bind',
    value: '4F:1A:92',
    detail: 'SPA962 · serial 88012BA03391 · key set',
  });
});

test('a kept account says whose it is and how much room it has', () => {
  const slot = accountSlot({ unit: MAC, account: '1', fault: 'unit' }, account, refusal);
  expect(slot).toMatchObject({
    state: 'free, kept for the next device',
    detail: 'Autoservis Kolín · 0 of 1 device',
  });
});
