import { expect, test } from 'vitest';
import type { ImportReport } from '../../main/contract/accounts.ts';
import { encodingOf, problemsOf, readAs, share } from './reading-words.ts';

const report: ImportReport = {
  isDryRun: true,
  import: null,
  separator: ';',
  encoding: 'UTF-8 with BOM',
  hasHeading: true,
  columns: [],
  rows: 1418,
  added: 0,
  changed: 0,
  same: 0,
  rejected: 0,
  problems: [],
  changes: [],
  changedWithDevices: 0,
  missing: 0,
};

test('how a file was read is one line', () => {
  expect(readAs(report)).toBe(
    'Read as: semicolon, UTF-8 with BOM, heading in row 1 · 1\u202f418 rows',
  );
  expect(readAs({ ...report, separator: '\t', hasHeading: false, rows: 1 })).toBe(
    'Read as: tab, UTF-8 with BOM, no heading row · 1 row',
  );
});

test.each([
  ['UTF-8', 'utf-8'],
  ['UTF-8 with BOM', 'utf-8'],
  ['Windows-1252', 'windows-1252'],
  ['UTF-16LE', 'utf-16le'],
  ['UTF-16BE', null],
])('%s is shown as the choice %s', (reported, choice) => {
  expect(encodingOf(reported)).toBe(choice);
});

test.each([
  [0, '0 %'],
  [0.0004, '1 %'],
  [0.123, '12 %'],
  [0.9996, '99 %'],
  [1, '100 %'],
])('a column filled by %f says %s', (filled, says) => {
  expect(share(filled)).toBe(says);
});

test('a problem of the file hides those of its rows', () => {
  const ofRow = { row: 87, column: 'A', text: 'twice' };
  const ofFile = { row: null, column: null, text: 'No column is the account number.' };
  expect(problemsOf({ ...report, problems: [ofRow] })).toEqual({ ofFile: [], ofRows: [ofRow] });
  expect(problemsOf({ ...report, problems: [ofRow, ofFile] })).toEqual({
    ofFile: [ofFile],
    ofRows: [],
  });
});
