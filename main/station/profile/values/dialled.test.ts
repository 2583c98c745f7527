import { describe, expect, it } from 'vitest';
import { checkValue } from './types.ts';

const kinds = (type: string, value: string) =>
  checkValue(value, { type }).map(({ severity, kind, at }) => [severity, kind, at]);

describe('a user ID', () => {
  it.each(['17775551234', 'j.smith-1_a', '+1777', 'a%20b', "m*(x)!~'&=$,;?/"])('is %s', (value) =>
    expect(kinds('UserID', value)).toEqual([]),
  );

  it.each([
    ['john doe', 'error', 'bad-character', 4],
    ['jsmith@isp.net', 'error', 'bad-character', 6],
    ['"jsmith"', 'error', 'bad-character', 0],
    ['Zoë', 'error', 'bad-character', 2],
    ['a#b', 'warning', 'unusual-character', 1],
    ['100%', 'warning', 'unusual-character', 3],
    ['a:b', 'warning', 'unusual-character', 1],
  ])('%s: %s %s', (value, ...finding) => expect(kinds('UserID', value)).toEqual([finding]));
});

describe('a phone number', () => {
  it.each([
    '0',
    '#31#',
    '+14081234567',
    'jsmith',
    'sip:1234@10.10.10.100:5068',
    'sips:isp.net',
    '1234@isp.net;transport=tcp',
    '1'.repeat(39),
  ])('is %s', (value) => expect(kinds('Phone', value)).toEqual([]));

  it.each([
    ['1234@', 'bad-host', 5],
    ['@isp.net', 'no-user', 0],
    ['1234@isp.net:99999', 'bad-port', 13],
    ['1234@10.10.10.300', 'no-address', 5],
    ['1234@a@b', 'bad-character', 6],
    ['12 34@isp.net', 'bad-character', 2],
    ['1234@isp.net;a b', 'bad-character', 14],
    ['408 1234567', 'bad-character', 3],
    ['<1234>', 'bad-character', 0],
  ])('is not %s', (value, kind, at) =>
    expect(kinds('Phone', value)).toEqual([['error', kind, at]]),
  );

  it('is dialled without the separators people write', () => {
    expect(checkValue('(408)555-1212', { type: 'Phone' })).toMatchObject([
      { severity: 'warning', kind: 'separator', at: 0, fix: '4085551212' },
    ]);
    expect(checkValue('408 555', { type: 'Phone' })).toMatchObject([{ fix: '408555' }]);
  });
});

describe('an activation code', () => {
  it.each(['*69', '69', '#', '*#06#', '1234567'])('is %s', (value) =>
    expect(kinds('ActCode', value)).toEqual([]),
  );

  it.each([
    ['*6 9', 'bad-character', 2],
    ['*x', 'bad-character', 1],
    ['*1234567', 'too-long', 7],
    ['+1', 'bad-character', 0],
  ])('is not %s', (value, kind, at) =>
    expect(kinds('ActCode', value)).toEqual([['error', kind, at]]),
  );
});
