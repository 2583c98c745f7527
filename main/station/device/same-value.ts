/** Whether a unit means the same by a value as the profile did. Pure. */

import type { Readings } from '../profile/unit/readings.ts';
import type { Parameter } from '../profile/values/catalogue.ts';
import { readBool } from '../profile/values/plain-values.ts';

const NUMBERS = /^(?:Uns\d*|Sig\d*|Float\d*|Time\d*|Port|PwrLevel)$/;
const NUMBER = /^[+-]?\d{1,15}(?:\.\d{1,15})?$/;

/**
 * Outer blanks never count. Bool words are compared by what they mean (`Yes`, `1`, `Enable`), numbers by
 * their worth, host names without regard to case; anything else letter by letter.
 * @param parameter of the catalogue; undefined: a parameter of another model. Of such a one both must be
 *   words of a Bool, and not both digits, to be taken for one
 */
export function isSameValue(
  wanted: string,
  found: string,
  parameter: Parameter | undefined,
  readings: Readings,
): boolean {
  const [a, b] = [tidy(wanted), tidy(found)];
  if (a === b) return true;
  if (a === '' && readings.emptyElement === 'factory-default' && parameter) {
    return b === tidy(parameter.default);
  }
  const type = parameter?.type;
  const mayBeBool = type === undefined ? !/^\d$/.test(a) || !/^\d$/.test(b) : type === 'Bool';
  const [boolA, boolB] = [readBool(a), readBool(b)];
  if (mayBeBool && boolA !== null && boolA === boolB) return true;
  if (type === undefined) return false;
  if (NUMBERS.test(type) && NUMBER.test(a) && NUMBER.test(b)) return Number(a) === Number(b);
  return type === 'FQDN' && a.toLowerCase() === b.toLowerCase();
}

/** Values of XML: line breaks are blanks, outer blanks do not count. */
function tidy(value: string): string {
  return value.replace(/\r\n|[\r\n]/g, ' ').trim();
}
