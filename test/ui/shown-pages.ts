/** What the tests of one screen share: a browser for the file, a station double and a page for each test. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import type { WebServer } from '../../main/serve/web-server.ts';
import { launchBrowser, type WatchedPage, watchPage } from './page.ts';

interface Served {
  serve(pageDir: string): Promise<WebServer>;
}

/** @returns opens the page of a double; the page must not have complained when its test ends */
export function shownPages() {
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
    const { page, faults = [] } = watched ?? {};
    await page?.context().close();
    await served?.close();
    watched = null;
    served = null;
    expect(faults).toEqual([]);
  });

  return async function show(
    bench: Served,
    options: Parameters<typeof watchPage>[2] = {},
  ): Promise<Page> {
    served = await bench.serve(inject('pageDir'));
    watched = await watchPage(browser, served.origin, options);
    await watched.page.goto(served.url);
    return watched.page;
  };
}
