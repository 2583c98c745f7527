/** How a file was read, in words. Pure. */
import type { ImportReport } from '../../main/contract/accounts.ts';
import { countOf } from '../ui/format.ts';
import type { encodings } from './import-session.ts';

export const separatorNames: Readonly<Record<string, string>> = {
  ',': 'Comma  ,',
  ';': 'Semicolon  ;',
  '\t': 'Tab',
  '|': 'Bar  |',
};

export const encodingNames: Readonly<Record<(typeof encodings)[number], string>> = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Windows-1252 (Western)',
  'utf-16le': 'UTF-16',
};

/** The encoding a person can choose that is the one reported; null: none of them, such as UTF-16BE. */
export function encodingOf(reported: string): (typeof encodings)[number] | null {
  const plain = reported.toLowerCase();
  if (plain.startsWith('utf-8')) return 'utf-8';
  if (plain === 'utf-16le') return 'utf-16le';
  return plain === 'windows-1252' ? 'windows-1252' : null;
}

/** `Read as: semicolon, UTF-8, heading in row 1 · 418 rows`. */
export function readAs(report: ImportReport): string {
  const separator = separatorNames[report.separator]?.split(' ')[0]?.toLowerCase() ?? '?';
  const heading = report.hasHeading ? 'heading in row 1' : 'no heading row';
  return `Read as: ${separator}, ${report.encoding}, ${heading} · ${countOf(report.rows, 'row')}`;
}

/** `98 %`; never 0 % of something nor 100 % of not all. */
export function share(filled: number): string {
  if (filled <= 0) return '0 %';
  if (filled >= 1) return '100 %';
  return `${Math.min(99, Math.max(1, Math.round(filled * 100)))} %`;
}

/** Problems of the file as a whole hide those of its rows until they are solved. */
export function problemsOf(report: ImportReport): {
  ofFile: ImportReport['problems'];
  ofRows: ImportReport['problems'];
} {
  const ofFile = report.problems.filter(({ row }) => row === null);
  return { ofFile, ofRows: ofFile.length > 0 ? [] : report.problems };
}
