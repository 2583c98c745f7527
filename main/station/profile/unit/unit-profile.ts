import type { XmlParameter } from '../text/xml.ts';
import { type Readings, standardReadings } from './readings.ts';

/**
 * What a unit holds after it applied a profile: `<X/>` keeps the value, everything else sets it,
 * `<X></X>` to the empty string; parameters that are not named stay (guide: Parameters). The readings
 * `emptyElement`, `quotedEmpty` and `unmentioned` say otherwise where the guide does.
 * @param current parameter values by XML name; not changed
 * @param options.factory values the unit left its factory with; '' for those that are not there
 */
export function applyProfile(
  current: ReadonlyMap<string, string>,
  profile: { parameters: ReadonlyMap<string, XmlParameter> },
  options: { readings?: Readings; factory?: ReadonlyMap<string, string> } = {},
): Map<string, string> {
  const { readings = standardReadings, factory = new Map() } = options;
  const next = new Map(current);
  if (readings.unmentioned === 'factory-default') {
    for (const name of current.keys()) next.set(name, factory.get(name) ?? '');
  }
  for (const [name, parameter] of profile.parameters) {
    const value = 'keep' in parameter ? null : valueFor(name, parameter.value, readings, factory);
    const kept = value ?? current.get(name);
    if (kept !== undefined) next.set(name, kept);
  }
  return next;
}

/** The value to set, or null to keep the one there is. */
function valueFor(
  name: string,
  value: string,
  readings: Readings,
  factory: ReadonlyMap<string, string>,
): string | null {
  if (value === '""' && readings.quotedEmpty === 'empty-string') return '';
  if (value !== '') return value;
  switch (readings.emptyElement) {
    case 'empty-string':
      return '';
    case 'factory-default':
      return factory.get(name) ?? '';
    case 'keep':
      return null;
  }
}
