import { isValidValue } from './types.ts';

/**
 * The types a value can have that says something about its type, the narrow ones first. Strings in
 * which anything could stand (UserID, FQDN, Phone, PhTmpl) cannot be told apart.
 */
const TELLING: [type: string, form: RegExp][] = [
  ['Bool', /^(?:yes|no|enable|disable)$/i],
  ['Uns32', /^(?:\d+|0x[\da-f]+)$/i],
  ['Float3', /^-?\d*\.?\d+$/],
  ['IP', /^\d+\.\d+\.\d+\.\d+$/],
  ['ActCode', /^[*#]\d+$/],
  ['ToneScript', /@.*;/],
  ['FreqScript', /@/],
  ['CadScript', /^[\d.*]+\(/],
  ['DialPlanScript', /^\(.*\)$/],
];

/**
 * The type of a parameter nobody described, as far as its default tells; `Str` for all others. Only a
 * guess: a number may be a time, `Yes` a member of a choice.
 */
export function guessType(value: string): string {
  const guess = TELLING.find(([type, form]) => form.test(value) && isValidValue(value, { type }));
  return guess?.[0] ?? 'Str';
}
