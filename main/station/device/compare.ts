/**
 * A unit's configuration, as it tells it, against what its profile wanted. Pure.
 *
 * Nothing of a secret comes out of here but its fingerprint.
 */
import { visible } from '../log.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { concealing, secretFingerprint, withoutKeys } from '../profile/unit/fingerprint.ts';
import { type Readings, standardReadings } from '../profile/unit/readings.ts';
import { secretNames, secretsOf } from '../profile/unit/secrets-of-unit.ts';
import { builtInCatalogue, type Catalogue } from '../profile/values/catalogue.ts';
import { namesStation } from './bench-marks.ts';
import type { RunningFile } from './running-file.ts';
import { isSameValue } from './same-value.ts';

/** What the unit should have, each name once, secrets among it. */
export interface Intent {
  entries: readonly ProfileEntry[];
  /** Of the unit's model and firmware; the guide's unless told. */
  catalogue?: Catalogue;
  /** More texts nobody may see, such as columns of the account. */
  secrets?: readonly string[];
  /** Addresses and names of the station; looked for in every parameter. */
  station?: readonly string[];
  readings?: Readings;
}

/** A parameter that is not as wanted. */
export interface Difference {
  /** XML name. */
  name: string;
  state: 'different' | 'missing' | 'unreadable';
  /** For people; of a secret its fingerprint. */
  wanted: string;
  /** The same; null when the unit does not tell it. */
  found: string | null;
  isSecret: boolean;
}

export interface Comparison {
  /** Nothing differs, and something was compared. */
  isEqual: boolean;
  /** In the order of the intent. */
  differences: Difference[];
  sameCount: number;
  /** Wanted, but units do not show it, or have it only as wanted: counts neither way. */
  notShown: string[];
  /** Parameters whose value on the unit names the station, wanted or not. */
  namingStation: string[];
}

const LONGEST_SHOWN = 200;

/** Entries without a value keep the unit's and are not compared; nor is the access of user pages. */
export function compareWithIntent(found: RunningFile, intent: Intent): Comparison {
  const { entries, catalogue = builtInCatalogue, readings = standardReadings } = intent;
  const wanted = new Map<string, string>();
  for (const { name, value } of entries) if (value !== null) wanted.set(name, value);
  const secrets = concealer(wanted, found, intent.secrets ?? []);
  const comparison: Comparison = {
    ...{ isEqual: false, differences: [], sameCount: 0, notShown: [] },
    namingStation: namingStation(found, wanted, catalogue, intent.station ?? []),
  };
  for (const [name, value] of wanted) {
    const isSecret = secrets.has(name);
    const shown = found.values.get(name);
    const state = stateOf(name, value, shown, isSecret);
    if (state === 'same') comparison.sameCount += 1;
    else if (state === 'not-shown') comparison.notShown.push(name);
    else {
      const say = (text: string) => secrets.shown(name, text);
      const told = shown === undefined ? null : say(shown);
      comparison.differences.push({ name, state, wanted: say(value), found: told, isSecret });
    }
  }
  const { differences, sameCount } = comparison;
  return { ...comparison, isEqual: differences.length === 0 && sameCount > 0 };

  function stateOf(
    name: string,
    value: string,
    shown: string | undefined,
    isSecret: boolean,
  ): Difference['state'] | 'same' | 'not-shown' {
    const parameter = catalogue.byXmlName(name);
    if (value === '' && readings.emptyElement === 'keep') return 'not-shown';
    if (shown === undefined) {
      if (isSecret) return 'not-shown';
      if (!found.isWhole) return 'unreadable';
      // A unit without this parameter has nothing else in it either.
      const isStandard = value.trim() === '' || value.trim() === parameter?.default;
      return isStandard ? 'not-shown' : 'missing';
    }
    if (isSecret && isMasked(shown) && value !== shown) return 'not-shown';
    return isSameValue(value, shown, parameter, readings) ? 'same' : 'different';
  }
}

/** How units show what they do not tell: nothing at all, or a mark for each character or for all. */
function isMasked(shown: string): boolean {
  return /^(?:[*•.x\u25cf]{3,}|\(?(?:hidden|not shown)\)?)?$/i.test(shown.trim());
}

/** Which names hold secrets, and texts with every known secret taken out. */
function concealer(
  wanted: ReadonlyMap<string, string>,
  found: RunningFile,
  more: readonly string[],
): { has(name: string): boolean; shown(name: string, value: string): string } {
  const told = new Map([...found.values].filter(([, value]) => !isMasked(value)));
  const extra = new Set(more.map((one) => one.trim()).filter((one) => one !== ''));
  const names = new Set([...secretNames(wanted), ...secretNames(found.values)]);
  for (const [name, value] of wanted) if (extra.has(value.trim())) names.add(name);
  const conceal = concealing([...secretsOf(wanted), ...secretsOf(told), ...extra]);
  return {
    has: (name) => names.has(name),
    shown(name, value) {
      if (names.has(name)) return secretFingerprint(value.trim());
      const text = visible(withoutKeys(conceal(value)));
      return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
    },
  };
}

/** Status fields name the station rightly: it gave the unit its address. */
function namingStation(
  { values }: RunningFile,
  wanted: ReadonlyMap<string, string>,
  catalogue: Catalogue,
  station: readonly string[],
): string[] {
  if (station.length === 0) return [];
  return [...values]
    .filter(([name]) => wanted.has(name) || catalogue.byXmlName(name) !== undefined)
    .filter(([, value]) => namesStation(value, station))
    .map(([name]) => name);
}
