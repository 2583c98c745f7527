import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../contract/contract.ts';
import { ChangesHub } from './changes.ts';

const quiet: Change = { type: 'unit-removed', mac: '000e08012345' };
const seat: Change = {
  type: 'seat',
  seat: { seat: 's', heldUnit: null, heldAccount: null, heldAt: null, lockedBy: null },
};

function logLine(msg: string): Change {
  const at = { id: 1, at: 1, mac: null, address: null, facility: null, raw: null };
  return { type: 'log', line: { ...at, source: 'syslog', severity: 6, msg } };
}

describe('the changes hub', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Collects batches as `first+count` while a test publishes. */
  function listen(hub: ChangesHub, afterSeq = 0) {
    const got: string[] = [];
    const stopping = new AbortController();
    const ended = (async () => {
      for await (const { first, changes } of hub.subscribe(hub.run, afterSeq, stopping.signal)) {
        got.push(`${first}+${changes.length}`);
      }
    })();
    const settle = () => vi.advanceTimersByTimeAsync(0);
    return { got, ended, settle, stop: () => stopping.abort() };
  }

  it('sends what a late subscriber has not seen at once', async () => {
    const hub = new ChangesHub();
    hub.publish([quiet, quiet, quiet]);
    const { got, settle } = listen(hub, 1);
    await settle();
    expect(got).toEqual(['2+2']);
  });

  it('gathers changes nobody waits for and sends them after the pause', async () => {
    const hub = new ChangesHub({ pauseMs: 100 });
    const { got, settle } = listen(hub);
    await settle();
    hub.publish([quiet]);
    await vi.advanceTimersByTimeAsync(60);
    hub.publish([quiet]);
    await vi.advanceTimersByTimeAsync(39);
    expect(got).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(got).toEqual(['1+2']);
  });

  it.each([
    ['before', [quiet, seat]],
    ['after', [seat, quiet]],
  ])('an urgent change takes what came %s it along at once', async (_when, changes) => {
    const hub = new ChangesHub();
    const { got, settle } = listen(hub);
    await settle();
    hub.publish(changes);
    await settle();
    expect(got).toEqual(['1+2']);
  });

  it('an urgent change ends a pause that has begun', async () => {
    const hub = new ChangesHub();
    const { got, settle } = listen(hub);
    await settle();
    hub.publish([quiet]);
    await settle();
    hub.publish([seat]);
    await settle();
    expect(got).toEqual(['1+2']);
  });

  it('cuts a long backlog into batches that join', async () => {
    const hub = new ChangesHub({ batchSize: 4 });
    hub.publish(Array.from({ length: 10 }, () => quiet));
    const { got, settle } = listen(hub);
    await settle();
    expect(got).toEqual(['1+4', '5+4', '9+2']);
  });

  it('holds only so many changes, and tells whoever is further behind', async () => {
    const hub = new ChangesHub({ hold: 100 });
    for (let n = 0; n < 1000; n += 1) hub.publish([quiet]);
    await expect(listen(hub, 880).ended).rejects.toMatchObject({ code: 'GAP' });
    const { got, settle } = listen(hub, 900);
    await settle();
    expect(got).toEqual(['901+100']);
  });

  it('holds only so much log text', async () => {
    const hub = new ChangesHub({ holdCharacters: 10_000 });
    for (let n = 0; n < 100; n += 1) hub.publish([logLine('x'.repeat(1000))]);
    await expect(listen(hub, 80).ended).rejects.toMatchObject({ code: 'GAP' });
    const { got, settle } = listen(hub, 95);
    await settle();
    expect(got).toEqual(['96+5']);
  });

  it('a subscriber that does not read in time is told, not skipped over', async () => {
    const hub = new ChangesHub({ hold: 10 });
    const stream = hub.subscribe(hub.run, 0, new AbortController().signal);
    hub.publish([seat]);
    expect((await stream.next()).value).toEqual({ first: 1, changes: [seat] });
    for (let n = 0; n < 100; n += 1) hub.publish([quiet]);
    await expect(stream.next()).rejects.toMatchObject({ code: 'GAP' });
    expect(hub.subscribers).toBe(0);
  });

  it.each([
    ['another start', 'another', 0],
    ['a number not given yet', null, 1],
    ['a number before the first', null, -1],
  ])('refuses to go on after %s', async (_what, run, afterSeq) => {
    const hub = new ChangesHub();
    const stream = hub.subscribe(run ?? hub.run, afterSeq, new AbortController().signal);
    await expect(stream.next()).rejects.toMatchObject({ code: 'GAP' });
  });

  it('ends every open stream when another station takes its place, and serves later ones', async () => {
    const hub = new ChangesHub();
    const waiting = listen(hub);
    const behind = hub.subscribe(hub.run, 0, new AbortController().signal);
    await waiting.settle();
    hub.publish([seat, seat]);
    expect((await behind.next()).value).toMatchObject({ first: 1 });
    hub.endStreams();
    await expect(waiting.ended).rejects.toMatchObject({ code: 'GAP' });
    await expect(behind.next()).rejects.toMatchObject({ code: 'GAP' });
    expect(hub.subscribers).toBe(0);
    const { got, settle } = listen(hub, hub.seq);
    hub.publish([seat]);
    await settle();
    expect(got).toEqual(['3+1']);
  });

  it('an abort ends a subscription that waits, and leaves nothing behind', async () => {
    const hub = new ChangesHub();
    const waiting = listen(hub);
    await waiting.settle();
    expect(hub.subscribers).toBe(1);
    waiting.stop();
    await waiting.ended;
    expect(hub.subscribers).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
