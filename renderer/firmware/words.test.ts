import { expect, it } from 'vitest';
import type { Condition, UnitUpgrade } from '../../main/contract/model.ts';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { tileAlertOf } from '../units/tile-state.ts';
import { upgradeWords, upgradingUnits } from './words.ts';

const upgrade = (phase: UnitUpgrade['phase'], about: Partial<UnitUpgrade> = {}): UnitUpgrade => ({
  ...{ phase, from: '6.1.5', to: '6.1.9', file: 'a.bin', since: 1, before: null },
  unsafeSince: null,
  ...about,
});

it('lists failures first, then images on their way, then the line in its order', () => {
  const units = [
    { ...aUnit('000001'), upgrade: upgrade('waiting', { before: 1 }) },
    { ...aUnit('000002'), upgrade: upgrade('waiting', { before: 0 }) },
    { ...aUnit('000003'), upgrade: upgrade('taking', { unsafeSince: 1 }) },
    { ...aUnit('000004'), upgrade: upgrade('failed') },
    aUnit('000005'),
  ];
  expect(upgradingUnits(units).map(({ mac }) => mac.at(-1))).toEqual(['4', '3', '2', '1']);
});

it('says what each does', () => {
  const words = (now: UnitUpgrade, percent: number | null, condition: Condition = 'ok') =>
    upgradeWords({ upgrade: now, condition }, percent);
  expect(words(upgrade('waiting', { before: 3 }), null)).toBe('Waits for its turn (3 before it)');
  expect(words(upgrade('taking'), 40)).toBe('Takes a.bin · 40 %');
  expect(words(upgrade('taking'), null)).toBe('Takes a.bin');
  expect(words(upgrade('taking'), null, 'failed')).toBe('Took part of a.bin, tries again');
});

it('a tile says not to unplug it before anything else, and of one that waits how many come first', () => {
  const unit = { ...aUnit('000001'), upgrade: upgrade('taking', { unsafeSince: 1 }) };
  const doNotUnplug = { text: 'Do not unplug', short: 'Keep on' };
  expect(tileAlertOf(unit)).toEqual(doNotUnplug);
  expect(tileAlertOf({ ...unit, condition: 'failed' })).toEqual(doNotUnplug);
  const waits = { ...unit, upgrade: upgrade('waiting', { before: 3 }) };
  expect(tileAlertOf(waits)).toEqual({ text: '3 before it', short: 'Turn', isCalm: true });
});
