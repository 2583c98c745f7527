import { useState } from 'react';

const kept = new Map<string, unknown>();

/** State that outlives its screen: a filter is still there when a person comes back to the screen. */
export function useKeptState<T>(key: string, initial: T): [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => (kept.has(key) ? (kept.get(key) as T) : initial));
  return [
    value,
    (next) => {
      kept.set(key, next);
      setValue(next);
    },
  ];
}
