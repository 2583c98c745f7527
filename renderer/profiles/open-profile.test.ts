import { expect, test } from 'vitest';
import type { TemplateInfo } from '../../main/contract/profiles.ts';
import { templatesOfUnit } from './open-profile.ts';

const templates = [
  { kind: 'isp', key: '', state: 'ready' },
  { kind: 'model', key: 'SPA962', state: 'errors' },
  { kind: 'model', key: 'SPA942', state: 'draft' },
  { kind: 'model', key: 'PAP2T', state: 'empty' },
  { kind: 'model', key: 'SPA525G', state: 'missing' },
  { kind: 'batch', key: 'SPA2102', state: 'ready' },
] satisfies Pick<TemplateInfo, 'kind' | 'key' | 'state'>[];

test.each<[string | null, string]>([
  ['SPA962', '/profiles/model/SPA962/sec-prv-2'],
  ['SPA942', '/profiles/model/SPA942/sec-prv-2'],
  ['PAP2T', '/profiles/isp/sec-prv-2'],
  ['SPA525G', '/profiles/isp/sec-prv-2'],
  ['SPA2102', '/profiles/isp/sec-prv-2'],
  [null, '/profiles/isp/sec-prv-2'],
])('what a unit of model %s does not build of is looked for at %s', (model, path) => {
  expect(templatesOfUnit({ mac: '000e084f1a92', model }, templates)).toBe(path);
});
