import { useEffect, useRef } from 'react';

/** What the page's keyboard map asks of this screen; the frame sends these to the window. */
export const benchEvents = {
  toggleView: 'spa-bench:toggle-view',
  printLabel: 'spa-bench:print-label',
  nextProblem: 'spa-bench:next-problem',
  previousProblem: 'spa-bench:previous-problem',
} as const;

export interface BenchKeys {
  onToggleView: () => void;
  onPrintLabel: () => void;
  /** `1`: the next one, `-1`: the one before. */
  onProblem: (step: 1 | -1) => void;
  /** Ctrl+A outside a field. */
  onSelectAll: () => void;
  /** Esc: takes one thing back. @returns false when there was nothing to take back */
  onEscape: () => boolean;
}

/** Keys that count wherever the focus is on this screen, except in dialogs and, for letters, in fields. */
export function useBenchKeys(keys: BenchKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isInDialog(event.target)) return;
      if (event.key === 'Escape' && latest.current.onEscape()) event.preventDefault();
      const isAll = event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey);
      if (isAll && !event.altKey && !event.shiftKey && !isField(event.target)) {
        event.preventDefault();
        latest.current.onSelectAll();
      }
    };
    const events: [string, () => void][] = [
      [benchEvents.toggleView, () => latest.current.onToggleView()],
      [benchEvents.printLabel, () => latest.current.onPrintLabel()],
      [benchEvents.nextProblem, () => latest.current.onProblem(1)],
      [benchEvents.previousProblem, () => latest.current.onProblem(-1)],
    ];
    window.addEventListener('keydown', press);
    for (const [name, listener] of events) window.addEventListener(name, listener);
    return () => {
      window.removeEventListener('keydown', press);
      for (const [name, listener] of events) window.removeEventListener(name, listener);
    };
  }, []);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select') !== null;
}

/** A dialog takes its own Esc; a popover likewise. */
function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]') !== null;
}
