import { expect, test } from 'vitest';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { forEachUnit, losesWork } from './bulk.ts';

const units = Array.from({ length: 1000 }, (_, n) => aUnit(String(n).padStart(6, '0')));

test('acts once on every one of a thousand, a few at a time, and says what was refused and why', async () => {
  let atOnce = 0;
  let most = 0;
  const asked: string[] = [];
  const result = await forEachUnit(
    units,
    async (mac) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      asked.push(mac);
      await Promise.resolve();
      atOnce -= 1;
      if (mac.endsWith('99')) throw new Error('busy');
    },
    (error) => String(error),
  );
  expect(new Set(asked).size).toBe(1000);
  expect(asked).toHaveLength(1000);
  expect(most).toBeLessThanOrEqual(8);
  expect(result.done).toHaveLength(990);
  expect(result.refused).toHaveLength(10);
  expect(result.refused[0]).toEqual({ mac: '000e08000099', why: 'Error: busy' });
});

test('releasing a verified unit that is bound to nobody loses work; any other does not', () => {
  expect(losesWork(aUnit('000001', { stage: 'VERIFIED' }))).toBe(true);
  expect(losesWork(aUnit('000001', { stage: 'VERIFIED', binding: 'bound' }))).toBe(false);
  expect(losesWork(aUnit('000001', { stage: 'SEC-PRV-1' }))).toBe(false);
});
