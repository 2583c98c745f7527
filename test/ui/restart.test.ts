/** What a technician sees when the station dies in the middle of a batch and is started again. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cleanUp,
  onLoopback,
  type StationProcess,
  simulate,
  startStation,
  temporaryDir,
  verifiedUnits,
  whySkipped as whyNoStation,
} from '../cli/station-process.ts';
import { launchBrowser, watchPage, whySkipped as whyNoBrowser } from './page.ts';
import { scanOn } from './scanner-keys.ts';

const whySkipped = whyNoBrowser ?? whyNoStation;
const UNITS = 3;
const inTime = { timeout: 20_000 };

describe.skipIf(whySkipped !== null)(
  `a station killed in mid-batch${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await cleanUp();
    });

    const boundToday = (page: Page) => page.getByTestId('bound-today').first();

    async function open(station: StationProcess): Promise<{ page: Page; faults: string[] }> {
      const watched = await watchPage(browser, new URL(station.ready.ui).origin);
      await watched.page.goto(station.ready.ui);
      return watched;
    }

    test('shows what was bound as bound, as the last one, and lets the work go on', async () => {
      const dir = temporaryDir();
      const first = await startStation(onLoopback, dir);
      await simulate(first, '--units', String(UNITS));
      const units = await verifiedUnits(first, UNITS);
      const macs = units.map(({ mac }) => String(mac).toUpperCase());
      const before = await open(first);
      await before.page.locator('[data-state="verified"]').first().waitFor();
      await importAccounts(before.page);
      await before.page.keyboard.press('F3');
      await before.page.getByTestId('verdict').waitFor();
      await scanOn(before.page, macs[0] ?? '');
      await scanOn(before.page, '10-4711');
      await expect.poll(() => boundToday(before.page).innerText(), inTime).toBe('1');
      await scanOn(before.page, macs[1] ?? ''); // half a pair is held when the power goes
      await before.page
        .getByText(/held — scan the account/)
        .first()
        .waitFor();

      await first.stop('SIGKILL');
      await before.page.getByText(/Board not updating since/).waitFor();
      await before.page.context().close();

      const second = await startStation(onLoopback, dir);
      const { page, faults } = await open(second);
      await expect.poll(() => boundToday(page).innerText(), inTime).toBe('1');
      const tail = (macs[0] ?? '').slice(6).replace(/(..)(..)(..)/, '$1:$2:$3');
      await expect.poll(() => page.getByTestId('last-bind').innerText(), inTime).toContain(tail);
      await page.locator(`[data-mac="${macs[0]?.toLowerCase()}"][data-state="bound"]`).waitFor();
      await page
        .getByText(/held — scan the account/)
        .first()
        .waitFor();
      await page.keyboard.press('F3');
      await page.getByTestId('verdict').waitFor();
      await scanOn(page, '10-4712');
      await expect.poll(() => boundToday(page).innerText(), inTime).toBe('2');
      expect(faults).toEqual([]);
      await page.context().close();
    }, 120_000);

    /** By the wizard, as a supervisor does it. */
    async function importAccounts(page: Page): Promise<void> {
      await page.keyboard.press('F4');
      const press = (name: string) => page.getByRole('button', { name }).first().click();
      await press('Import accounts');
      const chooser = page.waitForEvent('filechooser');
      await press('Choose file');
      await (await chooser).setFiles({
        name: 'accounts.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('account,name,allowed\n10-4711,Bakery,1\n10-4712,School,1\n'),
      });
      await press('Match the columns');
      await press('Import 2 accounts');
      await page.getByText('2 accounts imported').waitFor();
      await page.keyboard.press('F2');
    }
  },
);
