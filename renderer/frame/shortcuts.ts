/**
 * The keyboard map (UI design, section 13). No single letters: a scanner types those. What a key does
 * on a screen is the screen's: the frame tells it by an event of the window.
 */
export interface Shortcut {
  /** As `KeyboardEvent.key`, letters in lower case. */
  key: string;
  isCtrl?: boolean;
  isAlt?: boolean;
  /** How the key is written. */
  keys: string;
  does: string;
  /** A screen to go to, or an event for the screen. */
  to?: string;
  event?: string;
}

export const shortcuts: readonly Shortcut[] = [
  { key: 'F1', keys: 'F1', does: 'This help', event: 'spa-bench:help' },
  { key: 'F2', keys: 'F2', does: 'Bench', to: '/' },
  { key: 'F3', keys: 'F3', does: 'Scan & bind', to: '/scan' },
  { key: 'F4', keys: 'F4', does: 'Accounts', to: '/accounts' },
  { key: 'F5', keys: 'F5', does: 'Bindings & export', to: '/bindings' },
  { key: 'F6', keys: 'F6', does: 'Profiles', to: '/profiles' },
  { key: 'F7', keys: 'F7', does: 'Log', to: '/log' },
  { key: 'F10', keys: 'F10', does: 'Start or stop the station', event: 'spa-bench:start-stop' },
  {
    key: 'f',
    isCtrl: true,
    keys: 'Ctrl+F',
    does: 'Search on this screen',
    event: 'spa-bench:search',
  },
  {
    key: 'k',
    isCtrl: true,
    keys: 'Ctrl+K',
    does: 'Go to a unit, account, batch, template or screen',
    event: 'spa-bench:go-to',
  },
  {
    key: 'g',
    isCtrl: true,
    keys: 'Ctrl+G',
    does: 'Tiles or table',
    event: 'spa-bench:toggle-view',
  },
  {
    key: 'p',
    isCtrl: true,
    keys: 'Ctrl+P',
    does: 'Print the label of the selected unit',
    event: 'spa-bench:print-label',
  },
  {
    key: 's',
    isCtrl: true,
    keys: 'Ctrl+S',
    does: 'Save the draft (Profiles)',
    event: 'spa-bench:save',
  },
  {
    key: 'ArrowDown',
    isAlt: true,
    keys: 'Alt+↓',
    does: 'Next problem',
    event: 'spa-bench:next-problem',
  },
  {
    key: 'ArrowUp',
    isAlt: true,
    keys: 'Alt+↑',
    does: 'Previous problem',
    event: 'spa-bench:previous-problem',
  },
];

/** Keys the scanning place and the lists take themselves; here for the help. */
export const furtherKeys: readonly Pick<Shortcut, 'keys' | 'does'>[] = [
  { keys: 'F8', does: 'Undo the last bind' },
  { keys: 'F9', does: 'After a refusal: show the other binding' },
  { keys: 'Arrows, Home, End, PgUp, PgDn', does: 'Move on the board, in tables and in the log' },
  { keys: 'Enter', does: 'Open; after a refusal: put the device aside' },
  { keys: 'Space', does: 'Select' },
  { keys: 'Ctrl+Space', does: 'In a profile: offer names, macros and values' },
  { keys: 'Esc, then Tab', does: 'Leave the profile editor; there Tab alone indents' },
  { keys: 'Ctrl+A', does: 'Select everything the filter shows' },
  { keys: 'Esc', does: 'Close, drop a half pair, clear a filter: one level per press' },
];

/** The shortcut of a key press, or null. */
export function shortcutOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): Shortcut | null {
  if (event.shiftKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isCtrl = event.ctrlKey || event.metaKey;
  return (
    shortcuts.find(
      (each) =>
        each.key === key &&
        (each.isCtrl ?? false) === isCtrl &&
        (each.isAlt ?? false) === event.altKey,
    ) ?? null
  );
}
