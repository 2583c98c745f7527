import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import type { Changes, Snapshot } from '../../main/contract/contract.ts';
import { keepMirror, type MirrorSource } from './mirror.ts';
import { aSnapshot, aUnit } from './sample.test-kit.ts';
import { MirrorStore } from './store.ts';

/** A station that answers from a list: each `changes` call plays the next script, then hangs or ends. */
function scripted(snapshots: Snapshot[], scripts: (Changes | 'end' | 'fail')[][]) {
  const asked: string[] = [];
  const source: MirrorSource = {
    station: {
      snapshot: async () => {
        asked.push('snapshot');
        const next = snapshots.shift();
        if (next === undefined) throw new Error('not answering');
        return next;
      },
      changes: async ({ run, afterSeq }) => {
        asked.push(`changes ${run} ${afterSeq}`);
        return play(scripts.shift() ?? []);
      },
    },
  };
  return { source, asked };
}

async function* play(script: (Changes | 'end' | 'fail')[]): AsyncGenerator<Changes, void, void> {
  for (const step of script) {
    if (step === 'end') return;
    if (step === 'fail') throw new Error('GAP');
    yield step;
  }
  await new Promise(() => undefined); // an open stream in which nothing happens
}

const unitChange = (first: number): Changes => ({
  first,
  changes: [{ type: 'unit', unit: aUnit('000001') }],
});

/** Runs until the mirror is as wished, then lets the loop end. */
async function runUntil(
  source: MirrorSource,
  store: MirrorStore,
  isDone: () => boolean,
): Promise<void> {
  const ending = new AbortController();
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (isDone()) resolve();
    };
    store.subscribe(look);
    void keepMirror(source, store, ending.signal);
  });
  ending.abort();
}

const atOnce = (task: () => void): void => task();

test('a new page takes a snapshot and follows from its number', async () => {
  const { source, asked } = scripted([aSnapshot()], [[unitChange(11)]]);
  const store = new MirrorStore(atOnce);
  await runUntil(source, store, () => store.mirror().units.size === 1);
  expect(asked).toEqual(['snapshot', 'changes run-1 10']);
});

test('after a reconnect it resumes without a snapshot', async () => {
  const { source, asked } = scripted([], [[unitChange(11)]]);
  const store = new MirrorStore(atOnce);
  store.apply({ type: 'snapshot', snapshot: aSnapshot(), at: 1 });
  await runUntil(source, store, () => store.mirror().units.size === 1);
  expect(asked).toEqual(['changes run-1 10']);
});

test('when the station no longer holds what follows it takes a snapshot', async () => {
  const { source, asked } = scripted([aSnapshot({ run: 'run-2', seq: 3 })], [['fail'], []]);
  const store = new MirrorStore(atOnce);
  store.apply({ type: 'snapshot', snapshot: aSnapshot(), at: 1 });
  await runUntil(source, store, () => store.mirror().run === 'run-2');
  expect(asked.slice(0, 2)).toEqual(['changes run-1 10', 'snapshot']);
});

test('a number missing from the stream leads to a snapshot, even when nothing follows', async () => {
  const { source } = scripted([aSnapshot(), aSnapshot({ seq: 40 })], [[unitChange(13)], []]);
  const store = new MirrorStore(atOnce);
  await runUntil(source, store, () => store.mirror().seq === 40);
  expect(store.mirror().isGap).toBe(false);
});

test('changes of one frame reach the page as one step', () => {
  let paint: () => void = () => undefined;
  const store = new MirrorStore((task) => {
    paint = task;
  });
  store.apply({ type: 'snapshot', snapshot: aSnapshot(), at: 1 });
  let commits = 0;
  store.subscribe(() => {
    commits += 1;
  });
  for (const first of [11, 12, 13]) {
    store.enqueue({ type: 'changes', batch: unitChange(first), at: 1 });
  }
  expect(commits).toBe(0);
  paint();
  expect([commits, store.mirror().seq]).toEqual([1, 13]);
});

test('a station that cannot open says why, until a snapshot comes', async () => {
  const store = new MirrorStore(atOnce);
  const { source } = scripted([aSnapshot({})], []);
  const { snapshot } = source.station;
  const said: (string | null)[] = [];
  const refusals = ['The database is damaged.', 'The database is damaged.'];
  source.station.snapshot = async (question) => {
    const message = refusals.shift();
    if (message !== undefined) throw new ORPCError('REFUSED', { message });
    return snapshot(question);
  };
  store.subscribe(() => said.push(store.mirror().refusal));
  await runUntil(source, store, () => store.mirror().run !== null);
  expect(said).toEqual(['The database is damaged.', null]);
});
