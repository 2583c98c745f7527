import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import type { Seat } from '../../main/contract/model.ts';
import type { ScannerSettings } from '../../main/contract/settings.ts';
import type { WebServer } from '../../main/serve/web-server.ts';
import { BenchDouble } from './bench-double.ts';
import { type WatchedPage, watchPage } from './page.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

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

  /**
   * Opens the scan screen. Unless told otherwise the scanner may be slow, so that a busy machine that
   * runs the tests is not taken for a person.
   */
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
      const scanner = { ...values.scanner, gapMs: 110, ...about.scanner };
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

  /** A scanner's burst: it types wherever the focus is, then presses Enter. */
  async scan(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
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

  async violations(): Promise<string[]> {
    await this.page.evaluate(readFileSync(axePath, 'utf8'));
    return this.page.evaluate(async () => {
      const axe = Reflect.get(window, 'axe') as typeof import('axe-core');
      const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await axe.run({ runOnly: { type: 'tag', values } });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
      );
    });
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.#served.close();
  }
}
