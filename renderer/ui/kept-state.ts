import { useCallback, useSyncExternalStore } from 'react';

const kept = new Map<string, unknown>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sets what a screen shows, or will show when it is opened next. */
export function keepState(key: string, value: unknown): void {
  kept.set(key, value);
  for (const listener of [...listeners]) listener();
}

/** State that outlives its screen: a filter is still there when a person comes back to the screen. */
export function useKeptState<T>(key: string, initial: T): [T, (next: T) => void] {
  const value = useSyncExternalStore(subscribe, () =>
    kept.has(key) ? (kept.get(key) as T) : initial,
  );
  const set = useCallback((next: T) => keepState(key, next), [key]);
  return [value, set];
}
