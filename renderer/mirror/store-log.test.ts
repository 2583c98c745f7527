import { expect, test } from 'vitest';
import type { Changes } from '../../main/contract/contract.ts';
import { aLine, aSnapshot } from './sample.test-kit.ts';
import { type LogNews, MirrorStore } from './store.ts';

const linesOf = (first: number, ...ids: number[]): Changes => ({
  first,
  changes: ids.map((id) => ({ type: 'log', line: aLine(id) })),
});

function heardBy(store: MirrorStore): (string | number[])[] {
  const heard: (string | number[])[] = [];
  store.onLog((news: LogNews) => {
    heard.push(news.kind === 'lines' ? news.lines.map(({ id }) => id) : news.run);
  });
  return heard;
}

test('who keeps the log hears every line once and in order, repeated batches and gaps left out', () => {
  const store = new MirrorStore((task) => task());
  const heard = heardBy(store);
  store.apply({ type: 'snapshot', snapshot: aSnapshot({ seq: 10, run: 'a' }), at: 0 });
  store.apply({ type: 'changes', batch: linesOf(11, 1, 2), at: 0 });
  store.apply({ type: 'changes', batch: linesOf(12, 2, 3), at: 0 });
  store.apply({ type: 'changes', batch: linesOf(20, 9), at: 0 });
  store.apply({ type: 'snapshot', snapshot: aSnapshot({ seq: 20, run: 'a' }), at: 0 });
  expect(heard).toEqual(['a', [1, 2], [3], 'a']);
});

test('who stopped listening hears nothing more', () => {
  const store = new MirrorStore((task) => task());
  const heard: LogNews[] = [];
  const stop = store.onLog((news) => heard.push(news));
  stop();
  store.apply({ type: 'snapshot', snapshot: aSnapshot(), at: 0 });
  expect(heard).toEqual([]);
});
