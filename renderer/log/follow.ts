/**
 * Whether the list runs with the newest lines. Pure. Only what a person does changes it: filters,
 * wrapping and lines that come never do (UI design, section 6.7).
 */
import type { EpochMs } from '../../main/contract/values.ts';

export type Follow =
  | { kind: 'live' }
  /** `lastId`: the newest line when reading began; all after it are new. */
  | { kind: 'paused'; since: EpochMs; lastId: number };

export const live: Follow = { kind: 'live' };

/** Somebody began to read. Further reading changes nothing. */
export function pause(follow: Follow, since: EpochMs, lastId: number): Follow {
  return follow.kind === 'paused' ? follow : { kind: 'paused', since, lastId };
}

/** What a person's own scrolling means; the page's own never gets here. */
export function scrolled(
  follow: Follow,
  to: { isAtEnd: boolean },
  since: EpochMs,
  lastId: number,
): Follow {
  if (to.isAtEnd) return live;
  return pause(follow, since, lastId);
}
