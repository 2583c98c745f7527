import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Due, DueQueue } from './due-queue.ts';

it('gives items earliest first, also after items were taken from its middle', () => {
  const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 });
  fc.assert(
    fc.property(times, fc.array(fc.nat(59), { maxLength: 30 }), (dues, removals) => {
      const queue = new DueQueue<Due>();
      const items = dues.map((dueMs): Due => ({ dueMs, queueIndex: -1 }));
      for (const item of items) queue.add(item, item.dueMs);
      const left = new Set(items);
      for (const index of removals) {
        const item = items[index];
        if (!item) continue;
        queue.remove(item);
        queue.remove(item);
        left.delete(item);
      }
      expect(queue.size).toBe(left.size);
      const drained: number[] = [];
      for (let item = queue.first(); item; item = queue.first()) {
        drained.push(item.dueMs);
        queue.remove(item);
      }
      expect(drained).toEqual([...left].map((item) => item.dueMs).sort((a, b) => a - b));
    }),
  );
});
