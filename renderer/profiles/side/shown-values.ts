/** A profile's values as two units have them in the end (guide: Parameters; R-100). Pure. */
import type { ParameterInfo, PreviewValue } from '../../../main/contract/profiles.ts';

/** What the unit held before: its factory values, or whatever it was given since. */
export type UnitBefore = 'reset' | 'running';

/** What stands in place of a value that nobody gave. */
export const keptWords: Readonly<Record<UnitBefore, string>> = {
  reset: 'not known',
  running: 'keeps its own',
};

/**
 * A value the profile does not give stays: after a factory reset it is the factory's.
 * @returns `value` null where it is not known what the unit has then
 */
export function shownValues(
  values: readonly PreviewValue[],
  before: UnitBefore,
  parameter: (name: string) => Pick<ParameterInfo, 'default'> | null,
): readonly PreviewValue[] {
  if (before === 'running') return values;
  return values.map((value) => {
    const known = value.value === null ? parameter(value.name) : null;
    return known === null ? value : { ...value, value: known.default, from: 'Factory' };
  });
}
