import { type RefObject, type UIEvent, useEffect, useRef } from 'react';

/** Near enough to the end that new entries may be followed. */
const AT_END_PX = 24;

/**
 * Keeps a growing list at its end until somebody scrolls up, and again once they are back there.
 * @param grows  another value whenever the list has grown
 */
export function useFollowEnd<List extends HTMLElement>(
  grows: unknown,
): { ref: RefObject<List | null>; onScroll: (event: UIEvent<List>) => void } {
  const ref = useRef<List>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry is what moves the end
  useEffect(() => {
    const list = ref.current;
    if (list !== null && follows.current) list.scrollTop = list.scrollHeight;
  }, [grows]);
  return {
    ref,
    onScroll: ({ currentTarget: list }) => {
      follows.current = list.scrollTop + list.clientHeight >= list.scrollHeight - AT_END_PX;
    },
  };
}
