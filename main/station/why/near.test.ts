import { describe, expect, test } from 'vitest';
import { nearMacs, readTypedMac } from './near.ts';

describe('what somebody took for a MAC', () => {
  test.each([
    '000e08aabbcc',
    '00:0E:08:AA:BB:CC',
    '00-0e-08-aa-bb-cc',
    ' 000E.08AA.BBCC ',
    '00:0e:08aa:bb:cc',
    '000e08 aabbcc',
  ])('%s is one', (text) => expect(readTypedMac(text)).toEqual({ mac: '000e08aabbcc' }));

  test.each([
    ['', /^Nothing was asked for/, ''],
    ['000e08aabbc', /has 11 digits, a MAC has 12/, '000e08aabbc'],
    ['000e08aabbccd', /has 13 digits/, '000e08aabbccd'],
    ['4', /has 1 digit,/, '4'],
    ['OOOE08AABBCC', /O is no digit of one\. Is it 0\?/, '000e08aabbcc'],
    ['00:0E:O8:AA:BB:CC', /O is no digit of one\. Is it 0\?/, '000e08aabbcc'],
    ['000e08aabbcl', /L is no digit of one\. Is it 1\?/, '000e08aabbc1'],
    ['192.168.76.20', /^That is an IPv4 address/, '1921687620'],
    ['192.168.100.200', /^That is an IPv4 address/, '192168100200'],
    ['CCQ12345678X', /12 digits, 0–9 and A–F/, ''],
    ['🦆'.repeat(12), /12 digits, 0–9 and A–F/, ''],
  ])('%j is none, and it says why', (text, problem, digits) => {
    const typed = readTypedMac(text);
    expect(typed).toMatchObject({ mac: null, digits });
    expect(typed.mac === null && typed.problem).toMatch(problem);
  });
});

describe('MACs that are nearly the one asked for', () => {
  const known = new Map([
    ['000e08aabbcc', 'unit'],
    ['000e08aabbdd', 'unit'],
    ['3c5282000001', 'foreign client'],
  ]);
  test.each([
    ['000e08aabbc0', [['000e08aabbcc', 'one digit differs']]],
    ['000e80aabbcc', [['000e08aabbcc', 'two digits are swapped']]],
    ['000e8aabbcc', [['000e08aabbcc', 'one digit is missing']]],
    ['00e08aabbdd', [['000e08aabbdd', 'one digit is missing']]],
    ['000e08aabbccc', [['000e08aabbcc', 'one digit is too many']]],
    ['abbcc', [['000e08aabbcc', 'ends like this']]],
    ['0001', [['3c5282000001', 'ends like this']]],
    ['001', []],
    ['', []],
    ['000e08aabbcc', []],
    ['112233445566', []],
  ])('%s', (digits, expected) => {
    const found = nearMacs(digits, known).map(({ mac, how }) => [mac, how]);
    expect(found).toEqual(expected);
  });

  test('are four at most, the nearest first', () => {
    const many = new Map([
      ...Array.from({ length: 9 }, (_, at) => [`000e08aabb0${at + 1}`, 'unit'] as const),
      ['000e08aab0b0', 'unit'],
    ]);
    const found = nearMacs('000e08aabb00', many);
    expect(found).toHaveLength(4);
    expect(found[0]).toEqual({ mac: '000e08aab0b0', how: 'two digits are swapped', what: 'unit' });
  });
});
