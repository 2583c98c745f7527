/** What the tests of the bench screen share. */
import type { Page } from 'playwright-core';
import type { SettingsView } from '../../main/contract/settings.ts';
import { settings } from '../contract/double.ts';
import { BenchDouble } from './bench-double.ts';
import { type PageOptions, watchedPages } from './shown-pages.ts';

export interface OpenOptions {
  /** Of the browser's context. */
  context?: PageOptions;
  screen?: Partial<SettingsView['screen']>;
  /** Before the page is opened. */
  prepare?: (bench: BenchDouble) => void;
}

/** One browser for a file, one bench and one page for a test. */
export function benchPages() {
  const watch = watchedPages();

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
    const { page, faults, served } = await watch(bench, options.context);
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
