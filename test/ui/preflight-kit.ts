/** What the tests of the preflight share. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import type { WebServer } from '../../main/serve/web-server.ts';
import { launchBrowser, type WatchedPage, watchPage } from './page.ts';
import { SettingsDouble } from './settings-double.ts';

/** One browser for a file, one stopped bench and one page for a test. */
export function preflightPages() {
  let browser: Browser;
  let served: WebServer | null = null;
  let watched: WatchedPage | null = null;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    await watched?.page.context().close();
    await served?.close();
    watched = null;
    served = null;
  });

  /** Opens the page on a bench that was set up so. */
  return async function open(
    setUp: (bench: SettingsDouble) => void = () => undefined,
    options: Parameters<typeof watchPage>[2] = {},
  ) {
    const bench = new SettingsDouble();
    setUp(bench);
    served = await bench.serve(inject('pageDir'));
    watched = await watchPage(browser, served.origin, options);
    const { page, faults } = watched;
    await page.goto(served.url);
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
