import { expect, it } from 'vitest';
import { guessType } from './guess-type.ts';

it.each([
  ['', 'Str'],
  ['Yes', 'Bool'],
  ['disable', 'Bool'],
  ['YES', 'Str'],
  ['1', 'Uns32'],
  ['0x68', 'Uns32'],
  ['5000000000', 'Float3'],
  ['-3', 'Float3'],
  ['.5', 'Float3'],
  ['0.00001', 'Str'],
  ['10.0.0.1', 'IP'],
  ['10.0.0.300', 'Str'],
  ['*69', 'ActCode'],
  ['*017110000', 'Str'],
  ['440@-10', 'FreqScript'],
  ['350@-19;10(*/0/1)', 'ToneScript'],
  ['350@-19;10(*0/1)', 'Str'],
  ['60(2/4)', 'CadScript'],
  ['(xx.|[2-9]x)', 'DialPlanScript'],
  ['(xx.', 'Str'],
  ['someone@isp.net', 'Str'],
])('the default %j tells the type %s', (value, type) => expect(guessType(value)).toBe(type));
