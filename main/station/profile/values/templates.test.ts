import { describe, expect, it } from 'vitest';
import { checkValue } from './types.ts';

const kinds = (type: string, value: string) =>
  checkValue(value, { type }).map(({ severity, kind, at }) => [severity, kind, at]);

describe('a template of phone numbers', () => {
  it.each(['*', '?', '  1408*,\t1510*', '%2A%3f', 'jsmith@isp.net', '+1*', '1'.repeat(39)])(
    'is %j',
    (value) => expect(kinds('PhTmpl', value)).toEqual([]),
  );

  it.each([
    ['1408*,', 'empty-pattern', 6],
    [',1408*', 'empty-pattern', 0],
    ['1408*, ,1', 'empty-pattern', 7],
    ['1408%2', 'bad-escape', 4],
    ['%zz', 'bad-escape', 0],
    ['%', 'bad-escape', 0],
    ['14é', 'not-ascii', 2],
    ['1'.repeat(40), 'too-long', 39],
  ])('is not %s', (value, kind, at) =>
    expect(kinds('PhTmpl', value)).toEqual([['error', kind, at]]),
  );

  it('ignores no blanks but those before a pattern', () => {
    expect(checkValue('1408* , 1510*', { type: 'PhTmpl' })).toMatchObject([
      { severity: 'warning', kind: 'blank-in-pattern', at: 5, fix: '1408*, 1510*' },
    ]);
    const [inside] = checkValue('14 08*', { type: 'PhTmpl' });
    expect(inside).toMatchObject({ severity: 'warning', kind: 'blank-in-pattern', at: 2 });
    expect(inside).not.toHaveProperty('fix');
  });

  it('is warned of characters no number has', () => {
    expect(kinds('PhTmpl', '1408*;1510*')).toEqual([['warning', 'unusual-character', 5]]);
  });
});

describe('a template of status codes', () => {
  it.each(['404', '*', '???', '4*4', '40*', '5*,61?', '  404'])('is %j', (value) =>
    expect(kinds('RscTmpl', value)).toEqual([]),
  );

  it.each([
    ['40', 'not-three-digits', 0],
    ['4?', 'not-three-digits', 0],
    ['404, 4044', 'not-three-digits', 5],
    ['4044*', 'not-three-digits', 0],
    ['4xx', 'bad-character', 1],
    ['404 408', 'bad-character', 3],
    ['%2a', 'bad-character', 0],
    ['404;408', 'bad-character', 3],
    ['404,', 'empty-pattern', 4],
  ])('is not %s', (value, kind, at) =>
    expect(kinds('RscTmpl', value)[0]).toEqual(['error', kind, at]),
  );

  it.each(['X00', 'X20', '404, X40', 'X*', 'X6?', 'X99'])('%s is a warning only', (value) => {
    expect(checkValue(value, { type: 'RscTmpl' })).toMatchObject([
      { severity: 'warning', kind: 'internal-code' },
    ]);
  });

  it('says what the internal codes mean, and spells them with a big X', () => {
    const [finding] = checkValue('X20', { type: 'RscTmpl' });
    expect(finding?.message).toContain('no answer came in time');
    expect(checkValue('404, x20', { type: 'RscTmpl' })).toMatchObject([
      { severity: 'error', fix: '404, X20' },
    ]);
  });

  it('is warned of codes SIP does not have', () => {
    expect(kinds('RscTmpl', '704, 0*')).toEqual([
      ['warning', 'no-such-status', 0],
      ['warning', 'no-such-status', 5],
    ]);
  });
});
