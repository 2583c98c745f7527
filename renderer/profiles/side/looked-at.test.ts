import { expect, test } from 'vitest';
import type { LayerRef } from '../../../main/contract/profiles.ts';
import { firstLookedAt, whyNotFor } from './looked-at.ts';

const one = { mac: '000e084f1a92', model: 'SPA962', account: '10-1' };
const other = { mac: '000e086a300d', model: 'SPA942', account: null };
const units = new Map([one, other].map((unit) => [unit.mac, unit]));
const idle = { batch: null };

test.each<[LayerRef, string, string | null]>([
  [{ kind: 'isp', key: '' }, one.mac, null],
  [{ kind: 'model', key: 'SPA962' }, one.mac, null],
  [
    { kind: 'model', key: 'SPA962' },
    other.mac,
    '6A:30:0D is an SPA942: Model SPA962 does not count for it.',
  ],
  [{ kind: 'model', key: 'SPA962' }, '000e08ffffff', null],
  [{ kind: 'account', key: '10-1' }, one.mac, null],
  [
    { kind: 'account', key: '10-1' },
    other.mac,
    '6A:30:0D is not bound to 10-1, so Account 10-1 does not count for it.',
  ],
  [{ kind: 'batch', key: 'B1' }, one.mac, 'Batch B1 is not in work, so it does not count now.'],
  [{ kind: 'unit', key: other.mac }, one.mac, 'Unit 00:0E:08:6A:30:0D is for that unit alone.'],
])('%j for %s', (ref, mac, why) => {
  expect(whyNotFor(ref, mac, units.get(mac) ?? null, idle)).toBe(why);
});

test.each<[LayerRef, string | null, string | null]>([
  [{ kind: 'model', key: 'SPA942' }, one.mac, other.mac],
  [{ kind: 'isp', key: '' }, other.mac, other.mac],
  [{ kind: 'isp', key: '' }, null, one.mac],
  [{ kind: 'unit', key: '000e08ffffff' }, one.mac, '000e08ffffff'],
  [{ kind: 'model', key: 'PAP2T' }, null, one.mac],
])('%j, chosen %s: begins with %s', (ref, chosen, mac) => {
  expect(firstLookedAt(ref, chosen, units, idle)).toBe(mac);
});

test('an empty bench has none', () => {
  expect(firstLookedAt({ kind: 'isp', key: '' }, null, new Map(), idle)).toBeNull();
});
