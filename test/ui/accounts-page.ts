/** Opens the accounts screen on a station of the tests, and the ways through its import. */
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import type { WebServer } from '../../main/serve/web-server.ts';
import { AccountsDouble, plantedSecret } from './accounts-double.ts';
import { BenchDouble } from './bench-double.ts';
import { type WatchedPage, watchPage } from './page.ts';

export interface AccountsPage {
  page: Page;
  faults: string[];
  accounts: AccountsDouble;
  close: () => Promise<void>;
}

/** @param many  accounts on the list */
export async function openAccounts(
  browser: Browser,
  many: number,
  options: Parameters<typeof watchPage>[2] = {},
): Promise<AccountsPage> {
  const bench = new BenchDouble();
  const accounts = new AccountsDouble(bench.facade.accounts, many);
  const served: WebServer = await bench.serve(inject('pageDir'));
  const { page, faults }: WatchedPage = await watchPage(browser, served.origin, options);
  await page.goto(served.url);
  await page.getByText('Running').first().waitFor();
  await page.keyboard.press('F4');
  await page.getByRole('region', { name: 'Accounts' }).waitFor();
  const close = async () => {
    await page.context().close();
    await served.close();
  };
  return { page, faults, accounts, close };
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Chooses the account file; its password column holds the planted secret. */
export async function chooseFile(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page
    .getByRole('button', { name: /^(Choose|Other) file$/ })
    .first()
    .click();
  const buffer = Buffer.from(`ACCOUNT_NO;SIP_PWD\n10-448214;${plantedSecret}\n`);
  const name = 'accounts-2026-11-22.csv';
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer });
}

/** From the list to the second step, with the trial run there. */
export async function toMatch(page: Page): Promise<void> {
  await button(page, 'Import accounts').click();
  await chooseFile(page);
  await button(page, 'Match the columns').click();
  await button(page, 'Import 413 accounts').waitFor();
}

/** Chooses where a column goes. */
export async function sendColumn(page: Page, column: string, to: string): Promise<void> {
  await page.getByRole('combobox', { name: `${column} goes to` }).click();
  await page.getByRole('option', { name: to, exact: true }).click();
}

/** Presses Tab until the control of this name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (here.trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to "${name}".`);
}
