/** What the tests of one screen share: a browser for the file, a station double and a page for each test. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import type { WebServer } from '../../main/serve/web-server.ts';
import { launchBrowser, type WatchedPage, watchPage } from './page.ts';

interface Served {
  serve(pageDir: string): Promise<WebServer>;
}

/** Of the browser's context. */
export type PageOptions = Parameters<typeof watchPage>[2];

/**
 * @param atEnd  looks at a page's faults when its test is over, page and server closed
 * @returns opens the page of a double
 */
export function watchedPages(atEnd: (faults: string[]) => void = () => undefined) {
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
    atEnd(faults);
  });

  return async function watch(
    bench: Served,
    options: PageOptions = {},
  ): Promise<WatchedPage & { served: WebServer }> {
    served = await bench.serve(inject('pageDir'));
    watched = await watchPage(browser, served.origin, options);
    await watched.page.goto(served.url);
    return { ...watched, served };
  };
}

/** @returns opens the page of a double; the page must not have complained when its test ends */
export function shownPages() {
  const watch = watchedPages((faults) => expect(faults).toEqual([]));
  return async function show(bench: Served, options: PageOptions = {}): Promise<Page> {
    const { page } = await watch(bench, options);
    return page;
  };
}
