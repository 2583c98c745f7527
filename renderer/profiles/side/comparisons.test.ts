import { expect, test } from 'vitest';
import { comparisonsOf, nextVersion } from './comparisons.ts';

const now = new Date(2026, 10, 22, 15, 0).getTime();
const at = new Date(2026, 10, 22, 14, 2).getTime();
const version = (number: number) => ({ version: number, note: '', publishedAt: at, units: 0 });

test('what was served last comes first, then what is published, then older versions', () => {
  const detail = {
    ...{ version: 12, origin: 'published' as const, lastServed: { version: 11, at } },
    versions: [version(12), version(11), version(10)],
  };
  expect(comparisonsOf(detail, now)).toEqual([
    { id: 'served', word: 'last served, v11, 22 Nov 14:02', version: 11 },
    { id: 'published', word: 'published, v12', version: null },
    { id: 'v11', word: 'version 11, 22 Nov 14:02', version: 11 },
    { id: 'v10', word: 'version 10, 22 Nov 14:02', version: 10 },
  ]);
  expect(nextVersion(detail)).toBe(13);
});

test('the version in force needs no asking', () => {
  const detail = {
    ...{ version: 2, origin: 'published' as const, lastServed: { version: 2, at } },
    versions: [version(2)],
  };
  expect(comparisonsOf(detail, now).map(({ id, version: one }) => [id, one])).toEqual([
    ['served', null],
    ['published', null],
  ]);
});

test.each([
  ['nothing', 'nothing published yet'],
  ['built-in', 'built in'],
  ['settings-file', 'the settings file'],
] as const)('without a version: %s', (origin, word) => {
  const detail = { version: null, origin, lastServed: null, versions: [] };
  expect(comparisonsOf(detail, now).map((each) => each.word)).toEqual([word]);
  expect(nextVersion(detail)).toBe(1);
});
