import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ScanOutcome } from '../../main/contract/model.ts';
import { aScan, emptySeat } from '../mirror/sample.test-kit.ts';
import { MirrorStore } from '../mirror/store.ts';
import { type QueueParts, ScanQueue } from './scan-queue.ts';

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (task: () => void) => task());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** A queue whose station answers when the test says so. */
function aQueue(isConnected = true) {
  const asked: { text: string; answer: (outcome: ScanOutcome | Error) => void }[] = [];
  const store = new MirrorStore((task) => task());
  const complaints = vi.fn();
  const submit = ({ text }: { text: string }) =>
    new Promise<ScanOutcome>((resolve, reject) => {
      const answer = (outcome: ScanOutcome | Error): void =>
        outcome instanceof Error ? reject(outcome) : resolve(outcome);
      asked.push({ text, answer });
    });
  const scans = { submit, acknowledge: async () => emptySeat } as unknown;
  const client = { scans } as QueueParts['client'];
  const queue = new ScanQueue({
    client,
    store,
    isConnected: () => isConnected,
    onProblem: complaints,
  });
  return { queue, asked, store, complaints };
}

test('a scan waits until the one before it is answered', async () => {
  const { queue, asked } = aQueue();
  queue.submit('first');
  queue.submit('second');
  await vi.waitFor(() => expect(asked.map(({ text }) => text)).toEqual(['first']));
  expect(queue.state().pending).toBe(2);
  asked[0]?.answer(aScan());
  await vi.waitFor(() => expect(asked.map(({ text }) => text)).toEqual(['first', 'second']));
});

test('a lost answer is said, not sent again, and the next scan goes on', async () => {
  const { queue, asked, complaints } = aQueue();
  queue.submit('first');
  queue.submit('second');
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(new Error('closed'));
  await vi.waitFor(() => expect(asked.map(({ text }) => text)).toEqual(['first', 'second']));
  expect(queue.state().problem?.text).toContain('not known whether this was done');
  expect(complaints).toHaveBeenCalledTimes(1);
});

test('without the station nothing is sent, and it says that nothing was stored', () => {
  const { queue, asked } = aQueue(false);
  queue.submit('first');
  expect(asked).toEqual([]);
  expect(queue.state()).toMatchObject({ pending: 0 });
  expect(queue.state().problem?.text).toContain('Nothing was stored');
});

test('the first key of a scan takes the old verdict and the old problem away', async () => {
  const { queue, asked, store } = aQueue();
  queue.submit('first');
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(aScan({ verdict: 'bound', account: '1' }));
  await vi.waitFor(() => expect(store.mirror().shown?.verdict).toBe('bound'));
  queue.complain('The scan was cut off.');
  queue.begin();
  expect(store.mirror().shown).toBeNull();
  expect(queue.state().problem).toBeNull();
});
