import { describe, expect, it } from 'vitest';
import { checkValue } from './types.ts';

const findings = (value: string) =>
  checkValue(value, { type: 'DialPlanScript' }).map(({ severity, kind, at, end }) => [
    severity,
    kind,
    at,
    end,
  ]);

describe('a dial plan', () => {
  it.each([
    '( S0 <:18005551212> )',
    '(*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)',
    ' (xx.) ',
    '(P5<:1000>|xxxx)',
    '(9,1xxx|1900xxxxxxx!|#xx.)',
    'L:8,S:4,(xx.)',
    'S:4, ( 00 | 011 xxxxx x. )',
    '(<9,:> 1 xxx xxxxxxx|<8,:1212>x.L4 xx)',
    '(<:1212>xxxxxxx|<#1,:@gw0>|<[2-4]:0>x|[*#0-9]X.)',
    `(<:"sales(north)">)`,
  ])('is good: %s', (value) => expect(findings(value)).toEqual([]));

  it.each([
    ['xx.', 'no-parentheses', 0, 3],
    ['L:8,xx.', 'no-parentheses', 4, 7],
    ['0(xx.)', 'no-parentheses', 0, 6],
    ['(xx.', 'unbalanced', 0, 1],
    ['(xx.|[2-9xx)', 'wrongly-nested', 5, 6],
    ['(xx.|2-9]xx)', 'unbalanced', 8, 9],
    ['(<:1800xx)', 'wrongly-nested', 1, 2],
    ['(xx>)', 'unbalanced', 3, 4],
    ['(<1[:>]2)', 'wrongly-nested', 3, 4],
    ['([2<3]x)', 'wrongly-nested', 3, 4],
    ['(xx)|0', 'text-after-plan', 4, 6],
    ['(xx))', 'text-after-plan', 4, 5],
    ['(xx"|0)', 'unbalanced', 3, 4],
    ['(xé)', 'not-ascii', 2, 3],
    ['(x\n)', 'not-ascii', 2, 3],
  ])('is not: %s is refused as %s', (value, ...first) => {
    const errors = findings(value).filter(([severity]) => severity === 'error');
    expect(errors[0]).toEqual(['error', ...first]);
  });

  it.each([
    ['()', 'empty-alternative', 1, 1],
    ['(|xx)', 'empty-alternative', 1, 1],
    ['(xx| |0)', 'empty-alternative', 4, 5],
    ['(xx|)', 'empty-alternative', 4, 4],
    ['([]x)', 'empty-brackets', 1, 3],
    ['(<>x)', 'empty-brackets', 1, 3],
    ['(<9>x)', 'no-colon', 1, 4],
    ['((xx)|0)', 'nested-parentheses', 1, 2],
    ['(1abc2)', 'unusual-character', 2, 5],
    ['(S xx)', 'unusual-character', 1, 2],
    ['([x]1)', 'unusual-character', 2, 3],
    ['([2|3]1)', 'unusual-character', 3, 4],
    ['(x{2})', 'unusual-character', 2, 3],
  ])('is odd: %s is warned of as %s', (value, ...first) => {
    expect(findings(value)[0]).toEqual(['warning', ...first]);
    expect(findings(value).every(([severity]) => severity === 'warning')).toBe(true);
  });
});
