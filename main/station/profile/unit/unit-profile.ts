import type { XmlProfile } from '../text/xml.ts';

/**
 * What a unit holds after it applied a profile: `<X/>` keeps the value, everything else sets it,
 * `<X></X>` to the empty string; parameters that are not named stay (guide: Parameters).
 * @param current parameter values by XML name; not changed
 */
export function applyProfile(
  current: ReadonlyMap<string, string>,
  profile: XmlProfile,
): Map<string, string> {
  const next = new Map(current);
  for (const [name, parameter] of profile.parameters) {
    if ('value' in parameter) next.set(name, parameter.value);
  }
  return next;
}
