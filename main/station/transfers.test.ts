import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Transfer } from '../contract/model.ts';
import type { FileRequest } from './files/answer.ts';
import { Transfers } from './transfers.ts';

let told: Transfer[][];
let transfers: Transfers;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  told = [];
  transfers = new Transfers({ announce: (news) => told.push(news), now: () => Date.now() });
});

afterEach(() => {
  transfers.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function request(path = '/spa962.cfg'): FileRequest {
  return { via: 'tftp', path, address: '192.168.76.20', port: 1027, userAgent: null, at: 1 };
}

function steps(asked: FileRequest, sizeBytes = 4000) {
  const about = {
    name: asked.path,
    kind: 'disk',
    mac: '000e08000001',
    sizeBytes,
    sha256: '',
  } as const;
  const common = () => ({ request: asked, about, at: Date.now() });
  return {
    start: () => transfers.take({ type: 'transfer-started', ...common() }),
    progress: (sentBytes: number, resends = 0) =>
      transfers.take({ type: 'transfer-progress', ...common(), sentBytes, resends }),
    end: (result: 'complete' | 'timed-out', sentBytes: number) =>
      transfers.take({
        type: 'transfer-ended',
        ...common(),
        result,
        sentBytes,
        resends: 0,
        detail: null,
      }),
  };
}

it('of each unit the last hundred are kept, with blocks, options and why they ended', () => {
  for (let at = 0; at < 120; at++) steps(request(`/${at}`)).start();
  const about = {
    name: '/x',
    kind: 'disk',
    mac: '000e08000002',
    sizeBytes: 9,
    sha256: '',
  } as const;
  const common = { request: request(), about, at: 5 };
  const other = { blocks: 2, options: ['blksize 8'], sentBytes: 8, resends: 1 };
  transfers.take({ type: 'transfer-started', ...common });
  expect(transfers.of('000e08000002')).toMatchObject([{ state: 'running', reason: null }]);
  const detail = 'the unit sent error 0: no';
  transfers.take({ type: 'transfer-ended', ...common, ...other, result: 'aborted', detail });
  expect(transfers.of('000e08000002')).toMatchObject([
    { ...other, state: 'failed', reason: detail, totalBytes: 9 },
  ]);
  const many = Array.from({ length: 120 }, (_, at) => steps(request(`/again${at}`)));
  for (const each of many) {
    each.start();
    each.end('complete', 4000);
  }
  const kept = transfers.of('000e08000001').filter(({ state }) => state !== 'running');
  expect(kept.map(({ file }) => file)).toEqual(many.slice(20).map((_, at) => `/again${at + 20}`));
  expect(transfers.of('000e08000003')).toEqual([]);
});

it('a small file is news once, when it has arrived', () => {
  const file = steps(request());
  file.start();
  expect(transfers.all()).toMatchObject([{ state: 'running', sentBytes: 0, totalBytes: 4000 }]);
  file.end('complete', 4000);
  vi.advanceTimersByTime(1000);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject([
    { state: 'complete', sentBytes: 4000, mac: '000e08000001', protocol: 'tftp' },
  ]);
});

it('files of a whole shelf that arrive together are told together', () => {
  for (let n = 0; n < 250; n += 1) {
    const file = steps(request(`/p/${n}.cfg`));
    file.start();
    file.end('complete', 4000);
  }
  vi.advanceTimersByTime(1000);
  expect(told.map((news) => news.length)).toEqual([250]);
});

it('a long one is told while it runs, under one number', () => {
  const file = steps(request('/spa962-6.1.5.bin'), 4_000_000);
  file.start();
  for (const sent of [1_000_000, 2_000_000, 3_000_000]) {
    vi.advanceTimersByTime(250);
    file.progress(sent, 1);
  }
  vi.advanceTimersByTime(250);
  file.end('timed-out', 3_000_000);
  vi.advanceTimersByTime(250);
  const news = told.flat();
  expect(news.map(({ sentBytes, state }) => [sentBytes, state])).toEqual([
    [1_000_000, 'running'],
    [2_000_000, 'running'],
    [3_000_000, 'running'],
    [3_000_000, 'failed'],
  ]);
  expect(new Set(news.map(({ id }) => id)).size).toBe(1);
});

it('two requests for one file from one address are two transfers', () => {
  steps(request()).start();
  steps(request()).start();
  expect(transfers.all().map(({ id }) => id)).toEqual([1, 2]);
});

it('an ended one is shown for a minute, a running one as long as it runs', () => {
  const ended = steps(request('/a'));
  ended.start();
  steps(request('/b')).start();
  ended.end('complete', 1);
  vi.advanceTimersByTime(59_000);
  expect(transfers.all()).toHaveLength(2);
  vi.advanceTimersByTime(2_000);
  expect(transfers.all()).toMatchObject([{ file: '/b' }]);
});
