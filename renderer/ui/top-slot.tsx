import { type ReactNode, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';

let slot: HTMLElement | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: HTMLElement | null): void {
  slot = next;
  for (const listener of listeners) listener();
}

/** Where the top bar has room for a word of the screen; stands there once. */
export function TopSlot() {
  return <div className="top-slot" ref={become} />;
}

/** A word of the screen in the top bar, such as `Draft saved 14:01`. */
export function InTopBar({ children }: { children: ReactNode }) {
  const place = useSyncExternalStore(subscribe, () => slot);
  return place === null ? null : createPortal(children, place);
}
