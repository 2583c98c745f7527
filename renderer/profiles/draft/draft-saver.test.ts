import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DraftSaver, type SaveResult } from './draft-saver.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A saver whose saves a test answers; `asked` are the revisions they went on from. */
function aSaver(revision: number | null = null) {
  const asked: (number | null)[] = [];
  let answer: (result: SaveResult) => void = () => undefined;
  const saver = new DraftSaver(
    {
      save: (from) => {
        asked.push(from);
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      now: Date.now,
    },
    revision === null ? null : { revision, savedAt: 5 },
  );
  const reply = async (result: SaveResult) => {
    answer(result);
    await vi.advanceTimersByTimeAsync(0);
  };
  const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { saver, asked, reply, wait };
}

test('a pause of a second saves, and says when', async () => {
  const { saver, asked, reply, wait } = aSaver(4);
  expect(saver.state()).toEqual({ kind: 'saved', at: 5 });
  saver.change();
  await wait(900);
  saver.change();
  await wait(900);
  expect([asked, saver.state().kind]).toEqual([[], 'unsaved']);
  await wait(100);
  expect([asked, saver.state().kind]).toEqual([[4], 'saving']);
  await reply({ kind: 'saved', revision: 5 });
  expect(saver.state()).toEqual({ kind: 'saved', at: 1_001_900 });
  expect(saver.revision).toBe(5);
});

test('whoever writes on without a pause is saved two seconds after the first change', async () => {
  const { saver, asked, wait } = aSaver();
  for (let written = 0; written < 19; written += 1) {
    saver.change();
    await wait(100);
  }
  expect(asked).toEqual([]);
  saver.change();
  await wait(100);
  expect(asked).toEqual([null]);
});

test('what is written during a save is saved after it, never beside it', async () => {
  const { saver, asked, reply, wait } = aSaver();
  saver.change();
  await wait(1000);
  saver.change();
  await wait(500);
  expect(asked).toEqual([null]);
  await reply({ kind: 'saved', revision: 1 });
  expect(saver.state().kind).toBe('unsaved');
  await wait(1000);
  expect(asked).toEqual([null, 1]);
  await reply({ kind: 'saved', revision: 2 });
  expect(saver.state().kind).toBe('saved');
});

test('a failed save says so and is tried again, each time a little later', async () => {
  const { saver, asked, reply, wait } = aSaver();
  saver.change();
  await wait(1000);
  await reply({ kind: 'failed', why: 'No answer.' });
  expect(saver.state()).toEqual({ kind: 'failed', why: 'No answer.' });
  await wait(2000);
  await reply({ kind: 'failed', why: 'No answer.' });
  await wait(3999);
  expect(asked).toHaveLength(2);
  await wait(1);
  expect([asked.length, saver.state().kind]).toEqual([3, 'failed']);
  await reply({ kind: 'saved', revision: 1 });
  expect([saver.state().kind, saver.hasUnsaved]).toEqual(['saved', false]);
});

test('leaving saves at once, and waits for a save that runs', async () => {
  const { saver, asked, reply, wait } = aSaver();
  saver.change();
  const left = saver.flush();
  expect(asked).toEqual([null]);
  saver.change();
  await reply({ kind: 'saved', revision: 1 });
  await reply({ kind: 'saved', revision: 2 });
  await expect(left).resolves.toBe(true);
  await wait(10_000);
  expect(asked).toEqual([null, 1]);
});

test('a draft changed elsewhere waits for a person; mine goes on from theirs', async () => {
  const { saver, asked, reply, wait } = aSaver(1);
  saver.change();
  await wait(1000);
  await reply({ kind: 'changed' });
  saver.change();
  await wait(60_000);
  expect([asked, saver.state().kind]).toEqual([[1], 'changed']);
  await expect(saver.flush()).resolves.toBe(false);
  saver.decide({ revision: 7, savedAt: 9 }, 'mine');
  await wait(0);
  expect(asked).toEqual([1, 7]);
});

test('theirs taken, nothing is left to save', async () => {
  const { saver, asked, reply, wait } = aSaver(1);
  saver.change();
  await wait(1000);
  await reply({ kind: 'changed' });
  saver.decide({ revision: 7, savedAt: 9 }, 'theirs');
  await wait(60_000);
  expect([asked, saver.state(), saver.revision]).toEqual([[1], { kind: 'saved', at: 9 }, 7]);
});

test('news of the stored draft count only while nothing is unsaved, and once', async () => {
  const { saver } = aSaver(1);
  expect(saver.heard({ revision: 1, savedAt: 5 })).toBe(false);
  expect(saver.heard({ revision: 2, savedAt: 6 })).toBe(true);
  saver.change();
  expect(saver.heard({ revision: 3, savedAt: 7 })).toBe(false);
  expect(saver.revision).toBe(2);
});
