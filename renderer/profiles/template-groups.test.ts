import { expect, test } from 'vitest';
import type { TemplateInfo } from '../../main/contract/profiles.ts';
import { groupTemplates } from './template-groups.ts';
import { detailOf, stateOf, templateName } from './template-words.ts';

const row = (about: Partial<TemplateInfo>): TemplateInfo => ({
  kind: 'model',
  key: 'SPA962',
  state: 'ready',
  version: 12,
  errors: 0,
  warnings: 0,
  units: 412,
  isFixed: false,
  changedAt: null,
  ...about,
});

test('what holds for every unit comes first, then models in their natural order', () => {
  const shown = groupTemplates([
    row({ key: 'SPA1001', state: 'empty', version: null }),
    row({ kind: 'unit', key: '000e084f1a92' }),
    row({ kind: 'isp', key: '' }),
    row({ key: 'SPA2102', state: 'missing', version: null }),
    row({ key: 'SPA901', state: 'draft' }),
    row({ kind: 'station', key: '' }),
  ]);
  expect(shown.map(({ title, templates }) => [title, templates.map(({ key }) => key)])).toEqual([
    ['For every unit', ['', '']],
    ['Models', ['SPA901', 'SPA2102', 'SPA1001']],
    ['Batches', []],
    ['Units', ['000e084f1a92']],
  ]);
  expect(shown[0]?.templates.map(({ kind }) => kind)).toEqual(['station', 'isp']);
});

test.each<[Partial<TemplateInfo>, string | undefined, string]>([
  [{}, 'Ready', 'v12 · 412 units'],
  [{ warnings: 1 }, '1 warning', 'v12 · 412 units'],
  [{ state: 'draft', version: null, units: 0 }, 'Draft', 'not published'],
  [{ state: 'draft', errors: 2, units: 1 }, 'Draft', 'v12 · 2 errors · 1 unit'],
  [{ state: 'errors', errors: 2 }, '2 errors', 'v12 · 412 units'],
  [{ version: null, units: 0 }, 'Ready', 'built in'],
  [{ state: 'draft', version: null, errors: 1, units: 0 }, 'Draft', 'not published · 1 error'],
  [{ state: 'missing', version: null, units: 0 }, 'Missing', 'no template'],
  [{ state: 'empty', version: null, units: 0 }, undefined, 'no template'],
  [{ version: null, isFixed: true, units: 0 }, 'Ready', 'settings file'],
])('%j reads %s, %s', (about, word, detail) => {
  expect(stateOf(row(about))?.word).toBe(word);
  expect(detailOf(row(about))).toBe(detail);
});

test('a unit’s template is named by its MAC', () => {
  expect(templateName({ kind: 'unit', key: '000e084f1a92' })).toBe('Unit 00:0E:08:4F:1A:92');
  expect(templateName({ kind: 'isp', key: '' })).toBe('ISP');
});
