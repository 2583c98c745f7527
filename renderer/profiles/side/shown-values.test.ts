import { expect, test } from 'vitest';
import type { PreviewValue } from '../../../main/contract/profiles.ts';
import { shownValues } from './shown-values.ts';

const value = (name: string, text: string | null): PreviewValue => ({
  ...{ name, value: text, isSecret: false, access: null, accessFrom: null },
  ...{ from: 'ISP version 3, line 1', layer: { kind: 'isp', key: '' }, line: 1 },
});
const factory: Readonly<Record<string, string>> = { Time_Zone: 'GMT-08:00', GPP_K: '', Given: 'f' };
const parameter = (name: string) => {
  const text = factory[name];
  return text === undefined ? null : { default: text };
};
const values = [
  value('Given', 'x'),
  value('Emptied', ''),
  value('Time_Zone', null),
  value('GPP_K', null),
  value('Own_One', null),
];

test('one profile, two units: after a factory reset what is kept is the factory’s value', () => {
  const shown = shownValues(values, 'reset', parameter);
  expect(shown.map(({ name, value: text, from }) => [name, text, from])).toEqual([
    ['Given', 'x', 'ISP version 3, line 1'],
    ['Emptied', '', 'ISP version 3, line 1'],
    ['Time_Zone', 'GMT-08:00', 'Factory'],
    ['GPP_K', '', 'Factory'],
    ['Own_One', null, 'ISP version 3, line 1'],
  ]);
  // The row still leads to the line that mentions it.
  expect(shown.map(({ line }) => line)).toEqual([1, 1, 1, 1, 1]);
});

test('a running unit keeps its own', () => {
  expect(shownValues(values, 'running', parameter)).toEqual(values);
});
