import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { shortcutOf } from './shortcuts.ts';

/** Whether a dialog is open: it has the keyboard, and a key must not change the screen behind it. */
function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

/** Takes the keyboard map's keys anywhere on the page. */
export function useShortcuts(): void {
  const [, go] = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(event);
      if (shortcut === null || event.defaultPrevented) return;
      event.preventDefault();
      if (event.repeat || isDialogOpen()) return;
      if (shortcut.to !== undefined) go(shortcut.to);
      else if (shortcut.event !== undefined) window.dispatchEvent(new CustomEvent(shortcut.event));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [go]);
}

/** Runs `handle` whenever the frame tells the screen about a key. */
export function useFrameEvent(name: `spa-bench:${string}`, handle: () => void): void {
  useEffect(() => {
    window.addEventListener(name, handle);
    return () => window.removeEventListener(name, handle);
  }, [name, handle]);
}
