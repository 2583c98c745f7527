/** What the tests of the preflight share. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { SettingsDouble } from './settings-double.ts';
import { type PageOptions, watchedPages } from './shown-pages.ts';

/** One browser for a file, one stopped bench and one page for a test. */
export function preflightPages() {
  const watch = watchedPages();

  /** Opens the page on a bench that was set up so. */
  return async function open(
    setUp: (bench: SettingsDouble) => void = () => undefined,
    options: PageOptions = {},
  ) {
    const bench = new SettingsDouble();
    setUp(bench);
    const { page, faults } = await watch(bench, options);
    await page.getByRole('heading', { name: 'Prepare the station' }).waitFor();
    return { bench, page, faults };
  };
}

export const card = (page: Page, name: string) => page.locator(`[data-card="${name}"]`);
export const radio = (page: Page, name: string) => card(page, name).getByRole('radio');
export const check = (page: Page, id: string) => page.locator(`[data-check="${id}"]`);
export const startButton = (page: Page) => page.getByRole('button', { name: 'Start station' });
export const seen = (page: Page | Locator, text: string) => page.getByText(text).first().waitFor();
export const running = (page: Page) =>
  page.getByTestId('station').getByText('Running', { exact: true }).waitFor();
export const becomes = (read: () => Promise<unknown>, value: unknown) =>
  expect.poll(read, { timeout: 10_000 }).toEqual(value);
