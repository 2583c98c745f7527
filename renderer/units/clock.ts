import { useSyncExternalStore } from 'react';
import { elapsedText } from './elapsed.ts';

/** One clock for the whole page: a single timer, running only while somebody looks at it. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tick of listeners) tick();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Time since a moment as text; draws its view again only when the text is another one. */
export function useElapsed(sinceMs: number): string {
  return useSyncExternalStore(subscribe, () => elapsedText(sinceMs, Date.now()));
}
