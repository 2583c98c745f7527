import { expect, test } from 'vitest';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { boardFilter, countStates, everything, type FilterId, isWanted } from './filter.ts';

const unit = aUnit('4f1a92', {
  model: 'SPA962',
  serial: '88012BA04417',
  address: '192.168.77.23',
  account: '10-448213',
  stage: 'VERIFIED',
});

test.each([
  '00:0E:08:4F:1A:92',
  '00-0e-08-4f-1a-92',
  '000e.084f.1a92',
  '000E084F1A92',
  ' 4f:1a:92 ',
  '1a92',
  '92',
  '88012BA',
  '04417',
  '77.23',
  'spa962',
  '448213',
])('%s finds the unit', (typed) => {
  expect(isWanted(unit, boardFilter('on-bench', typed))).toBe(true);
});

test.each(['4F:1A:93', '942', '192.168.76', '10-99', 'zz'])('%s does not', (typed) => {
  expect(isWanted(unit, boardFilter('on-bench', typed))).toBe(false);
});

test('nothing typed and nothing pressed means everything, always the same object', () => {
  expect(boardFilter('on-bench', '  ')).toBe(everything);
});

test.each<[FilterId, boolean]>([
  ['on-bench', true],
  ['ready', true],
  ['verified', true],
  ['working', false],
  ['bound', false],
  ['attention', false],
])('the filter %s shows a verified unit: %s', (id, isShown) => {
  expect(isWanted(unit, boardFilter(id, ''))).toBe(isShown);
});

test('a bound unit with a matter for attention is among the bound and among the problems', () => {
  const bound = { ...unit, binding: 'bound' as const, attention: 'It was reset' };
  expect(isWanted(bound, boardFilter('bound', ''))).toBe(true);
  expect(isWanted(bound, boardFilter('attention', ''))).toBe(true);
});

test('search and filter hold together', () => {
  expect(isWanted(unit, boardFilter('bound', '4F:1A:92'))).toBe(false);
});

test('counts each unit in one state', () => {
  const counts = countStates([unit, aUnit('000001'), aUnit('000002', { condition: 'failed' })]);
  expect(counts).toMatchObject({ verified: 1, 'sp-cust': 1, failed: 1, seen: 0 });
});
