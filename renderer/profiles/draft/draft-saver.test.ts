import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DraftSaver, type SaveResult, type Stored } from './draft-saver.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What the station has stored, upon version 12 of the template. */
const stored = (revision: number | null, savedAt = 5, version = 12): Stored => ({
  draft: revision === null ? null : { revision, savedAt },
  version,
});

/** A saver whose saves a test answers; `asked` are the revisions they went on from, or versions as `v12`. */
function aSaver(revision: number | null = null) {
  const asked: (number | string)[] = [];
  let answer: (result: SaveResult) => void = () => undefined;
  const saver = new DraftSaver(
    {
      save: ({ revision: from, basedOn }) => {
        asked.push(from ?? `v${basedOn}`);
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      now: Date.now,
    },
    stored(revision),
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
  expect(asked).toEqual(['v12']);
});

test('what is written during a save is saved after it, never beside it', async () => {
  const { saver, asked, reply, wait } = aSaver();
  saver.change();
  await wait(1000);
  saver.change();
  await wait(500);
  expect(asked).toEqual(['v12']);
  await reply({ kind: 'saved', revision: 31 });
  expect(saver.state().kind).toBe('unsaved');
  await wait(1000);
  expect(asked).toEqual(['v12', 31]);
  await reply({ kind: 'saved', revision: 8 });
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
  await reply({ kind: 'saved', revision: 31 });
  expect([saver.state().kind, saver.hasUnsaved]).toEqual(['saved', false]);
});

test('leaving saves at once, and waits for a save that runs', async () => {
  const { saver, asked, reply, wait } = aSaver();
  saver.change();
  const left = saver.flush();
  expect(asked).toEqual(['v12']);
  saver.change();
  await reply({ kind: 'saved', revision: 31 });
  await reply({ kind: 'saved', revision: 8 });
  await expect(left).resolves.toBe(true);
  await wait(10_000);
  expect(asked).toEqual(['v12', 31]);
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
  saver.decide(stored(7, 9), 'mine');
  await wait(0);
  expect(asked).toEqual([1, 7]);
});

test('theirs taken, nothing is left to save', async () => {
  const { saver, asked, reply, wait } = aSaver(1);
  saver.change();
  await wait(1000);
  await reply({ kind: 'changed' });
  saver.decide(stored(7, 9), 'theirs');
  await wait(60_000);
  expect([asked, saver.state(), saver.revision]).toEqual([[1], { kind: 'saved', at: 9 }, 7]);
});

test('news of the stored draft count only while nothing is unsaved, and once', async () => {
  const { saver } = aSaver(1);
  expect(saver.heard(stored(1, 5))).toBe(false);
  expect(saver.heard(stored(2, 6))).toBe(true);
  saver.change();
  expect(saver.heard(stored(3, 7))).toBe(false);
  expect(saver.revision).toBe(2);
});

test('the first save of a draft goes on from the newest version that was looked at', async () => {
  const { saver, asked, wait } = aSaver();
  expect(saver.heard(stored(null, 5, 13))).toBe(false);
  saver.change();
  await wait(1000);
  expect(asked).toEqual(['v13']);
});

test('what else is done to the draft waits for a save, and the next save for it', async () => {
  const { saver, asked, reply, wait } = aSaver(4);
  const done: (number | null)[] = [];
  let end = (): void => undefined;
  saver.change();
  await wait(1000);
  const alone = saver.alone((revision) => {
    done.push(revision);
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  await wait(0);
  expect(done).toEqual([]);
  await reply({ kind: 'saved', revision: 77 });
  expect(done).toEqual([77]);
  saver.change();
  await wait(30_000);
  expect(asked).toEqual([4]);
  end();
  await alone;
  await wait(1000);
  expect(asked).toEqual([4, 77]);
});

test('a save that failed is tried again after what was done meanwhile', async () => {
  const { saver, asked, reply, wait } = aSaver(4);
  saver.change();
  await wait(1000);
  await reply({ kind: 'failed', why: 'No answer.' });
  const alone = saver.alone(() => new Promise<void>((resolve) => setTimeout(resolve, 3000)));
  await wait(3000);
  await alone;
  await wait(5000);
  expect(asked).toEqual([4, 4]);
});

test('something refused waits for a person too, unless the other draft has come by itself', async () => {
  const { saver, asked, wait } = aSaver(4);
  expect(saver.refuse(4)).toBe(true);
  expect([saver.state().kind, saver.hasUnsaved]).toEqual(['changed', true]);
  await wait(60_000);
  expect(asked).toEqual([]);
  saver.decide(stored(9), 'mine');
  await wait(0);
  expect(asked).toEqual([9]);

  const other = aSaver(4);
  other.saver.heard(stored(9));
  expect([other.saver.refuse(4), other.saver.state().kind]).toEqual([false, 'saved']);
});
