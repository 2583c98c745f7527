import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pageNow, stopClock } from './clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 999, toFake: ['Date'] });
});
afterEach(() => {
  stopClock(null);
  vi.useRealTimers();
});

test('a view that is being drawn gets one answer, though a second ends meanwhile', async () => {
  const first = pageNow();
  vi.setSystemTime(1001);
  expect([first, pageNow()]).toEqual([999, 999]);
  await Promise.resolve();
  expect(pageNow()).toBe(1001);
});

test('it stands still while the station’s news do not arrive', async () => {
  stopClock(500);
  vi.setSystemTime(2000);
  expect(pageNow()).toBe(500);
  stopClock(null);
  expect(pageNow()).toBe(2000);
});
