import { describe, expect, it } from 'vitest';
import { checkValue } from './types.ts';

describe('Yes and No', () => {
  it.each([
    ['YES', 'Yes'],
    ['true', 'Yes'],
    ['on', 'Yes'],
    ['ENABLED', 'Yes'],
    [' 1', 'Yes'],
    ['nO', 'No'],
    ['off', 'No'],
    ['Yes ', 'Yes'],
    ['2', undefined],
    ['01', undefined],
    ['yes no', undefined],
  ])('%j is none of the ten words; the fix is %s', (value, fix) => {
    const [finding] = checkValue(value, { type: 'Bool' });
    expect(finding).toMatchObject({ severity: 'error', kind: 'no-bool', end: value.length });
    expect(finding?.fix).toBe(fix);
  });
});

describe('a choice', () => {
  const of = { type: 'choice', options: ['Parallel', 'Sequential', 'none', 'None'] };

  it('is taken in its own spelling only', () => {
    expect(checkValue('none', of)).toEqual([]);
    expect(checkValue('Sequential', of)).toEqual([]);
    expect(checkValue(' sequential', of)).toMatchObject([{ kind: 'no-option', fix: 'Sequential' }]);
    expect(checkValue('Seq', of)[0]).not.toHaveProperty('fix');
  });

  it('has no fix when two options differ in case only', () => {
    expect(checkValue('NONE', of)[0]).not.toHaveProperty('fix');
  });

  it('names its options, but not the value', () => {
    const [finding] = checkValue('hunter2', of);
    expect(finding?.message).toContain('Parallel, Sequential');
    expect(finding?.message).not.toContain('hunter2');
  });

  it('without options is not checked', () => {
    expect(checkValue('any', { type: 'choice', options: [] })).toEqual([]);
    expect(checkValue('any', { type: 'choice' })).toEqual([]);
  });
});

describe('a string', () => {
  it('has up to n characters, whatever they are', () => {
    expect(checkValue(`a<"&' ;`, { type: 'Str' })).toEqual([]);
    expect(checkValue('abcd', { type: 'Str4' })).toEqual([]);
    expect(checkValue('    ', { type: 'Str4' })).toEqual([]);
    expect(checkValue('abcdef', { type: 'Str4' })).toMatchObject([
      { severity: 'error', kind: 'too-long', at: 4, end: 6 },
    ]);
    expect(checkValue('a'.repeat(64), { type: 'Str64' })).toEqual([]);
    expect(checkValue('a', { type: 'Str0' })).toHaveLength(1);
  });

  it.each([
    ['Zoë', 2, 3, 'U+00EB'],
    ['a\tb', 1, 2, 'U+0009'],
    ['a\nb', 1, 2, 'U+000A'],
    ['ok 😀', 3, 5, 'U+1F600'],
  ])('%j holds a character units cannot', (value, at, end, shown) => {
    const [finding] = checkValue(value, { type: 'Str' });
    expect(finding).toMatchObject({ severity: 'error', kind: 'not-ascii', at, end });
    expect(finding?.message).toContain(shown);
  });
});
