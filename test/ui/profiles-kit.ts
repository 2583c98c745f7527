/** What the tests of the profiles share. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { LayerRef } from '../../main/contract/profiles.ts';
import { ProfilesDouble } from './profiles-double.ts';
import { type PageOptions, shownPages } from './shown-pages.ts';

export const spa962: LayerRef = { kind: 'model', key: 'SPA962' };
export const mock = '/profiles/model/SPA962/sec-prv-1';

/** A browser for a file; a bench with templates and a page for each test, which must not complain. */
export function profilePages() {
  const show = shownPages();

  return async function open(
    path = mock,
    setUp: (bench: ProfilesDouble) => void = () => undefined,
    options: PageOptions = {},
  ) {
    const bench = new ProfilesDouble();
    setUp(bench);
    const page = await show(bench, options);
    await page.getByText('Running').first().waitFor();
    await goTo(page, path);
    return { bench, page, text: editorOf(page) };
  };
}

export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, path);
}

/** The editor on the page: what it holds, and where its cursor is. */
export function editorOf(page: Page) {
  const content = page.locator('.code-editor .cm-content');
  return {
    content,
    line: (words: string) => page.locator('.code-editor .cm-line', { hasText: words }).first(),
    lines: async () =>
      (await content.locator('.cm-line').allInnerTexts()).map((line) => line.trim()),
    has: (words: string) =>
      page.locator('.code-editor .cm-line', { hasText: words }).first().waitFor(),
    /** Puts the cursor behind everything. */
    end: async () => {
      await content.click();
      await page.keyboard.press('Control+End');
    },
    /** Takes what is offered; the editor takes no key sooner, so that none is taken by mistake. */
    take: async (offer: string, key: 'Enter' | 'Tab') => {
      const list = page.getByRole('listbox', { name: 'Completions' });
      await list.getByRole('option', { name: offer }).first().waitFor();
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
      await page.keyboard.press(key);
    },
    /** As a person types: a burst would be a scan. */
    type: (words: string) => page.keyboard.type(words, { delay: 60 }),
  };
}

export const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 15_000 });
export const pill = (page: Page) => page.getByTestId('draft-state');
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Opens an entry of the menu beside Publish. */
export async function more(page: Page, entry: string | RegExp): Promise<void> {
  await button(page, 'More to do').click();
  await page.getByRole('menuitem', { name: entry }).click();
}

/** The row of the template that is open. */
export const openTemplate = (page: Page, words: RegExp) =>
  page.locator('.template-groups a[aria-current="page"]', { hasText: words });
