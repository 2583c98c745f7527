import { describe, expect, it } from 'vitest';
import { isBeforeXml } from './unit-format.ts';

describe('firmware from before XML', () => {
  it.each([
    ['2.0.5', true],
    ['1.0.33', true],
    ['1.3.5(004p)', true],
    ['2.0.6', false],
    ['2.0.6(b)', false],
    ['2.0.13', false],
    ['5.1.15(a)', false],
    ['7.4.8a', false],
    ['', false],
    ['2.0', false],
    ['newest', false],
  ])('%s: %s', (version, isOld) => {
    expect(isBeforeXml(version, null)).toBe(isOld);
  });

  it('is what the model says, where it says it', () => {
    expect(isBeforeXml('2.0.6', { xmlSince: '3.1.0' })).toBe(true);
    expect(isBeforeXml('2.0.5', { xmlSince: '1.0.0' })).toBe(false);
    expect(isBeforeXml('2.0.5', { xmlSince: 'who knows' })).toBe(false);
  });
});
