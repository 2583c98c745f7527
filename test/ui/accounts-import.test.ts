import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import { plantedSecret, trialReport } from './accounts-double.ts';
import {
  type AccountsPage,
  button,
  chooseFile,
  openAccounts,
  sendColumn,
  tabTo,
  toMatch,
} from './accounts-page.ts';
import { launchBrowser, type watchPage, whySkipped } from './page.ts';

describe.skipIf(whySkipped !== null)(
  `the import of accounts${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let browser: Browser;
    let opened: AccountsPage;

    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
    });
    afterEach(async () => {
      expect(opened.faults).toEqual([]);
      await opened.close();
    });

    async function open(...about: [many: number, options?: Parameters<typeof watchPage>[2]]) {
      opened = await openAccounts(browser, ...about);
      return opened;
    }

    test('an empty list says what to do, and takes a dropped file', async () => {
      const { page, accounts } = await open(0);
      await page.getByText('No accounts yet.').waitFor();
      const transfer = await page.evaluateHandle(() => {
        const data = new DataTransfer();
        data.items.add(new File(['a;b\n1;2\n'], 'dropped.csv', { type: 'text/csv' }));
        return data;
      });
      await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
      await page.getByText('Drop the account file', { exact: true }).waitFor();
      await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
      await page.getByText('How the file was read').waitFor();
      await page.getByText('dropped.csv').waitFor();
      await expect
        .poll(() => Buffer.from(accounts.asked[0]?.base64 ?? '', 'base64').toString())
        .toBe('a;b\n1;2\n');
    });

    test('how the file was read is shown, and each part of it can be corrected', async () => {
      const { page, accounts } = await open(3);
      accounts.answerTrial = async ({ separator = ';', encoding, hasHeading = true }) => ({
        ...trialReport,
        separator,
        encoding: encoding === 'windows-1252' ? 'Windows-1252' : 'UTF-8',
        hasHeading,
      });
      await button(page, 'Import accounts').click();
      await chooseFile(page);
      await page.getByText('418 rows').waitFor();
      await page.getByRole('combobox', { name: 'Separator' }).click();
      await page.getByRole('option', { name: 'Tab' }).click();
      await page.getByRole('combobox', { name: 'Characters' }).click();
      await page.getByRole('option', { name: /Windows-1252/ }).click();
      await page.getByRole('switch', { name: 'The first row holds the headings' }).click();
      await button(page, 'Match the columns').click();
      await page.getByText('Read as: tab, Windows-1252, no heading row · 418 rows').waitFor();
      expect(accounts.asked.at(-1)).toMatchObject({
        ...{ separator: '\t', encoding: 'windows-1252', hasHeading: false, isDryRun: true },
      });
    });

    test('the trial run tells new, changed, same and not imported, problem rows and what will change', async () => {
      const { page, accounts } = await open(3);
      await toMatch(page);
      const counts = await page.locator('.four-counts > div').allTextContents();
      expect(counts).toEqual(['New396', 'Changed17', 'Same2', 'Not imported3']);
      const problems = page.getByRole('list', { name: 'Rows with problems' });
      expect(await problems.getByRole('listitem').allTextContents()).toEqual([
        'Row 87Account 10-448290 is in row 41 already.ACCOUNT_NO',
        'Row 203"two" is not a whole number from 1.DEV_QTY',
        'Row 377It seems to have lost its leading zero: 0448301 exists.ACCOUNT_NO',
      ]);
      await page.getByText('17 accounts change. 4 of them already have devices').waitFor();
      await page.getByText('87 accounts on the list are not in this file.').waitFor();
      const change = page.getByRole('row', { name: /10-447990/ });
      expect(await change.textContent()).toBe('10-447990Hotel ModráNameHotel ModraHotel Modrá');
      expect(await page.getByRole('row', { name: /^SIP_PWD/ }).textContent()).toContain('••••••••');
      expect(await page.content()).not.toContain(plantedSecret);
      expect(accounts.asked.every(({ isDryRun }) => isDryRun)).toBe(true);
    });

    test('another match runs the trial again by itself; the newest counts, however late the older answers', async () => {
      const { page, accounts } = await open(3);
      await toMatch(page);
      let answerOld: () => void = () => undefined;
      accounts.answerTrial = ({ map }) => {
        if (map?.name !== '') return Promise.resolve({ ...trialReport, added: 100, changed: 0 });
        return new Promise((resolve) => {
          answerOld = () => resolve({ ...trialReport, added: 5, changed: 0 });
        });
      };
      await sendColumn(page, 'CUST_NAME', 'Don’t import');
      await page.getByText('Trial runs again').waitFor();
      expect(await page.locator('.match-right .primary').isDisabled()).toBe(true);
      await sendColumn(page, 'PROMO_CODE', 'Name');
      await button(page, 'Import 100 accounts').waitFor();
      answerOld();
      await sendColumn(page, 'SIP_USER', 'Display name');
      await expect.poll(() => accounts.asked.at(-1)?.map?.display_name).toBe('SIP_USER');
      await button(page, 'Import 100 accounts').waitFor();
      expect(accounts.asked.at(-1)).toMatchObject({
        map: { account: 'ACCOUNT_NO', name: 'PROMO_CODE', user_id: '', model: '' },
        secret: ['SIP_PWD'],
      });
    });

    test('a problem of the file hides those of its rows and stops the import until it is solved', async () => {
      const { page, accounts } = await open(3);
      const text = 'No column is understood as the account number. Say which one it is.';
      accounts.answerTrial = async ({ map }) => {
        if (map === undefined) throw new StationError('NO_ACCOUNT_COLUMN', text);
        if (map.account) return trialReport;
        const columns = trialReport.columns.map((column) => ({
          ...column,
          field: column.field === 'account' ? null : column.field,
        }));
        const problems = [{ row: null, column: null, text }];
        return { ...trialReport, columns, problems, added: 0, changed: 0, changes: [] };
      };
      await button(page, 'Import accounts').click();
      await chooseFile(page);
      await button(page, 'Match the columns').click();
      await page.getByRole('alert').getByText(text).waitFor();
      expect(await page.getByText('Rows with problems').count()).toBe(0);
      expect(await button(page, 'Nothing to import').isDisabled()).toBe(true);
      await sendColumn(page, 'ACCOUNT_NO', 'Account number');
      await button(page, 'Import 413 accounts').waitFor();
      await page.getByText('Row 203').waitFor();
    });

    test('a file that cannot be read at all says why, and another one can be chosen', async () => {
      const { page, accounts } = await open(3);
      const text = 'A quotation mark is out of place or not closed near row 41. Correct the file.';
      accounts.answerTrial = async () => {
        throw new StationError('QUOTE_NOT_CLOSED', text);
      };
      await button(page, 'Import accounts').click();
      await chooseFile(page);
      await page.getByRole('alert').getByText(text).waitFor();
      expect(await button(page, 'Match the columns').isDisabled()).toBe(true);
      accounts.answerTrial = async () => trialReport;
      await chooseFile(page);
      await page.getByText('418 rows').waitFor();
      expect(await page.getByText(text).count()).toBe(0);
    });

    test('imports, saves the rows that were not, and takes the import back', async () => {
      const { page, accounts } = await open(3);
      await toMatch(page);
      await button(page, 'Import 413 accounts').click();
      await page.getByText('413 accounts imported').waitFor();
      await page.getByText('Import 12').waitFor();
      const written = accounts.asked.filter(({ isDryRun }) => !isDryRun);
      expect(written).toHaveLength(1);
      const download = page.waitForEvent('download');
      await button(page, 'Save the rows that were not imported').click();
      const file = await download;
      expect(file.suggestedFilename()).toBe('accounts-2026-11-22-not-imported.csv');
      expect(readFileSync(await file.path(), 'utf8')).toContain('is in row 41 already.');
      await button(page, 'Take back this import…').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Keep it', exact: true }).last().click();
      expect(accounts.imports[0]?.isTakenBack).toBe(false);
      await button(page, 'Take back this import…').click();
      await dialog.getByRole('button', { name: 'Take back import 12' }).click();
      await page.getByRole('heading', { name: 'Import 12 is taken back' }).waitFor();
      expect(accounts.imports[0]?.isTakenBack).toBe(true);
      await button(page, 'Show the accounts').click();
      await button(page, 'Past imports').click();
      await page.getByRole('dialog').getByText('Taken back').waitFor();
    });

    test('an import outlives its screen', async () => {
      const { page, accounts } = await open(3);
      await toMatch(page);
      let finish: () => void = () => undefined;
      accounts.answerTrial = ({ isDryRun }) =>
        isDryRun
          ? Promise.resolve(trialReport)
          : new Promise((resolve) => {
              finish = () => resolve(trialReport);
            });
      await button(page, 'Import 413 accounts').click();
      await button(page, 'Importing 413 accounts').waitFor();
      await page.keyboard.press('F3');
      await expect.poll(() => accounts.asked.at(-1)?.isDryRun).toBe(false);
      finish();
      await page.keyboard.press('F4');
      await page.getByText('413 accounts imported').waitFor();
    });

    test('a mapping is saved by name and offered for the next file', async () => {
      const { page, accounts } = await open(3);
      await toMatch(page);
      await sendColumn(page, 'PROMO_CODE', 'Model ordered');
      await button(page, 'Save mapping…').click();
      await page.getByRole('textbox', { name: 'Name of the mapping' }).fill('Billing export');
      await page.keyboard.press('Enter');
      await page.getByText('The mapping is saved as “Billing export”.').waitFor();
      expect(accounts.mappings[0]?.map.model).toBe('PROMO_CODE');
      await button(page, 'Close').first().click();
      await toMatch(page);
      await page.getByRole('button', { name: 'Use saved “Billing export”' }).click();
      await expect.poll(() => accounts.asked.at(-1)?.map?.model).toBe('PROMO_CODE');
    });

    test('the whole import works by keyboard alone', async () => {
      const { page, accounts } = await open(3);
      await button(page, 'Import accounts').focus();
      await page.keyboard.press('Enter');
      await button(page, 'Choose file').waitFor();
      const chooser = page.waitForEvent('filechooser');
      await tabTo(page, 'Choose file');
      await page.keyboard.press('Enter');
      const buffer = Buffer.from('ACCOUNT_NO\n1\n');
      await (await chooser).setFiles({ name: 'a.csv', mimeType: 'text/csv', buffer });
      await page.getByText('418 rows').waitFor();
      await tabTo(page, 'Match the columns');
      await page.keyboard.press('Enter');
      await button(page, 'Import 413 accounts').waitFor();
      await tabTo(page, 'PROMO_CODE goes to');
      await page.keyboard.press('Enter');
      const wanted = page.getByRole('option', { name: 'Model ordered' });
      await wanted.waitFor();
      await expect
        .poll(async () => {
          if ((await wanted.getAttribute('data-combobox-selected')) !== null) return true;
          await page.keyboard.press('ArrowDown');
          return false;
        })
        .toBe(true);
      await page.keyboard.press('Enter');
      await expect.poll(() => accounts.asked.at(-1)?.map?.model).toBe('PROMO_CODE');
      await button(page, 'Import 413 accounts').waitFor();
      await tabTo(page, 'Import 413 accounts');
      await page.keyboard.press('Enter');
      await page.getByText('413 accounts imported').waitFor();
    });

    test('a file of 50 000 rows arrives byte for byte, encoded in parts that hold no frame up', async () => {
      const { page, accounts } = await open(3);
      const row = `10-448214;Autoservis Kolín;1;448214a;${'p'.repeat(40)};WO-20418;XMAS26\n`;
      const dir = mkdtempSync(join(tmpdir(), 'spa-bench-accounts-'));
      const path = join(dir, 'big.csv');
      writeFileSync(path, row.repeat(50_000));
      await page.evaluate(() => {
        const parts: number[] = [];
        Object.assign(window, { parts });
        const read = FileReader.prototype.readAsDataURL;
        FileReader.prototype.readAsDataURL = function readPart(part: Blob) {
          parts.push(part.size);
          read.call(this, part);
        };
      });
      await button(page, 'Import accounts').click();
      const chooser = page.waitForEvent('filechooser');
      await button(page, 'Choose file').click();
      await (await chooser).setFiles(path);
      await page.getByText('418 rows').waitFor();
      rmSync(dir, { recursive: true });
      const arrived = Buffer.from(accounts.asked[0]?.base64 ?? '', 'base64');
      expect(arrived.equals(Buffer.from(row.repeat(50_000)))).toBe(true);
      const parts: number[] = await page.evaluate(() => Reflect.get(window, 'parts'));
      expect(parts.length).toBeGreaterThan(10);
      expect(Math.max(...parts)).toBeLessThan(400_000);
    });

    test('fits 1180 × 720 without scrolling sideways', async () => {
      const { page } = await open(500, { viewport: { width: 1180, height: 720 } });
      await toMatch(page);
      const isCut = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [scrollWidth, scrollHeight];
      });
      expect(isCut).toEqual([1180, 720]);
      const importing = await button(page, 'Import 413 accounts').boundingBox();
      expect((importing?.y ?? 720) + (importing?.height ?? 0)).toBeLessThan(670);
    });
  },
);
