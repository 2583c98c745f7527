import { QueryClient } from '@tanstack/react-query';
import type { MirrorStore } from './store.ts';

/**
 * What a screen asks of the station besides the mirror: lists and details. A query's key begins with
 * its subject, one of {@link subjects}; when the station announces news of a subject, what is on the
 * screen is asked again. Nothing polls.
 */
export const subjects = [
  'accounts',
  'bindings',
  'batches',
  'certificates',
  'keys',
  'firmware',
  'pins',
  'profiles',
  'scans',
  'settings',
  'units',
] as const;
export type Subject = (typeof subjects)[number];

export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
    },
  });
}

/** Asks again for what the station's changes touch, and for everything after a new snapshot. */
export function followChanges(queries: QueryClient, store: MirrorStore): void {
  let seen = store.mirror().news;
  store.subscribe(() => {
    const { news } = store.mirror();
    if (news === seen) return;
    for (const subject of subjects) {
      if (news[subject] !== seen[subject]) void queries.invalidateQueries({ queryKey: [subject] });
    }
    seen = news;
  });
}
