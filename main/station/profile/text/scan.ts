import { scanPlainText } from './plain-scan.ts';
import type { ProfileSource, SourceFile } from './source.ts';
import { scanXml } from './xml-scan.ts';

/**
 * Reads a profile in either format of the guide as far as it can be read: XML when the first character
 * that is not blank is `<`, else plain-text source. A byte order mark must be gone (`withoutMark`).
 * @param files what the `import` lines of plain text may name
 */
export function scanProfile(main: SourceFile, files?: ReadonlyMap<string, string>): ProfileSource {
  return isXml(main.text) ? scanXml(main) : scanPlainText(main, files);
}

export function isXml(text: string): boolean {
  return /^\s*</.test(text);
}

/** Editors do not show a byte order mark, so positions do not count it. */
export function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}
