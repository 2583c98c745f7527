import type { ProfileEntry } from './entry.ts';

type Setting = Pick<ProfileEntry, 'value' | 'access'>;

/** One parameter that two profiles do not agree on; null: not mentioned there. */
export interface ParameterDifference {
  /** XML name. */
  name: string;
  before: Setting | null;
  after: Setting | null;
}

/**
 * What a unit would see differently, parameter by parameter: order, comments, format and repeated
 * entries do not count.
 * @param before,after each name once, as `readProfile` gives them
 * @returns in the order of `after`, then what only `before` has
 */
export function diffProfiles(
  before: readonly ProfileEntry[],
  after: readonly ProfileEntry[],
): ParameterDifference[] {
  const was = new Map(before.map((entry) => [entry.name, entry]));
  const is = new Map(after.map((entry) => [entry.name, entry]));
  const names = [...is.keys(), ...[...was.keys()].filter((name) => !is.has(name))];
  return names.flatMap((name) => {
    const [a, b] = [was.get(name), is.get(name)];
    if (a && b && a.value === b.value && a.access === b.access) return [];
    return [{ name, before: setting(a), after: setting(b) }];
  });
}

function setting(entry: ProfileEntry | undefined): Setting | null {
  if (!entry) return null;
  const { value, access } = entry;
  return access === undefined ? { value } : { value, access };
}
