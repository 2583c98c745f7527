import { describe, expect, it } from 'vitest';
import { shortcutOf, shortcuts } from './shortcuts.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey', boolean>> = {},
) => shortcutOf({ key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...held });

describe('the keyboard map', () => {
  it('gives each screen its function key', () => {
    expect(press('F2')?.to).toBe('/');
    expect(press('F5')?.to).toBe('/bindings');
  });

  it('takes Ctrl and the Mac’s Command alike, whatever Caps Lock says', () => {
    expect(press('k', { ctrlKey: true })?.event).toBe('spa-bench:go-to');
    expect(press('K', { metaKey: true })?.event).toBe('spa-bench:go-to');
  });

  it('never acts on a letter alone, which a scanner types', () => {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz0123456789*-') expect(press(letter)).toBeNull();
  });

  it('leaves other combinations to the browser', () => {
    expect(press('F5', { ctrlKey: true })).toBeNull();
    expect(press('k', { ctrlKey: true, shiftKey: true })).toBeNull();
    expect(press('t', { ctrlKey: true })).toBeNull();
  });

  it('has no key twice, and something to do for each', () => {
    const names = shortcuts.map(({ keys }) => keys);
    expect(new Set(names).size).toBe(names.length);
    for (const { to, event } of shortcuts) expect(to ?? event).toBeDefined();
  });
});
