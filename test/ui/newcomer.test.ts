/**
 * The whole product as a newcomer meets it, from `serve` without a single option to a batch of 24
 * practice units: real station, real sockets, real database, real browser; no double anywhere.
 */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cleanUp,
  type StationProcess,
  startStation,
  whySkipped as whyNoStation,
} from '../cli/station-process.ts';
import { launchBrowser, watchPage, whySkipped as whyNoBrowser } from './page.ts';

const UNITS = 24;
const whySkipped = whyNoBrowser ?? whyNoStation;

describe.skipIf(whySkipped !== null)(
  `a newcomer with the practice bench${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let browser: Browser;
    let station: StationProcess;

    beforeAll(async () => {
      browser = await launchBrowser();
      station = await startStation([]);
    });
    afterAll(async () => {
      await browser?.close();
      await cleanUp();
    });

    test('binds 24 simulated units and exports them, by what the page says alone', async () => {
      const { page, faults } = await watchPage(browser, new URL(station.ready.ui).origin, {
        acceptDownloads: true,
      });
      await page.goto(station.ready.ui);
      await page.getByRole('heading', { level: 1, name: 'Prepare the station' }).waitFor();
      await page.getByRole('button', { name: 'Practice bench' }).click();

      await page.getByRole('heading', { level: 1, name: 'Bench' }).waitFor();
      await page.locator('[data-state="verified"]').first().waitFor({ timeout: 60_000 });

      await page.keyboard.press('F3');
      const box = page.getByRole('button', { name: 'Scan next box' });
      const sheet = page.getByRole('button', { name: 'Scan its account sheet' });
      const today = page.getByTestId('bound-today');
      for (let bound = 1; bound <= UNITS; bound += 1) {
        // The next box is offered as soon as its unit is green.
        await box.click({ timeout: 120_000 });
        await sheet.click();
        await expect
          .poll(async () => Number(await today.first().innerText()), { timeout: 20_000 })
          .toBe(bound);
      }

      await page.keyboard.press('F5');
      await page.getByRole('button', { name: 'Export batch 1' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('dialog').getByRole('button', { name: 'Export batch 1' }).click();
      const file = await (await download).path();
      const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
      expect(lines).toHaveLength(UNITS + 1);
      const macs = lines.slice(1).map((line) => line.split(',')[1]);
      const accounts = lines.slice(1).map((line) => line.split(',')[0]);
      expect(new Set(macs).size).toBe(UNITS);
      expect(new Set(accounts).size).toBe(UNITS);

      await page.keyboard.press('F10');
      await page.getByRole('dialog').getByRole('button', { name: 'End practice' }).click();
      await page.getByRole('heading', { level: 1, name: 'Prepare the station' }).waitFor();
      expect(await station.done('bindings', '--all')).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    }, 300_000);
  },
);
