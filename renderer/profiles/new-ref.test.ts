import { expect, test } from 'vitest';
import { newRef } from './new-ref.ts';

test.each<[Parameters<typeof newRef>[0], string, object | RegExp]>([
  ['unit', '00-0E-08-4F-1A-92', { kind: 'unit', key: '000e084f1a92' }],
  ['unit', '000e08', /12 digits/],
  ['model', ' SPA962 ', { kind: 'model', key: 'SPA962' }],
  ['model', 'SPA 962', /letters, digits/],
  ['account', '10/4', { kind: 'account', key: '10/4' }],
  ['account', ' ', /name first/],
  ['batch', 'x'.repeat(41), /40 characters/],
])('%s %j', (kind, typed, expected) => {
  const ref = newRef(kind, typed);
  if (expected instanceof RegExp) expect(ref).toMatch(expected);
  else expect(ref).toEqual(expected);
});
