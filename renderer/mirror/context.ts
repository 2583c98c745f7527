import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Mirror } from './state.ts';
import type { MirrorStore } from './store.ts';
import type { StationClient, StationWire, WireState } from './wire.ts';

/** What every view may use; made once by `boot.ts`. */
export interface Page {
  store: MirrorStore;
  wire: StationWire;
}

export const PageContext = createContext<Page | null>(null);

function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('A view stands outside the page.');
  return page;
}

/** The station's methods. */
export function useClient(): StationClient {
  return usePage().wire.client;
}

export function useStore(): MirrorStore {
  return usePage().store;
}

/** One part of the mirror; the view is drawn again only when that part is another value. */
export function useMirror<T>(select: (mirror: Mirror) => T): T {
  const { store } = usePage();
  return useSyncExternalStore(store.subscribe, () => select(store.mirror()));
}

export function useWireState(): WireState {
  const { wire } = usePage();
  return useSyncExternalStore(wire.subscribe, wire.state);
}
