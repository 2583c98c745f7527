import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import type { Seat } from '../../main/contract/model.ts';
import type { ScannerSettings } from '../../main/contract/settings.ts';
import type { WebServer } from '../../main/serve/web-server.ts';
import { violations } from './axe.ts';
import { BenchDouble } from './bench-double.ts';
import { launchBrowser, type WatchedPage, watchPage } from './page.ts';
import { putUnits } from './scan-answers.ts';
import { type Key, pressKeys, scanOn } from './scanner-keys.ts';

/** Like `expect.poll`, with the patience a busy machine needs. */
export function eventually<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 15_000 });
}

/** One key as the browser's own protocol has it. */
const emptySeat: Seat = {
  seat: 'screen',
  heldUnit: null,
  heldAccount: null,
  heldAt: null,
  lockedBy: null,
};

/** A page on a bench, where a test scans, listens and looks. */
export class ScanPage {
  readonly bench: BenchDouble;
  readonly page: Page;
  readonly #served: WebServer;
  readonly #watched: WatchedPage;

  private constructor(bench: BenchDouble, served: WebServer, watched: WatchedPage) {
    this.bench = bench;
    this.page = watched.page;
    this.#served = served;
    this.#watched = watched;
  }

  /** Opens the scan screen, or another. */
  static async open(
    browser: Browser,
    pageDir: string,
    about: {
      scanner?: Partial<ScannerSettings>;
      /** What the seat holds when the page opens. */
      seat?: Partial<Seat>;
      context?: Parameters<typeof watchPage>[2];
      path?: string;
      prepare?: (bench: BenchDouble) => void;
    } = {},
  ): Promise<ScanPage> {
    const bench = new BenchDouble();
    const snapshot = bench.facade.station.snapshot;
    bench.facade.station.snapshot = async (asked) => {
      const answer = await snapshot(asked);
      const { values } = answer.settings;
      const scanner = { ...values.scanner, ...about.scanner };
      const settings = { ...answer.settings, values: { ...values, scanner } };
      return { ...answer, settings, seat: { ...answer.seat, ...about.seat } };
    };
    about.prepare?.(bench);
    const served = await bench.serve(pageDir);
    const watched = await watchPage(browser, served.origin, about.context);
    await watched.page.addInitScript(() => {
      const sounds: string[] = [];
      Object.assign(window, { sounds });
      window.addEventListener('spa-bench:sound', (event) => {
        sounds.push((event as CustomEvent<{ id: string }>).detail.id);
      });
    });
    await watched.page.goto(served.url);
    await watched.page.getByText('Running').first().waitFor();
    await watched.page.evaluate((path) => {
      location.hash = path;
    }, about.path ?? '/scan');
    return new ScanPage(bench, served, watched);
  }

  get verdict() {
    return this.page.getByTestId('verdict');
  }

  get faults(): string[] {
    return this.#watched.faults;
  }

  /** A scanner's burst, 5 ms per key: it types wherever the focus is, then presses Enter. */
  async scan(text: string): Promise<void> {
    await scanOn(this.page, text);
  }

  /** As {@link pressKeys}. */
  type(keys: readonly (string | Key)[], gapMs: number): Promise<void> {
    return pressKeys(this.page, keys, gapMs);
  }

  /** The station says what the seat holds now, by itself. */
  setSeat(seat: Partial<Seat>): void {
    this.bench.facade.changes.publish([{ type: 'seat', seat: { ...emptySeat, ...seat } }]);
  }

  /** Waits for the verdict's word. */
  async says(word: string): Promise<void> {
    await this.verdict.locator('.word').getByText(word, { exact: true }).waitFor();
  }

  sounds(): Promise<string[]> {
    return this.page.evaluate(() => [...(Reflect.get(window, 'sounds') as string[])]);
  }

  /** Words of the rows of "Scans today", newest first. */
  rows(): Promise<string[]> {
    return this.page.locator('.scan-rows .state').allTextContents();
  }

  /** An Enter right behind a scan is the scanner's; a person is slower. */
  async enterByHand(): Promise<void> {
    await this.page.waitForTimeout(500);
    await this.page.locator('body').press('Enter');
  }

  violations(): Promise<string[]> {
    return violations(this.page);
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.#served.close();
  }
}

/**
 * A browser for the tests of one `describe`, and a page of its own for each test that opens one; a
 * page that complained fails its test.
 * @returns opens the scan screen, or another, on a bench with the units of `scan-answers.ts`
 */
export function useScanPages(): (about?: Parameters<typeof ScanPage.open>[2]) => Promise<ScanPage> {
  let browser: Browser;
  let at: ScanPage;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    expect(at.faults).toEqual([]);
    await at.close();
  });
  return async (about = {}) => {
    at = await ScanPage.open(browser, inject('pageDir'), {
      ...about,
      prepare: (bench) => {
        putUnits(bench);
        about.prepare?.(bench);
      },
    });
    if (about.path === undefined) await at.verdict.waitFor();
    return at;
  };
}
