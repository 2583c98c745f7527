import { describe, expect, it } from 'vitest';
import { applyFilter, readFilter } from './field-filters.ts';

describe('filters', () => {
  it.each([
    ['upper', '000e08aabbcc', '000E08AABBCC'],
    ['lower', 'ABC', 'abc'],
    ['plain', '00:0e-08.aa bb', '000e08aabb'],
    ['colon', '000e08aabbcc', '00:0e:08:aa:bb:cc'],
    ['dash', '00:0e:08:aa:bb:cc', '00-0e-08-aa-bb-cc'],
    ['dot', '000e08aabbcc', '000e.08aa.bbcc'],
    ['digits', '+49 (30) 12', '493012'],
    ['first:4', '1234567', '1234'],
    ['last:6', '000e08aabbcc', 'aabbcc'],
    ['last : 2', 'abc', 'bc'],
    ['url', 'a b/ü', 'a%20b%2F%C3%BC'],
    ['url', '\ud800', '%EF%BF%BD'],
    ['default:Phone 1', '', 'Phone 1'],
    ['default:Phone', 'x', 'x'],
    ['colon', '', ''],
  ])('%s makes of "%s" "%s"', (written, value, expected) => {
    const filter = readFilter(written);
    expect(filter && applyFilter(value, filter)).toBe(expected);
  });

  it.each([
    '',
    'UPPER',
    'upper:2',
    'upper:',
    'first',
    'first:0',
    'last:x',
    'default:',
    'constructor',
  ])('knows no "%s"', (written) => expect(readFilter(written)).toBeNull());
});
