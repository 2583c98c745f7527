import { bad, good, type Read } from '../problem.ts';
import { type Readings, standardReadings } from '../unit/readings.ts';

/** `major.minor.build` and an optional suffix, without its parentheses: `2.0.6(b)`, `7.4.8a`. */
export interface Version {
  major: number;
  minor: number;
  build: number;
  suffix: string;
}

/**
 * Reads a version literal (guide: Conditional Expressions): three numbers, then letters and digits
 * in parentheses. The bare suffix of later firmware (`7.4.8a`, `7.5.2b`) is accepted as well.
 * @returns null when the text is not exactly a version
 */
export function parseVersion(text: string): Version | null {
  const parts =
    /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})(?:\(([A-Za-z0-9]+)\)|([A-Za-z][A-Za-z0-9]*))?$/.exec(text);
  if (!parts) return null;
  const [, major, minor, build, inParentheses, bare] = parts;
  return {
    major: Number(major),
    minor: Number(minor),
    build: Number(build),
    suffix: inParentheses ?? bare ?? '',
  };
}

/**
 * Whether a text is a version by the letter of the guide (Conditional Expressions): three numbers and
 * an optional suffix in parentheses, without blanks. `7.4.8a`, which units call themselves, is not.
 */
export function isVersionLiteral(text: string): boolean {
  return /^\d{1,15}\.\d{1,15}\.\d{1,15}(?:\([A-Za-z0-9]+\))?$/.test(text);
}

/**
 * Orders two versions by their numbers, then by the suffix as `suffixOrder` says.
 * @returns negative, 0 or positive
 */
export function compareVersions(
  a: Version,
  b: Version,
  { suffixOrder }: Readings = standardReadings,
): number {
  const byNumbers = a.major - b.major || a.minor - b.minor || a.build - b.build;
  if (byNumbers !== 0 || suffixOrder === 'ignored' || a.suffix === b.suffix) return byNumbers;
  return a.suffix < b.suffix ? -1 : 1;
}

/**
 * Whether a unit takes firmware of this version (guide: Downgrade_Rev_Limit): not when it is earlier
 * than the limit. A limit that is empty or no version limits nothing ("if a valid … is configured").
 * @returns problem `bad-version` when there is a limit and the firmware's version cannot be read
 */
export function downgradeCheck(
  version: string,
  limit: string,
  readings: Readings = standardReadings,
): Read<{ accepted: boolean }> {
  const lowest = parseVersion(limit.trim());
  if (!lowest) return good({ accepted: true });
  const offered = parseVersion(version.trim());
  if (!offered) return bad('bad-version', 'The version of the firmware cannot be read.');
  return good({ accepted: compareVersions(offered, lowest, readings) >= 0 });
}
