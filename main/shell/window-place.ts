/** Where the window was, and whether it may stand there again. Pure. */
import type { Rectangle } from 'electron';
import type { Remembered } from './shell-memory.ts';

/** So much of it must lie on a display that a person can take hold of it. */
const SEEN_WIDTH = 200;
const SEEN_HEIGHT = 100;

/**
 * The place remembered, if its upper edge can be reached on a display that is there.
 * @param workAreas  of all displays, without their task bars
 * @returns null: wherever the system puts a new window
 */
export function restoredPlace(
  place: Remembered['window'],
  workAreas: readonly Rectangle[],
): Rectangle | null {
  if (place === undefined) return null;
  const { x, y, width, height } = place;
  const isReachable = workAreas.some((area) => {
    const seenWidth = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
    const isTopIn = y >= area.y && y <= area.y + area.height - SEEN_HEIGHT;
    return isTopIn && seenWidth >= SEEN_WIDTH;
  });
  return isReachable ? { x, y, width, height } : null;
}
