import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AccountsPage, button, chooseFile, openAccounts } from './accounts-page.ts';
import { violations } from './axe.ts';
import { launchBrowser, type watchPage, whySkipped } from './page.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Accounts' });
const rowsShown = (page: Page) => grid(page).locator('.table-row').count();

describe.skipIf(whySkipped !== null)(`accounts${whySkipped ? ` (${whySkipped})` : ''}`, () => {
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

  test('100 000 accounts scroll to the end with few rows in the document and few parts asked for', async () => {
    const { page, accounts } = await open(100_000);
    await page.getByText('10-448000').waitFor();
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('100001');
    expect(await rowsShown(page)).toBeLessThan(60);
    await grid(page).focus();
    await page.keyboard.press('End');
    await page.getByText('10-547999').waitFor();
    expect(await rowsShown(page)).toBeLessThan(60);
    await page.keyboard.press('Home');
    await page.getByText('10-448000').waitFor();
    const offsets = new Set(accounts.pages.map(({ offset }) => offset));
    expect(offsets.size).toBeLessThan(8);
  });

  test('search, status and sort are asked of the station, and stay when a person comes back', async () => {
    const { page } = await open(1000);
    await page.getByText('10-448000').waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('merkur', { delay: 60 });
    await page.getByRole('button', { name: 'All 200' }).waitFor();
    await page.getByRole('button', { name: /^Full/ }).click();
    await grid(page).getByRole('button', { name: 'Account' }).click();
    await grid(page).getByText('10-448966').waitFor();
    await page.keyboard.press('F3');
    await page.keyboard.press('F4');
    await grid(page).getByText('10-448966').waitFor();
    expect(await page.getByRole('button', { name: /^Full/ }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    await page.keyboard.press('Control+f');
    await page.keyboard.type('nobody', { delay: 60 });
    await page.getByText('No account fits.').waitFor();
    await button(page, 'Show all accounts').click();
    await page.getByText('10-448999').waitFor();
  });

  test('Enter opens an account; its secrets are dots, Esc gives the focus back to the list', async () => {
    const { page } = await open(50);
    await page.getByText('10-448000').waitFor();
    await grid(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: '10-448001' });
    await drawer.getByText('4F:1A:92').waitFor();
    await drawer.getByText('Batch 142').waitFor();
    await drawer.getByText('Released').waitFor();
    expect(await drawer.getByText('••••••••').count()).toBe(2);
    await drawer.getByText('Import 11: Devices allowed 1 → 2').waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await expect
      .poll(() => grid(page).evaluate((element) => element === document.activeElement))
      .toBe(true);
  });

  test('a refused take-back says why', async () => {
    const { page, accounts } = await open(3);
    accounts.imports = [
      {
        ...{ import: 11, at: Date.now(), fileName: 'a.csv', added: 1, changed: 0 },
        ...{ isTakenBack: false, canTakeBack: true },
      },
    ];
    await page.getByText('10-448000').waitFor();
    await button(page, 'Past imports').click();
    await button(page, 'Take back…').click();
    const [past] = accounts.imports;
    if (past) past.canTakeBack = false;
    await page.getByRole('button', { name: 'Take back import 11' }).click();
    await page.getByText('Account 10-448214 is bound: the import stays.').waitFor();
    await page.getByText('In use').waitFor();
  });

  test.each(['light', 'dark'] as const)('has no axe-core violation in %s', async (colorScheme) => {
    const { page } = await open(500, { colorScheme, bypassCSP: true });
    await page.getByText('10-448000').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByText('10-448007').click();
    await page.getByText('Devices it had before').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await button(page, 'Import accounts').click();
    await button(page, 'Choose file').waitFor();
    expect(await violations(page)).toEqual([]);
    await chooseFile(page);
    await page.getByText('418 rows').waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Match the columns').click();
    await page.getByText('Row 203').waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Import 413 accounts').click();
    await page.getByText('Take back this import…').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
