import type { BrowserWindow, BrowserWindowConstructorOptions, NativeTheme, Screen } from 'electron';
import { pageUrl, windowOptions } from './security.ts';
import type { ShellMemory } from './shell-memory.ts';
import { restoredPlace } from './window-place.ts';

export type Window = Pick<
  BrowserWindow,
  | 'loadURL'
  | 'once'
  | 'on'
  | 'show'
  | 'focus'
  | 'isMinimized'
  | 'restore'
  | 'maximize'
  | 'isMaximized'
  | 'getNormalBounds'
  | 'setBackgroundColor'
>;

export interface WindowParts<W extends Window> {
  Window: new (options: BrowserWindowConstructorOptions) => W;
  preloadPath: string;
  hasDevTools: boolean;
  memory: Pick<ShellMemory, 'get' | 'set'>;
  screen: Pick<Screen, 'getAllDisplays'>;
  nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors' | 'on'>;
  /** Whether the window may be closed now. */
  mayClose: () => boolean;
}

/** The page's own grounds (`tokens.css`), so that nothing flashes while it loads. */
const grounds = { light: '#f3f5f8', dark: '#0a1017' } as const;

/** Opens the window where it was, on our own page; shown when there is something to see. */
export async function openWindow<W extends Window>(parts: WindowParts<W>): Promise<W> {
  const { memory, nativeTheme } = parts;
  const ground = () => (nativeTheme.shouldUseDarkColors ? grounds.dark : grounds.light);
  const areas = parts.screen.getAllDisplays().map(({ workArea }) => workArea);
  const before = memory.get().window;
  const window = new parts.Window({
    ...windowOptions(parts.preloadPath, parts.hasDevTools),
    ...restoredPlace(before, areas),
    backgroundColor: ground(),
  });
  nativeTheme.on('updated', () => window.setBackgroundColor(ground()));
  window.on('close', (event) => {
    const { x, y, width, height } = window.getNormalBounds();
    memory.set({ window: { x, y, width, height, isMaximized: window.isMaximized() } });
    if (!parts.mayClose()) event.preventDefault();
  });
  window.once('ready-to-show', () => {
    // Showing is part of maximizing, so it comes no earlier.
    if (before?.isMaximized) window.maximize();
    window.show();
  });
  await window.loadURL(pageUrl);
  return window;
}

/** A second start brings the first one's window to the front. */
export function raise(window: Pick<Window, 'focus' | 'isMinimized' | 'restore'>): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
