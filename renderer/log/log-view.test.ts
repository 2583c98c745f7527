import { afterEach, expect, test, vi } from 'vitest';
import type { LogFind } from '../../main/contract/log-find.ts';
import type { LogLine } from '../../main/contract/model.ts';
import { aLine } from '../mirror/sample.test-kit.ts';
import type { LogNews } from '../mirror/store.ts';
import { noFilter } from './filter.ts';
import { LogFeed } from './log-feed.ts';
import { LogView } from './log-view.ts';
import { type MatchQuestion, matchAll } from './match.ts';
import { Matcher, type WorkerPort } from './matcher.ts';

afterEach(() => void vi.useRealTimers());

/** A station with `count` lines, and its stream of news. */
function aStation(count: number) {
  const stored = Array.from({ length: count }, (_, at) => aLine(at + 1));
  const asked: object[] = [];
  let tell: (news: LogNews) => void = () => undefined;
  const parts = {
    list: async (question: { last: number; afterId?: number; beforeId?: number }) => {
      asked.push(question);
      const { last, afterId, beforeId } = question;
      if (afterId !== undefined) return stored.filter(({ id }) => id > afterId).slice(0, last);
      return stored.slice(0, beforeId === undefined ? undefined : beforeId - 1).slice(-last);
    },
    /** As the station does it, for a text. */
    find: async (question: LogFind) => {
      asked.push(question);
      const { text = '', last = 1000, beforeId = Number.POSITIVE_INFINITY, look } = question;
      const lines: LogLine[] = [];
      const before = stored.filter(({ id }) => id < beforeId).reverse();
      let looked = 0;
      for (const line of before) {
        if (lines.length === last || looked === look) break;
        looked += 1;
        if (line.msg.includes(text)) lines.unshift(line);
      }
      const left = before.length - looked;
      return { lines, nextBeforeId: left > 0 ? left + 1 : null, looked, left };
    },
    onLog: (listener: (news: LogNews) => void) => {
      tell = listener;
      return () => {
        tell = () => undefined;
      };
    },
  };
  const write = (many: number): LogLine[] => {
    const lines = Array.from({ length: many }, (_, at) => aLine(stored.length + at + 1));
    for (const line of lines) stored.push(line);
    return lines;
  };
  return { parts, asked, write, tell: (news: LogNews) => tell(news) };
}

/** A worker that answers at once, or never. */
class WorkerDouble implements WorkerPort {
  static started = 0;
  onmessage: ((event: MessageEvent) => void) | null = null;
  isEnded = false;
  readonly #isStuck: (question: MatchQuestion) => boolean;
  constructor(isStuck: (question: MatchQuestion) => boolean = () => false) {
    this.#isStuck = isStuck;
    WorkerDouble.started += 1;
    queueMicrotask(() => this.#say('ready'));
  }
  postMessage(question: MatchQuestion): void {
    if (!this.#isStuck(question)) queueMicrotask(() => this.#say(matchAll(question)));
  }
  terminate(): void {
    this.isEnded = true;
  }
  #say(data: unknown): void {
    if (!this.isEnded) this.onmessage?.(new MessageEvent('message', { data }));
  }
}

const matcher = () => new Matcher(() => new WorkerDouble());
const settled = () => vi.advanceTimersByTimeAsync(200);
const idsOf = (lines: readonly LogLine[]) => lines.map(({ id }) => id);

test('opens with the newest 20,000 lines in parts, and older ones when asked', async () => {
  vi.useFakeTimers();
  const station = aStation(30_000);
  const feed = new LogFeed(station.parts);
  feed.start('run');
  await settled();
  expect(feed.lines).toHaveLength(20_000);
  expect([feed.lines[0]?.id, feed.lines.at(-1)?.id]).toEqual([10_001, 30_000]);
  expect(feed.isAtStart).toBe(false);
  await feed.loadOlder();
  await feed.loadOlder();
  expect(feed.isAtStart).toBe(false);
  await feed.loadOlder();
  expect([feed.lines.length, feed.isAtStart]).toEqual([30_000, true]);
  await feed.loadOlder();
  expect(station.asked).toHaveLength(8);
});

test('takes 2,000 lines a second for a minute without loss, in at most ten batches a second', async () => {
  vi.useFakeTimers();
  const station = aStation(0);
  const feed = new LogFeed(station.parts);
  const batches: number[] = [];
  let taken = 0;
  feed.onChange((change) => {
    if (change.kind !== 'newest') return;
    batches.push(Date.now());
    taken += change.lines.length;
  });
  feed.start('run');
  await settled();
  const startedAt = Date.now();
  for (let ms = 0; ms < 60_000; ms += 20) {
    station.tell({ kind: 'lines', lines: station.write(40) });
    await vi.advanceTimersByTimeAsync(20);
  }
  await settled();
  expect(taken).toBe(120_000);
  expect(batches.length).toBeLessThanOrEqual((Date.now() - startedAt) / 100);
  expect(feed.lines.length).toBeLessThanOrEqual(102_000);
  expect(feed.lines.at(-1)?.id).toBe(120_000);
});

test('while somebody reads, what they read is not let go', async () => {
  vi.useFakeTimers();
  const station = aStation(10);
  const feed = new LogFeed(station.parts);
  feed.start('run');
  await settled();
  feed.isHeld = true;
  station.tell({ kind: 'lines', lines: station.write(150_000) });
  await settled();
  expect(feed.lines[0]?.id).toBe(1);
  feed.isHeld = false;
  station.tell({ kind: 'lines', lines: station.write(1) });
  await settled();
  expect(feed.lines).toHaveLength(100_000);
  expect(feed.isAtStart).toBe(false);
});

test('lines announced while the log is read are there once, in their order', async () => {
  vi.useFakeTimers();
  const station = aStation(5);
  const feed = new LogFeed(station.parts);
  feed.start('run');
  station.tell({ kind: 'lines', lines: [aLine(4), aLine(5), ...station.write(2)] });
  await settled();
  expect(idsOf(feed.lines)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('a gap is filled up; another run is read anew', async () => {
  vi.useFakeTimers();
  const station = aStation(3);
  const feed = new LogFeed(station.parts);
  feed.start('a');
  await settled();
  station.write(6000);
  station.tell({ kind: 'snapshot', run: 'a' });
  await settled();
  expect(feed.lines).toHaveLength(6003);
  const kinds: string[] = [];
  feed.onChange(({ kind }) => kinds.push(kind));
  station.tell({ kind: 'snapshot', run: 'b' });
  await settled();
  expect(kinds).toContain('anew');
  expect(feed.lines).toHaveLength(6003);
});

test('a station that does not answer is asked again with its next snapshot', async () => {
  vi.useFakeTimers();
  const station = aStation(3);
  const { list } = station.parts;
  const parts = { ...station.parts, list: async () => Promise.reject(new Error('closed')) };
  const feed = new LogFeed(parts);
  feed.start('a');
  await settled();
  expect([feed.hasFailed, feed.isLoading]).toEqual([true, false]);
  parts.list = list as never;
  station.tell({ kind: 'snapshot', run: 'a' });
  await settled();
  expect(idsOf(feed.lines)).toEqual([1, 2, 3]);
});

async function aView(count: number, workers = matcher()) {
  const station = aStation(count);
  const feed = new LogFeed(station.parts);
  const view = new LogView({ feed, matcher: workers, find: (asked) => station.parts.find(asked) });
  view.open();
  feed.start('run');
  await settled();
  return { station, feed, view };
}

test('a text is looked for in what is there, in what comes, and in what is older', async () => {
  vi.useFakeTimers();
  const { station, feed, view } = await aView(21_000);
  view.setFilter({ ...noFilter, text: '/line \\d*500$/' });
  await settled();
  expect(view.search).toBe('found');
  expect(idsOf(view.rows).slice(0, 2)).toEqual([1500, 2500]);
  station.tell({ kind: 'lines', lines: station.write(600) });
  await settled();
  expect(view.rows.at(-1)?.id).toBe(21_500);
  await feed.loadOlder();
  await settled();
  expect(idsOf(view.rows).slice(0, 2)).toEqual([500, 1500]);
  expect(view.marks).not.toBeNull();
  view.setFilter(noFilter);
  expect(view.rows).toHaveLength(21_600);
});

test('half a pattern leaves what was found before', async () => {
  vi.useFakeTimers();
  const { view } = await aView(50);
  view.setFilter({ ...noFilter, text: 'line 7' });
  await settled();
  view.setFilter({ ...noFilter, text: '/line (/' });
  await settled();
  expect([view.search, idsOf(view.rows)]).toEqual(['bad', [7]]);
});

test('a pattern that never ends is given up, its worker too, and the lines are shown without it', async () => {
  vi.useFakeTimers();
  const workers: WorkerDouble[] = [];
  const stuck = new Matcher(() => {
    const worker = new WorkerDouble(({ pattern }) => pattern.source.includes('+)+'));
    workers.push(worker);
    return worker;
  });
  const { station, view } = await aView(50, stuck);
  view.setFilter({ ...noFilter, text: '/(a+)+$/' });
  await settled();
  expect(view.search).toBe('searching');
  await vi.advanceTimersByTimeAsync(1000);
  expect([view.search, view.rows.length, workers.map(({ isEnded }) => isEnded)]).toEqual([
    ...['too-long', 50, [true]],
  ]);
  station.tell({ kind: 'lines', lines: station.write(2) });
  await settled();
  expect(view.rows).toHaveLength(52);
  view.setFilter({ ...noFilter, text: 'line 3' });
  await settled();
  expect([view.search, view.rows.length, workers.length]).toEqual(['found', 11, 2]);
});

test('a filter changed in the middle of a search ends that search', async () => {
  vi.useFakeTimers();
  const stuck = new Matcher(
    () => new WorkerDouble(({ pattern }) => pattern.source.includes('+)+')),
  );
  const { view } = await aView(50, stuck);
  view.setFilter({ ...noFilter, text: '/(a+)+$/' });
  await vi.advanceTimersByTimeAsync(10);
  view.setFilter({ ...noFilter, text: 'line 50' });
  await settled();
  expect([view.search, idsOf(view.rows)]).toEqual(['found', [50]]);
  view.close();
});

/** Waits for the typing to end, and for every answer. */
const searched = () => vi.advanceTimersByTimeAsync(2000);

test('what fits is looked for in all that is kept, as far back as it takes to fill a page', async () => {
  vi.useFakeTimers();
  const { station, feed, view } = await aView(250_000);
  view.setFilter({ ...noFilter, text: '777', source: 'syslog' });
  await settled();
  const held = view.rows.length;
  expect([view.older.state, held > 0, view.rows[0]?.id]).toEqual(['looking', true, 230_777]);
  await searched();
  const { older } = view;
  expect([older.state, view.rows.length]).toEqual(['enough', 500]);
  expect(idsOf(view.rows)).toEqual(idsOf(view.rows).toSorted((a, b) => a - b));
  expect(feed.lines.length + older.looked + (older.left ?? 0)).toBe(250_000);
  expect(station.asked.at(-1)).toMatchObject({ text: '777', source: 'syslog' });
  older.more();
  await searched();
  expect(older.state).toBe('all');
  expect(idsOf(view.rows).slice(0, 2)).toEqual([777, 1777]);
  expect([older.looked, older.left]).toEqual([230_000, 0]);
  older.more();
  expect(older.state).toBe('all');
});

test('nothing is asked while a person types, and an answer to what was typed before is dropped', async () => {
  vi.useFakeTimers();
  const { station, view } = await aView(30_000);
  const asks = () => station.asked.filter((one) => 'text' in one).length;
  for (const text of ['l', 'li', 'line 7']) {
    view.setFilter({ ...noFilter, text });
    await settled();
  }
  expect(asks()).toBe(0);
  let answer: () => void = () => undefined;
  const { find } = station.parts;
  station.parts.find = async (question) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return find(question);
  };
  await searched();
  view.setFilter({ ...noFilter, text: 'line 77' });
  await settled();
  station.parts.find = find;
  answer();
  await searched();
  expect(view.rows.every(({ msg }) => msg.includes('line 77'))).toBe(true);
  expect(view.rows[0]?.id).toBe(77);
});

test('patterns are looked for by the page, lines without a text by their kind', async () => {
  vi.useFakeTimers();
  const { station, view } = await aView(25_000);
  view.setFilter({ ...noFilter, text: '/line (1|2)?7$/' });
  await settled();
  await searched();
  expect([view.older.state, idsOf(view.rows)]).toEqual(['all', [7, 17, 27]]);
  view.setFilter({ ...noFilter, severity: 'error' });
  await settled();
  await searched();
  expect(station.asked.at(-1)).toMatchObject({ text: '', severity: 3 });
  view.setFilter(noFilter);
  expect([view.older.state, view.rows.length]).toEqual(['off', 20_000]);
});

test('a station that does not answer is asked again by a person; the lines held are there', async () => {
  vi.useFakeTimers();
  const { station, view } = await aView(25_000);
  const { find } = station.parts;
  station.parts.find = async () => Promise.reject(new Error('closed'));
  view.setFilter({ ...noFilter, text: '999' });
  await settled();
  await searched();
  expect([view.older.state, view.rows[0]?.id]).toEqual(['failed', 5999]);
  station.parts.find = find;
  view.older.more();
  await searched();
  expect([view.older.state, view.rows[0]?.id]).toEqual(['all', 999]);
});

test('all that fits can be had; another filter meanwhile, or no answer, is no end', async () => {
  vi.useFakeTimers();
  const { station, view } = await aView(250_000);
  const { older } = view;
  view.setFilter({ ...noFilter, text: '77' });
  await searched();
  expect([older.state, await Promise.race([older.toEnd(), searched()])]).toEqual(['enough', true]);
  const fitting = Array.from({ length: 250_000 }, (_, at) => `line ${at + 1}`);
  expect(view.rows).toHaveLength(fitting.filter((msg) => msg.includes('77')).length);
  expect(idsOf(view.rows)).toEqual([...new Set(idsOf(view.rows))].toSorted((a, b) => a - b));
  view.setFilter({ ...noFilter, text: '33' });
  await settled();
  const given = older.toEnd();
  view.setFilter({ ...noFilter, text: '333' });
  expect(await given).toBe(false);
  await searched();
  station.parts.find = async () => Promise.reject(new Error('closed'));
  view.setFilter({ ...noFilter, text: '1' });
  await searched();
  expect([older.state, await older.toEnd(), older.state]).toEqual(['enough', false, 'failed']);
});

test('a hit the screen holds no longer stays, and is there once', async () => {
  vi.useFakeTimers();
  const { station, feed, view } = await aView(30_000);
  view.setFilter({ ...noFilter, text: '9999' });
  await settled();
  await searched();
  station.tell({ kind: 'lines', lines: station.write(120_000) });
  await settled();
  expect(feed.lines[0]?.id).toBe(50_001);
  const all = Array.from({ length: 15 }, (_, at) => at * 10_000 + 9999);
  expect(idsOf(view.rows).filter((id) => id % 10_000 === 9999)).toEqual(all);
  expect(idsOf(view.rows)).toEqual([...new Set(idsOf(view.rows))].toSorted((a, b) => a - b));
});
