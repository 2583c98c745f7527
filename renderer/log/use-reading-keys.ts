import { useEffect, useRef } from 'react';

const keys = new Set(['PageUp', 'PageDown', 'Home', 'End']);
/** Here these keys mean something else. */
const own =
  'input, textarea, select, [contenteditable], [role="slider"], [role="listbox"], [role="dialog"], [role="menu"]';

/**
 * Lets the keys people read with work on the whole screen, not only when the list has the focus.
 * @param onKey  false: the key did nothing
 */
export function useReadingKeys(onKey: (key: string) => boolean): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (!isPlain || event.defaultPrevented || !keys.has(event.key)) return;
      if (event.target instanceof Element && event.target.closest(own) !== null) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
