import { describe, expect, it } from 'vitest';
import { readingsOf } from '../unit/readings.ts';
import { compareVersions, downgradeCheck, isVersionLiteral, parseVersion } from './version.ts';

function order(a: string, b: string, suffixOrder: 'text' | 'ignored' = 'text'): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) throw new Error('no version');
  return Math.sign(compareVersions(left, right, readingsOf({ suffixOrder })));
}

describe('a version', () => {
  it.each(['2.0.6', '2.0.3(0412s)', '0.0.0', '1.4.1(SR5)'])('%s is one by the guide', (text) => {
    expect(isVersionLiteral(text)).toBe(true);
  });

  it.each(['2.0', '2.0.6 (b)', '2.0.6()', '2.0.6(b', '2.0.6(b-1)', ' 2.0.6', '-1.0.0', '2.0.6.1'])(
    '%j is none at all',
    (text) => {
      expect(isVersionLiteral(text)).toBe(false);
      expect(parseVersion(text)).toBeNull();
    },
  );

  it('of later firmware is read, although the guide has no such form', () => {
    expect(isVersionLiteral('7.4.8a')).toBe(false);
    expect(parseVersion('7.4.8a')).toEqual({ major: 7, minor: 4, build: 8, suffix: 'a' });
    expect(order('7.4.8a', '7.4.8(a)')).toBe(0);
  });

  it('is ordered by numbers, then by its suffix or not at all', () => {
    expect(order('2.0.11', '2.0.6')).toBe(1);
    expect([order('2.0.6', '2.0.6(a)'), order('2.0.6(b)', '2.0.6(a)')]).toEqual([-1, 1]);
    expect(order('2.0.6', '2.0.6(a)', 'ignored')).toBe(0);
  });
});

describe('Downgrade_Rev_Limit', () => {
  it.each([
    ['2.0.5', '2.0.6', false],
    ['2.0.6', '2.0.6', true],
    ['7.5.2b', '7.5.2', true],
    ['1.0.33', '', true],
    ['1.0.33', 'none', true],
    ['anything', '', true],
  ])('firmware %s with the limit %j is accepted: %s', (version, limit, accepted) => {
    expect(downgradeCheck(version, limit)).toEqual({ ok: true, value: { accepted } });
  });

  it('cannot be checked for firmware of no known version', () => {
    expect(downgradeCheck('beta', '2.0.6')).toMatchObject({ problem: { kind: 'bad-version' } });
  });
});
