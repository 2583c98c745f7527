/** The application's menu. Pure: a template, built by Electron. */
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuParts {
  isMac: boolean;
  /** Developer tools exist in a program that is not packaged. */
  hasDevTools: boolean;
  /** Gives the page a key, as if it had been pressed. */
  press(key: string): void;
}

const screens = [
  ['Bench', 'F2'],
  ['Scan && bind', 'F3'],
  ['Accounts', 'F4'],
  ['Bindings && export', 'F5'],
  ['Log', 'F7'],
] as const;

/**
 * The screens' keys belong to the page, which knows what they mean there; the menu shows them and
 * passes them on. There is no "Close", "Reload" or "Print": a scanner's control characters must not
 * reach one.
 */
export function menuTemplate({
  isMac,
  hasDevTools,
  press,
}: MenuParts): MenuItemConstructorOptions[] {
  const key = (label: string, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => press(accelerator),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    ...(isMac ? [] : [{ label: '&File', submenu: [{ role: 'quit', label: '&Quit' } as const] }]),
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        ...screens.map(([label, accelerator]) => key(label, accelerator)),
        line,
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        line,
        { role: 'togglefullscreen', accelerator: isMac ? 'Ctrl+Command+F' : 'F11' },
        ...(hasDevTools ? [line, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      role: 'help',
      submenu: [key('Help for this screen', 'F1'), ...(isMac ? [] : [{ role: 'about' } as const])],
    },
  ];
}
