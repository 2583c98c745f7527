import { expect, test } from 'vitest';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { BoardQueue, SHORTEST_STATE_MS, TILES_PER_FRAME } from './board-queue.ts';

const NOW = 1_000_000;
const seen = (tail: string) => aUnit(tail, { stage: 'MFG-RESET', since: 0 });
const macsOf = (units: { mac: string }[]) => units.map(({ mac }) => mac.slice(6));
/** A queue with so many units that changed long ago. */
function queueOf(count: number): BoardQueue {
  const queue = new BoardQueue();
  for (let n = 0; n < count; n += 1) queue.put(seen(String(n).padStart(6, '0')), undefined, NOW);
  return queue;
}

test('draws at most eight tiles per frame, the oldest change first', () => {
  const queue = queueOf(20);
  expect(macsOf(queue.take(NOW))).toEqual(
    Array.from({ length: TILES_PER_FRAME }, (_, n) => String(n).padStart(6, '0')),
  );
  expect(queue.take(NOW)).toHaveLength(TILES_PER_FRAME);
  expect(queue.take(NOW)).toHaveLength(4);
  expect(queue.nextDueAt()).toBeNull();
});

test('a failure overtakes everything that waits', () => {
  const queue = queueOf(20);
  queue.put(aUnit('ffffff', { condition: 'failed', since: 0 }), undefined, NOW);
  expect(macsOf(queue.take(NOW))[0]).toBe('ffffff');
});

test('the unit is drawn once, as it is now', () => {
  const queue = queueOf(1);
  queue.put({ ...seen('000000'), serial: 'A' }, undefined, NOW);
  queue.put({ ...seen('000000'), serial: 'B' }, undefined, NOW);
  expect(queue.take(NOW)).toMatchObject([{ serial: 'B' }]);
});

test('a state that lasts less than 250 ms is never drawn', () => {
  const queue = new BoardQueue();
  const shown = seen('000001');
  queue.put(aUnit('000001', { stage: 'SP-CUST', since: NOW }), shown, NOW);
  expect(queue.take(NOW + SHORTEST_STATE_MS - 1)).toEqual([]);
  queue.put(aUnit('000001', { stage: 'SEC-PRV-1', since: NOW + 200 }), shown, NOW + 200);
  expect(queue.take(NOW + SHORTEST_STATE_MS)).toEqual([]);
  expect(queue.take(NOW + 200 + SHORTEST_STATE_MS)).toMatchObject([{ stage: 'SEC-PRV-1' }]);
});

test('a detail that changes meanwhile does not begin the wait anew', () => {
  const queue = new BoardQueue();
  const shown = seen('000001');
  const next = aUnit('000001', { stage: 'SP-CUST', since: NOW });
  queue.put(next, shown, NOW);
  queue.put({ ...next, serial: 'A' }, shown, NOW + 200);
  expect(queue.take(NOW + SHORTEST_STATE_MS)).toMatchObject([{ serial: 'A' }]);
});

test('there and back again is no change of state, and the detail is drawn at once', () => {
  const queue = new BoardQueue();
  const shown = seen('000001');
  queue.put(aUnit('000001', { stage: 'SP-CUST', since: NOW }), shown, NOW);
  queue.put({ ...shown, serial: 'A' }, shown, NOW + 50);
  expect(queue.take(NOW + 50)).toMatchObject([{ stage: 'MFG-RESET', serial: 'A' }]);
});

test.each([
  ['long ago', NOW - 60_000, NOW],
  ['just now', NOW - 100, NOW + 150],
  ['in the future, by a clock that is off', NOW + 60_000, NOW + SHORTEST_STATE_MS],
])('a state since %s may be drawn in time', (_words, since, dueAt) => {
  const queue = new BoardQueue();
  queue.put(aUnit('000001', { stage: 'SP-CUST', since }), seen('000001'), NOW);
  expect(queue.nextDueAt()).toBe(dueAt);
});

test('a unit that left is not drawn', () => {
  const queue = queueOf(2);
  queue.remove('000e08000000');
  expect(macsOf(queue.take(NOW))).toEqual(['000001']);
});
