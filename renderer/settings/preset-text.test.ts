import { expect, test } from 'vitest';
import type { Preset } from '../../main/contract/settings.ts';
import {
  billingPreset,
  exampleLines,
  freeName,
  isFine,
  moved,
  presetProblems,
} from './preset-text.ts';

const crm: Preset = {
  ...billingPreset,
  name: 'crm',
  separator: ';',
  macNotation: 'colon-upper',
  columns: [
    { field: 'account', heading: 'Customer' },
    { field: 'mac', heading: 'MAC' },
    { field: 'model', heading: 'Model' },
  ],
};

test('the example says what the file would: heading, notation, quotes where needed, formulas guarded', () => {
  expect(exampleLines(crm)).toEqual([
    'Customer;MAC;Model',
    '10-448213;00:0E:08:4F:1A:92;SPA962',
    '\'=10448214;00:0E:08:60:E5:61;"SPA-2102; gray"',
  ]);
});

test('all quoted, no heading, no guard', () => {
  const lines = exampleLines({ ...crm, quoting: 'all', header: false, guardFormulas: false });
  expect(lines).toEqual([
    '"10-448213";"00:0E:08:4F:1A:92";"SPA962"',
    '"=10448214";"00:0E:08:60:E5:61";"SPA-2102; gray"',
  ]);
});

test('a name is needed, free and of few characters; so is a column with a heading', () => {
  expect(isFine(presetProblems(crm, ['billing']))).toBe(true);
  expect(presetProblems({ ...crm, name: 'Billing' }, ['billing']).name).toMatch(/already/);
  expect(presetProblems({ ...crm, name: 'a b' }, []).name).toMatch(/letters/);
  expect(presetProblems({ ...crm, columns: [] }, []).columns).toMatch(/one column/);
  const nameless = { ...crm, columns: [{ field: 'mac' as const, heading: ' ' }] };
  expect(presetProblems(nameless, []).headings).toEqual({ 0: 'A heading.' });
});

test('columns move one place and stay at the ends', () => {
  expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
});

test('a copy gets a free name', () => {
  expect(freeName('billing-copy', ['billing'])).toBe('billing-copy');
  expect(freeName('billing-copy', ['Billing-Copy', 'billing-copy-2'])).toBe('billing-copy-3');
});
