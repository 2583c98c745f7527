/** The editor's keys: those of any editor, without the ones that mean something on every screen. */
import { acceptCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { searchKeymap } from '@codemirror/search';
import { type Extension, Prec } from '@codemirror/state';
import { type KeyBinding, keymap } from '@codemirror/view';

/**
 * F3 is a screen, Alt and arrows lead to problems, Ctrl+K goes somewhere (`frame/shortcuts.ts`); there
 * is one selection.
 */
const taken = /^(?:F\d+|Shift-F\d+|Alt-Arrow(?:Up|Down)|Mod-[dkps]|Mod-Shift-l|Ctrl-k)$/;
const isFree = ({ key, mac }: KeyBinding): boolean => !taken.test(key ?? mac ?? '');

export const editorKeys: Extension = [
  Prec.high(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
  keymap.of([
    ...searchKeymap.filter(isFree),
    ...historyKeymap,
    // After Esc the editor lets Tab go: it is no trap.
    { key: 'Tab', run: indentMore, shift: indentLess },
    ...defaultKeymap.filter(isFree),
  ]),
];
