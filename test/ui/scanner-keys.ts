/** A keyboard-wedge scanner in a browser: key presses with times of their own. */
import type { CDPSession, Page } from 'playwright-core';
import { pressOf } from '../../renderer/scanner/layouts.ts';

export interface Key {
  code: string;
  key: string;
  /** What it would type; absent: nothing. */
  text?: string;
  /** 8: Shift. */
  modifiers?: number;
  windowsVirtualKeyCode?: number;
}

const enter: Key = { code: 'Enter', key: 'Enter', text: '\r', windowsVirtualKeyCode: 13 };

function keyOf(key: string | Key): Key {
  if (typeof key !== 'string') return key;
  if (key === 'Enter') return enter;
  const press = pressOf(key, 'us');
  if (press === null) throw new Error(`no key for ${key}`);
  return { code: press.code, key, text: key, modifiers: press.shift ? 8 : 0 };
}

function defined({ type, text }: { type: 'rawKeyDown' | 'keyDown'; text: string | undefined }) {
  return text === undefined ? { type } : { type, text };
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/**
 * Presses keys with times of their own, so that a busy machine that runs the tests changes nothing.
 * @param keys  characters of a US keyboard, `Enter`, or whole keys
 */
export async function pressKeys(
  page: Page,
  keys: readonly (string | Key)[],
  gapMs: number,
): Promise<void> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, session);
  const cdp = await session;
  const from = Date.now() / 1000;
  // Not one by one: each is on its way before the last one has come back.
  await Promise.all(
    keys.flatMap((each, index) => {
      const { text, ...key } = keyOf(each);
      const timestamp = from + (index * gapMs) / 1000;
      const down = { type: text === undefined ? 'rawKeyDown' : 'keyDown', text } as const;
      return [
        cdp.send('Input.dispatchKeyEvent', { ...key, ...defined(down), timestamp }),
        cdp.send('Input.dispatchKeyEvent', { ...key, type: 'keyUp', timestamp }),
      ];
    }),
  );
}

/** One barcode at 5 ms per key, closed by Enter. */
export function scanOn(page: Page, text: string): Promise<void> {
  return pressKeys(page, [...text, 'Enter'], 5);
}
