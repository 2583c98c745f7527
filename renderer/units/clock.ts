import { useSyncExternalStore } from 'react';
import { elapsedText } from './elapsed.ts';

/**
 * One clock for the whole page. Every view that shows a time looks at it once a second, each in its
 * own one of thirty slots, so that 250 tiles change a few texts per frame and never all at once
 * (UI design, section 14). It stands still while the station's news do not arrive.
 */
const SLOTS = 30;
const slots: Set<() => void>[] = Array.from({ length: SLOTS }, () => new Set());
let watched = 0;
let turn = 0;
let timer: ReturnType<typeof setInterval> | null = null;
let stoppedAt: number | null = null;

let readAt: number | null = null;

/**
 * The moment every time on the page is of. It stands still for as long as one piece of work runs: a view
 * asks more than once while it is drawn, and must get the same answer, though a second may end in between.
 */
export function pageNow(): number {
  if (stoppedAt !== null) return stoppedAt;
  if (readAt === null) {
    readAt = Date.now();
    queueMicrotask(() => {
      readAt = null;
    });
  }
  return readAt;
}

function tick(): void {
  turn = (turn + 1) % SLOTS;
  for (const listener of slots[turn] ?? []) listener();
}

function subscribe(listener: () => void): () => void {
  const slot = slots[watched % SLOTS];
  slot?.add(listener);
  watched += 1;
  timer ??= setInterval(tick, 1000 / SLOTS);
  return () => {
    slot?.delete(listener);
    if (timer === null || slots.some((each) => each.size > 0)) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Stops every time on the page at that moment, or lets them go on (null). */
export function stopClock(at: number | null): void {
  if (stoppedAt === at) return;
  stoppedAt = at;
  for (const slot of slots) for (const listener of slot) listener();
}

/**
 * Time since a moment as text; draws its view again only when the text is another one.
 * @param write  one of the writers of `elapsed.ts`
 */
export function useElapsed(
  sinceMs: number,
  write: (sinceMs: number, nowMs: number) => string = elapsedText,
): string {
  return useSyncExternalStore(subscribe, () => write(sinceMs, pageNow()));
}
