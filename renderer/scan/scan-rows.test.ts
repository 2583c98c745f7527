import { expect, test } from 'vitest';
import { aScan, aUnit } from '../mirror/sample.test-kit.ts';
import { fitsSearch, scanRows, scansOfToday } from './scan-rows.ts';

const NOON = new Date(2026, 10, 22, 12).getTime();
const MAC = '000e084f1a92';

test('a bind can be taken back until it is exported, and says Undone once it was', () => {
  const scan = aScan({ verdict: 'bound', unit: MAC, account: '1' });
  const rowFor = (about: Parameters<typeof aUnit>[1]) =>
    scanRows([scan], new Map([[MAC, aUnit('4f1a92', about)]]))[0];
  expect(rowFor({ binding: 'bound', account: '1' })).toMatchObject({
    word: 'Bound',
    canUndo: true,
  });
  expect(rowFor({ binding: 'exported', account: '1' })).toMatchObject({
    word: 'Exported',
    canUndo: false,
  });
  expect(rowFor({ binding: 'none' })).toMatchObject({ word: 'Undone', canUndo: false });
  expect(rowFor({ binding: 'bound', account: '2' })).toMatchObject({ word: 'Undone' });
});

test('of two binds of one unit only the newer stands', () => {
  const older = aScan({ at: 1, verdict: 'bound', unit: MAC, account: '1' });
  const newer = { ...older, at: 2 };
  const units = new Map([[MAC, aUnit('4f1a92', { binding: 'bound', account: '1' })]]);
  expect(scanRows([newer, older], units).map(({ word }) => word)).toEqual(['Bound', 'Undone']);
});

test('a row keeps its key when newer scans come', () => {
  const first = aScan({ at: 1 });
  const second = aScan({ at: 1, text: 'b' });
  const before = scanRows([first], new Map());
  const after = scanRows([second, first], new Map());
  expect(after[1]?.key).toBe(before[0]?.key);
});

test('today begins at midnight, and stored scans the mirror has are not listed twice', () => {
  const scans = [NOON - 86_400_000, NOON - 3000, NOON - 2000, NOON - 1000].map((at) =>
    aScan({ at }),
  );
  const listed = scansOfToday([...scans].reverse(), scans.slice(2), NOON);
  expect(listed.map(({ at }) => NOON - at)).toEqual([1000, 2000, 3000]);
});

test.each([
  ['4f:1a', true],
  ['4F1A92', true],
  ['novák', true],
  ['10-4482', true],
  ['zz', false],
  ['', true],
])('looking for %j finds the row: %s', (search, isFound) => {
  const scan = aScan({ unit: MAC, account: '10-448213' });
  expect(fitsSearch(scan, 'Novák, Jana', search)).toBe(isFound);
});
