import { ORPCError } from '@orpc/client';
import { LOG_LINES, SEAT } from './state.ts';
import type { MirrorStore } from './store.ts';
import type { StationClient } from './wire.ts';

/** What is asked of the client here; tests hand in a small double. */
export interface MirrorSource {
  station: Pick<StationClient['station'], 'snapshot' | 'changes'>;
}

/** Longest wait before a station that keeps failing is asked again. */
const LONGEST_PAUSE_MS = 3000;

/**
 * Keeps the mirror true for the life of one connection: resumes after the last change it has, and
 * takes a new snapshot when the station no longer holds what follows, runs anew, or a number is
 * missing. Returns when `signal` ends; never rejects.
 *
 * @param signal  ends when the wire has closed. Calls do not get it: a closed wire has failed them
 *   already, and cancelling them would try to send once more.
 */
export async function keepMirror(
  source: MirrorSource,
  store: MirrorStore,
  signal: AbortSignal,
): Promise<void> {
  let mayResume = store.mirror().run !== null;
  let failures = 0;
  while (!signal.aborted) {
    const isReady = mayResume || (await takeSnapshot(source, store));
    mayResume = false;
    const heard = isReady ? await follow(source, store) : 0;
    failures = heard > 0 ? 0 : failures + 1;
    await pause(Math.min(50 * 2 ** failures, LONGEST_PAUSE_MS), signal);
  }
}

/** @returns false when the station did not answer; it is asked again. */
async function takeSnapshot(source: MirrorSource, store: MirrorStore): Promise<boolean> {
  try {
    const snapshot = await source.station.snapshot({ seat: SEAT, logLines: LOG_LINES });
    store.apply({ type: 'snapshot', snapshot, at: Date.now() });
    return true;
  } catch (error) {
    const why = error instanceof ORPCError && error.code === 'REFUSED' ? error.message : null;
    if (why !== null) store.apply({ type: 'refused', why });
    return false;
  }
}

/**
 * Applies changes until the stream ends (`REFUSED`/`GAP`, wire closed) or skips a number.
 * @returns how many batches came
 */
async function follow(source: MirrorSource, store: MirrorStore): Promise<number> {
  store.flush();
  const { run, seq } = store.mirror();
  let heard = 0;
  let expected = seq + 1;
  try {
    const stream = await source.station.changes({ run: run ?? '', afterSeq: seq });
    for await (const batch of stream) {
      if (batch.first > expected) break;
      expected = Math.max(expected, batch.first + batch.changes.length);
      heard += 1;
      store.enqueue({ type: 'changes', batch, at: Date.now() });
    }
  } catch {
    return heard; // the caller takes a new snapshot, or its signal has ended
  }
  return heard;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
