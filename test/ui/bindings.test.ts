import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import type { WebServer } from '../../main/serve/web-server.ts';
import { violations } from './axe.ts';
import { BenchDouble } from './bench-double.ts';
import { BindingsDouble } from './bindings-double.ts';
import { launchBrowser, type WatchedPage, watchPage, whySkipped } from './page.ts';

describe.skipIf(whySkipped !== null)(
  `bindings and export${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let browser: Browser;
    let served: WebServer;
    let watched: WatchedPage;
    let bench: BenchDouble;
    let bindings: BindingsDouble;

    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
    });
    afterEach(async () => {
      await watched.page.context().close();
      await served.close();
    });

    async function show(
      many: number,
      notExported: number,
      options: Parameters<typeof watchPage>[2] = {},
    ): Promise<Page> {
      bench = new BenchDouble();
      bindings = new BindingsDouble(bench.facade, many, notExported);
      served = await bench.serve(inject('pageDir'));
      watched = await watchPage(browser, served.origin, options);
      const { page } = watched;
      await page.goto(served.url);
      await page.getByText('Running').first().waitFor();
      await page.keyboard.press('F5');
      await grid(page).waitFor();
      return page;
    }

    const grid = (page: Page) => page.getByRole('grid', { name: 'Bindings' });
    const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
    const dialog = (page: Page) => page.getByRole('dialog');
    const first = (page: Page) => grid(page).getByText('4F:1A:92');
    const batchRow = (page: Page, batch: number) => page.locator(`[data-batch="${batch}"]`);

    test('100 000 bindings scroll to the end with few rows in the document', async () => {
      const page = await show(100_000, 37);
      await first(page).waitFor();
      expect(await grid(page).getAttribute('aria-rowcount')).toBe('100001');
      await grid(page).focus();
      await page.keyboard.press('End');
      const last = bindings.rows.at(-1)?.account ?? '';
      await grid(page).getByText(last, { exact: true }).waitFor();
      expect(await grid(page).locator('.table-row').count()).toBeLessThan(60);
      expect(new Set(bindings.pages.map(({ offset }) => offset)).size).toBeLessThan(8);
      expect(watched.faults).toEqual([]);
    });

    test('filters by state, time, model and work order, and is still so after another screen', async () => {
      const page = await show(1250, 37);
      await page.getByRole('button', { name: /^Not exported/ }).click();
      await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('38');
      await page.getByRole('combobox', { name: 'Time' }).click();
      await page.getByRole('option', { name: '7 days' }).click();
      await button(page, 'Filter').click();
      await page.getByRole('textbox', { name: 'Work order' }).pressSequentially('WO-20410', {
        delay: 60,
      });
      await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('9');
      await page.keyboard.press('Escape');
      await page.keyboard.press('F3');
      await page.keyboard.press('F5');
      await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('9');
      await page.keyboard.press('Control+f');
      await page.keyboard.type('nothing like it', { delay: 60 });
      await page.getByText('No binding fits.').waitFor();
      await button(page, 'Show all bindings').click();
      await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('1251');
      expect(watched.faults).toEqual([]);
    });

    test('the next batch tells what it would be, before anything is written', async () => {
      const page = await show(1250, 37);
      bindings.warnings = ['1 name begins with “=”: a spreadsheet would run it as a formula.'];
      await page.keyboard.press('F3');
      await page.keyboard.press('F5');
      const card = page.getByRole('region', { name: 'Next batch' });
      await card.getByText('No. 143').waitFor();
      await card.getByText('bindings, 37 accounts').waitFor();
      const lines = card.getByRole('region', { name: 'First lines of the file' });
      expect(await lines.textContent()).toContain('10-448213,000e084f1a92,88012BA01234,SPA962');
      await card.getByText('Bound at, UTC').waitFor();
      await card
        .getByText('Each binding goes out in exactly one batch. Batch numbers have no gaps.')
        .waitFor();
      expect(bindings.made).toEqual([]);
      expect(watched.faults).toEqual([]);
    });

    test('exports after a question that repeats the verb, saves the bytes and says where they lie', async () => {
      const page = await show(1250, 37);
      await button(page, 'Export batch 143').click();
      await dialog(page).getByText('37 bindings of 37 accounts go out in one file.').waitFor();
      await button(page, 'Not yet').last().click();
      await dialog(page).waitFor({ state: 'detached' });
      expect(bindings.made).toEqual([]);

      await button(page, 'Export batch 143').click();
      const download = page.waitForEvent('download');
      await dialog(page).getByRole('button', { name: 'Export batch 143' }).click();
      const file = await download;
      const { base64, sha256 } = bindings.content(143);
      expect(file.suggestedFilename()).toBe('billing-143.csv');
      expect(readFileSync(await file.path()).toString('base64')).toBe(base64);
      await page.getByText('Batch 143 is exported').waitFor();
      await page.getByText('/srv/bench/exports/billing-143.csv').waitFor();
      await page.getByText(sha256, { exact: true }).waitFor();
      await page.getByText('Nothing to export.').waitFor();
      await batchRow(page, 143).getByText('Exported').waitFor();
      await grid(page).getByText('Batch 143').first().waitFor();
      expect(bindings.made).toEqual(['billing']);
      expect(watched.faults).toEqual([]);
    });

    test('a refused export says why, and that nothing more is known', async () => {
      const page = await show(40, 37);
      bench.facade.exports.make = async () => {
        throw new StationError(
          'DISK_FULL',
          'The disk is full. Free some space, then export again.',
        );
      };
      await button(page, 'Export batch 143').click();
      await dialog(page).getByRole('button', { name: 'Export batch 143' }).click();
      await page.getByRole('alert').getByText('The disk is full.').waitFor();
      await button(page, 'Close the message').click();
      expect(await page.getByText('The disk is full.').count()).toBe(0);
      expect(await button(page, 'Export batch 143').isEnabled()).toBe(true);
      expect(watched.faults).toEqual([]);
    });

    test('bytes that are not those the station wrote are not saved, and the batch counts all the same', async () => {
      const page = await show(40, 37);
      bench.facade.exports.content = async ({ batch }) => ({
        ...bindings.content(batch),
        base64: btoa('changed on the way'),
      });
      await button(page, 'Export batch 143').click();
      await dialog(page).getByRole('button', { name: 'Export batch 143' }).click();
      await page.getByText('The batch counts, but its file did not come here.').waitFor();
      await batchRow(page, 143).waitFor();
      expect(watched.faults).toEqual([]);
    });

    test('Again brings the same bytes and tells their hash', async () => {
      const page = await show(40, 3);
      const { base64, sha256 } = bindings.content(142);
      const download = page.waitForEvent('download');
      await button(page, 'Batch 142 again').click();
      expect(readFileSync(await (await download).path()).toString('base64')).toBe(base64);
      await page.getByText(`the same bytes: SHA-256 ${sha256}`).waitFor();
      expect(watched.faults).toEqual([]);
    });

    test('voiding asks for a reason, says what it means, and brings the bindings back', async () => {
      const page = await show(40, 3);
      await button(page, 'Void batch 142…').click();
      await dialog(page).getByText('bindings return to “Not exported”').waitFor();
      await dialog(page).getByRole('button', { name: 'Void batch 142' }).click();
      await dialog(page).getByText('Write a short reason').waitFor();
      expect(bindings.batches[0]?.state).toBe('live');
      await dialog(page).getByRole('textbox', { name: 'Reason' }).fill('Wrong price plan');
      await dialog(page).getByRole('button', { name: 'Void batch 142' }).click();
      await batchRow(page, 142).getByText('Voided').waitFor();
      await batchRow(page, 142).getByText('Wrong price plan').waitFor();
      expect(await batchRow(page, 142).getByRole('button', { name: 'Void' }).count()).toBe(0);
      await page.getByText('bindings, 40 accounts').waitFor();
      await page.getByRole('button', { name: 'Voided 37' }).waitFor();
      await grid(page).getByText('Not exported, voided').first().waitFor();
      expect(watched.faults).toEqual([]);
    });

    test('a binding is opened, released with a reason, and its unit shown on the bench', async () => {
      const page = await show(40, 3);
      await first(page).click();
      await dialog(page).getByText('00:0E:08:4F:1A:92').waitFor();
      await dialog(page).getByRole('button', { name: 'Release from account…' }).click();
      const question = page.getByRole('dialog', { name: /^Release 4F:1A:92/ });
      await question.getByRole('textbox', { name: 'Reason' }).fill('Wrong box');
      await question.getByRole('button', { name: 'Release device' }).click();
      await page.getByText('4F:1A:92 is released from account 10-448213.').waitFor();
      expect(bindings.released).toEqual([{ mac: '000e084f1a92', reason: 'Wrong box' }]);
      await grid(page).getByText('Released').waitFor();
      await first(page).click();
      await dialog(page).getByRole('button', { name: 'Open unit' }).click();
      await page.getByRole('heading', { level: 1, name: 'Bench' }).waitFor();
      expect(watched.faults).toEqual([]);
    });

    test('an empty bench says what to do', async () => {
      const page = await show(0, 0);
      await page.getByText('Nothing is bound yet.').waitFor();
      await page.getByText('Nothing to export.').waitFor();
      await page.getByRole('link', { name: 'Go to Scan & bind' }).click();
      await page.getByRole('heading', { level: 1, name: 'Scan & bind' }).waitFor();
      expect(watched.faults).toEqual([]);
    });

    test('export and void work by keyboard alone', async () => {
      const page = await show(40, 3);
      await button(page, 'Export batch 143').focus();
      await page.keyboard.press('Enter');
      await dialog(page).waitFor();
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.textContent))
        .toBe('Export batch 143');
      await page.keyboard.press('Enter');
      await page.getByText('Batch 143 is exported').waitFor();
      await button(page, 'Void batch 143…').focus();
      await page.keyboard.press('Enter');
      await dialog(page).waitFor();
      await page.keyboard.type('Twice', { delay: 60 });
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await batchRow(page, 143).getByText('Voided').waitFor();
      expect(await page.getByText('Batch 143 is exported').count()).toBe(0);
      expect(bindings.batches[0]?.voidReason).toBe('Twice');
      expect(watched.faults).toEqual([]);
    });

    test.each(['light', 'dark'] as const)(
      'has no axe-core violation in %s',
      async (colorScheme) => {
        const page = await show(1250, 37, { colorScheme, bypassCSP: true });
        await button(page, 'Export batch 143').waitFor();
        await first(page).waitFor();
        expect(await violations(page)).toEqual([]);
        await first(page).click();
        await dialog(page).getByText('Open unit').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await dialog(page).waitFor({ state: 'detached' });
        await button(page, 'Export batch 143').click();
        await dialog(page).getByRole('button', { name: 'Export batch 143' }).click();
        await page.getByText('Nothing to export.').waitFor();
        expect(await violations(page)).toEqual([]);
      },
    );

    test('fits 1180 × 720, with the export button in sight', async () => {
      const page = await show(1250, 37, { viewport: { width: 1180, height: 720 } });
      const place = await button(page, 'Export batch 143').boundingBox();
      expect((place?.y ?? 720) + (place?.height ?? 0)).toBeLessThan(670);
      const size = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [scrollWidth, scrollHeight];
      });
      expect(size).toEqual([1180, 720]);
    });
  },
);
