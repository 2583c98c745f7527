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
    /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:\(([A-Za-z0-9]+)\)|([A-Za-z][A-Za-z0-9]*))?$/.exec(text);
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
 * Orders two versions by their numbers, then by the suffix as text, none before any. The guide does
 * not order suffixes; text order is our choice.
 * @returns negative, 0 or positive
 */
export function compareVersions(a: Version, b: Version): number {
  const byNumbers = a.major - b.major || a.minor - b.minor || a.build - b.build;
  if (byNumbers !== 0) return byNumbers;
  if (a.suffix === b.suffix) return 0;
  return a.suffix < b.suffix ? -1 : 1;
}
