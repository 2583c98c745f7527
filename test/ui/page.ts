/** A browser for the page's tests: the system's Chromium (its headless shell where it is there: half the
 * processor's time for the same engine), never a download. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** Path of a Chromium (`CHROMIUM_PATH`, else on `PATH`), or null. */
export function findChromium(): string | null {
  const given = process.env.CHROMIUM_PATH;
  if (given) return existsSync(given) ? given : null;
  const dirs = (process.env.PATH ?? '').split(delimiter);
  const paths = dirs.flatMap((dir) => names.map((name) => join(dir, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** Why the page's tests are skipped here, or null. */
export const whySkipped =
  findChromium() === null ? 'no Chromium found; install it or set CHROMIUM_PATH' : null;

/** Starts the browser so that it asks nothing of any network by itself. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(whySkipped ?? 'no Chromium');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      // Widths as on a screen; without it letters are rounded to whole pixels.
      '--font-render-hinting=none',
      '--disable-gpu',
      // Playwright asks for stacks: without this the whole bundle is parsed a second time for each page.
      '--js-flags=--no-enable-lazy-source-positions',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page, and everything it did that it should not do. */
export interface WatchedPage {
  page: Page;
  /** Console errors and warnings, uncaught errors, requests to another origin. */
  faults: string[];
}

/**
 * Opens a page that writes down its faults; a test ends with `expect(faults).toEqual([])`.
 * @param ownOrigin  the only origin it may talk to
 */
export async function watchPage(
  browser: Browser,
  ownOrigin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== ownOrigin) faults.push(`asked for ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(ownOrigin).host) faults.push(socket.url());
  });
  return { page, faults };
}
