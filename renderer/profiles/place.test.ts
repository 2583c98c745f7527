import { expect, test } from 'vitest';
import type { LayerRef, TemplateStage } from '../../main/contract/profiles.ts';
import { pathOf, spotOf } from './place.ts';

test.each<[LayerRef, TemplateStage, string]>([
  [{ kind: 'model', key: 'SPA962' }, 'sec-prv-1', '/profiles/model/SPA962/sec-prv-1'],
  [{ kind: 'station', key: '' }, 'sp-cust', '/profiles/station/sp-cust'],
  [
    { kind: 'account', key: '10/4 %ü' },
    'sec-prv-2',
    '/profiles/account/10~2f~4~20~~25~~fc~/sec-prv-2',
  ],
])('%j, %s is %s and back', (ref, stage, path) => {
  expect(pathOf(ref, stage)).toBe(path);
  expect(spotOf(path)).toEqual({ ref, stage });
});

test.each(['/profiles', '/profiles/', '/profiles/model', '/profiles/phone/x', '/log/model/SPA962'])(
  '%s names no template',
  (path) => expect(spotOf(path)).toBeNull(),
);

test('a path without a text leads to the last file', () => {
  expect(spotOf('/profiles/isp')).toEqual({ ref: { kind: 'isp', key: '' }, stage: 'sec-prv-2' });
});
