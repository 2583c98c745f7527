import { describe, expect, it } from 'vitest';
import { type Readings, readingsOf } from './readings.ts';
import { applyProfile } from './unit-profile.ts';

const current = new Map([
  ['GPP_A', 'a'],
  ['GPP_B', 'b'],
  ['GPP_C', 'c'],
]);
const factory = new Map([['GPP_A', 'factory']]);
const profile = {
  parameters: new Map([
    ['GPP_A', { value: '' }],
    ['GPP_B', { keep: true as const }],
    ['New', { keep: true as const }],
    ['GPP_D', { value: '""' }],
  ]),
};
const applied = (readings: Partial<Readings> = {}) =>
  Object.fromEntries(applyProfile(current, profile, { factory, readings: readingsOf(readings) }));

describe('a profile that is applied', () => {
  it('sets, empties and keeps, and leaves the others alone', () => {
    expect(applied()).toEqual({ GPP_A: '', GPP_B: 'b', GPP_C: 'c', GPP_D: '""' });
    expect(Object.fromEntries(current)).toEqual({ GPP_A: 'a', GPP_B: 'b', GPP_C: 'c' });
  });

  it('may bring the factory value back, or keep what there was', () => {
    expect(applied({ emptyElement: 'factory-default' })).toMatchObject({ GPP_A: 'factory' });
    expect(applied({ emptyElement: 'keep' })).toMatchObject({ GPP_A: 'a' });
    expect(applied({ quotedEmpty: 'empty-string' })).toMatchObject({ GPP_D: '' });
  });

  it('may put everything else back to the factory', () => {
    expect(applied({ unmentioned: 'factory-default' })).toEqual({
      ...{ GPP_A: '', GPP_B: 'b', GPP_C: '', GPP_D: '""' },
    });
    expect(applied({ unmentioned: 'factory-default', emptyElement: 'keep' })).toMatchObject({
      GPP_A: 'a',
    });
  });
});
