/** What the tests of the bench screen share. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import type { SettingsView } from '../../main/contract/settings.ts';
import type { WebServer } from '../../main/serve/web-server.ts';
import { settings } from '../contract/double.ts';
import { BenchDouble } from './bench-double.ts';
import { launchBrowser, type WatchedPage, watchPage } from './page.ts';

export interface OpenOptions {
  /** Of the browser's context. */
  context?: Parameters<typeof watchPage>[2];
  screen?: Partial<SettingsView['screen']>;
  /** Before the page is opened. */
  prepare?: (bench: BenchDouble) => void;
}

/** One browser for a file, one bench and one page for a test. */
export function benchPages() {
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

  /** Opens the page on a running bench and waits until it is live. */
  return async function open(options: OpenOptions = {}) {
    const bench = new BenchDouble();
    const { snapshot } = bench.facade.station;
    bench.facade.station.snapshot = async (question) => ({
      ...(await snapshot(question)),
      settings: {
        ...settings,
        values: {
          ...settings.values,
          screen: { ...settings.values.screen, ...options.screen },
        },
      },
    });
    options.prepare?.(bench);
    served = await bench.serve(inject('pageDir'));
    watched = await watchPage(browser, served.origin, options.context);
    const { page, faults } = watched;
    await page.goto(served.url);
    await page.getByText('Running').first().waitFor();
    return { bench, page, faults, served };
  };
}

export const tile = (page: Page, tail: string) => page.locator(`.tile[data-mac="000e08${tail}"]`);
export const seen = (page: Page, text: string) => page.getByText(text).first().waitFor();
export const counter = (page: Page, name: RegExp | string) =>
  page.getByRole('group', { name: 'Units by state' }).getByRole('button', { name });

/** Tail of the unit whose tile has the focus. */
export const focusedTail = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-mac')?.slice(6) ?? null);

/** Six digits for the n-th unit. */
export const tailOf = (n: number) => n.toString(16).padStart(6, '0');

/** Waits until the board shows so many tiles. */
export async function tiles(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('.tile').length === wanted,
    count,
  );
}

/** For `expect.poll`, on a machine that is busy with other tests. */
export const soon = { timeout: 15_000 };
