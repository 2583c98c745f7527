/**
 * What a physical key means to a scanner: a scanner types as if it were a keyboard of one layout,
 * whatever layout the computer has. So the character is made from `KeyboardEvent.code` and Shift, and
 * neither the computer's layout nor Caps Lock matter.
 */
import type { ScannerSettings } from '../../main/contract/settings.ts';

export type ScannerLayout = ScannerSettings['layout'];

/** A key press as far as its character is concerned. */
export interface KeyPress {
  /** `KeyboardEvent.code`, such as `KeyQ`; empty from on-screen keyboards. */
  code: string;
  /** `KeyboardEvent.key`. */
  key: string;
  shift: boolean;
  /** The third level of a European keyboard. */
  altGraph: boolean;
  capsLock: boolean;
}

type Levels = readonly [plain: string, shifted: string, third?: string];

const rows = [
  'Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal',
  'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash',
  'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote',
  'IntlBackslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash',
].map((row) => row.split(' '));

/** Per row of keys what stands on them, plain and with Shift. */
const printed: Record<ScannerLayout, readonly (readonly [string, string])[]> = {
  us: [
    ['`1234567890-=', '~!@#$%^&*()_+'],
    ['qwertyuiop[]\\', 'QWERTYUIOP{}|'],
    ["asdfghjkl;'", 'ASDFGHJKL:"'],
    ['\\zxcvbnm,./', '|ZXCVBNM<>?'],
  ],
  de: [
    ['^1234567890ß´', '°!"§$%&/()=?`'],
    ['qwertzuiopü+#', "QWERTZUIOPÜ*'"],
    ['asdfghjklöä', 'ASDFGHJKLÖÄ'],
    ['<yxcvbnm,.-', '>YXCVBNM;:_'],
  ],
  fr: [
    ['²&é"\'(-è_çà)=', '³1234567890°+'],
    ['azertyuiop^$*', 'AZERTYUIOP¨£µ'],
    ['qsdfghjklmù', 'QSDFGHJKLM%'],
    ['<wxcvbn,;:!', '>WXCVBN?./§'],
  ],
};

const thirdLevel: Record<ScannerLayout, Readonly<Record<string, string>>> = {
  us: {},
  de: {
    KeyQ: '@',
    Digit7: '{',
    Digit8: '[',
    Digit9: ']',
    Digit0: '}',
    Minus: '\\',
    BracketRight: '~',
    IntlBackslash: '|',
  },
  fr: {
    Digit2: '~',
    Digit3: '#',
    Digit4: '{',
    Digit5: '[',
    Digit6: '|',
    Digit7: '`',
    Digit8: '\\',
    Digit9: '^',
    Digit0: '@',
    Minus: ']',
    Equal: '}',
  },
};

/** The same on every layout. */
const numberPad: Readonly<Record<string, string>> = {
  Space: ' ',
  NumpadDecimal: '.',
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadMultiply: '*',
  NumpadDivide: '/',
};

const tables: Record<ScannerLayout, ReadonlyMap<string, Levels>> = {
  us: tableOf('us'),
  de: tableOf('de'),
  fr: tableOf('fr'),
};

function tableOf(layout: ScannerLayout): ReadonlyMap<string, Levels> {
  const table = new Map<string, Levels>();
  rows.forEach((codes, row) => {
    const [plain = '', shifted = ''] = printed[layout][row] ?? [];
    codes.forEach((code, at) => {
      const third = thirdLevel[layout][code];
      const levels = [plain[at] ?? '', shifted[at] ?? ''] as const;
      table.set(code, third === undefined ? levels : [...levels, third]);
    });
  });
  return table;
}

/** @returns the character a scanner of that layout meant, or null when the key is none. */
export function characterOf(press: KeyPress, layout: ScannerLayout): string | null {
  const pad = /^Numpad(\d)$/.exec(press.code)?.[1] ?? numberPad[press.code];
  if (pad !== undefined) return pad;
  const levels = tables[layout].get(press.code);
  if (levels === undefined) return isCharacter(press.key) ? press.key : null;
  const [plain, shifted, third] = levels;
  if (press.altGraph) return third ?? null;
  if (press.shift) return shifted;
  // On-screen keyboards press no Shift: they send the shifted character with the bare key.
  return !press.capsLock && press.key === shifted ? shifted : plain;
}

/** The digit of a key, for Alt sequences such as Alt+0 6 5; null of any other key. */
export function digitOf(code: string): string | null {
  return /^(?:Numpad|Digit)(\d)$/.exec(code)?.[1] ?? null;
}

/** The keys that make a character on that layout; what tests and Learn type with. */
export function pressOf(
  character: string,
  layout: ScannerLayout,
): Pick<KeyPress, 'code' | 'shift' | 'altGraph'> | null {
  if (character === ' ') return { code: 'Space', shift: false, altGraph: false };
  for (const [code, [plain, shifted, third]] of tables[layout]) {
    if (plain === character) return { code, shift: false, altGraph: false };
    if (shifted === character) return { code, shift: true, altGraph: false };
    if (third === character) return { code, shift: false, altGraph: true };
  }
  return null;
}

function isCharacter(key: string): boolean {
  return [...key].length === 1;
}
