import { expect, it } from 'vitest';
import type { Transfer } from '../contract/model.ts';
import { TransferHistory } from './transfer-history.ts';

const transfer = (id: number, mac: string | null): Transfer => ({
  ...{ id, mac, address: '192.168.76.20', file: '/a', protocol: 'tftp', state: 'complete' },
  ...{ sentBytes: 1, totalBytes: 1, blocks: 1, resends: 0, options: [], reason: null },
  ...{ startedAt: 1, at: 2 },
});

it('units that were longest without a transfer give way, so that all stays within bounds', () => {
  const history = new TransferHistory();
  const macOf = (unit: number) => (0x000e08000000 + unit).toString(16).padStart(12, '0');
  for (let id = 0; id < 20_000; id++) history.add(transfer(id, macOf(id % 200)));
  history.add(transfer(1, null));
  const kept = Array.from({ length: 200 }, (_, unit) => history.of(macOf(unit)).length);
  expect(kept.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10_000);
  expect(history.of(macOf(199)).at(-1)?.id).toBe(19_999);
});
