/** Lets one listener have every key before anything else: while the station learns a scanner. */
export type KeyTap = (event: KeyboardEvent) => void;

let tap: KeyTap | null = null;
const listeners = new Set<() => void>();

/** Takes all keys until the answer is called. */
export function tapKeys(next: KeyTap): () => void {
  become(next);
  return () => {
    if (tap === next) become(null);
  };
}

export const currentTap = (): KeyTap | null => tap;

export function subscribeTap(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: KeyTap | null): void {
  tap = next;
  for (const listener of listeners) listener();
}
