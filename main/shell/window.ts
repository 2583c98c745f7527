import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { pageUrl, windowOptions } from './security.ts';

type Window = Pick<
  BrowserWindow,
  'loadURL' | 'once' | 'show' | 'focus' | 'isMinimized' | 'restore' | 'setMenuBarVisibility'
>;

/** Opens the window on our own page; shown when there is something to see. */
export async function openWindow<W extends Window>(
  Window: new (options: BrowserWindowConstructorOptions) => W,
  preloadPath: string,
): Promise<W> {
  const window = new Window(windowOptions(preloadPath));
  window.setMenuBarVisibility(false);
  window.once('ready-to-show', () => window.show());
  await window.loadURL(pageUrl);
  return window;
}

/** A second start brings the first one's window to the front. */
export function raise(window: Pick<Window, 'focus' | 'isMinimized' | 'restore'>): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
