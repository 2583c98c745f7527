/** The keys locked and unlocked on the page; a passphrase stays in its field, and goes to the station alone. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import type { VaultStatus } from '../../main/contract/vault.ts';
import { status as stopped } from '../contract/double.ts';
import { violations } from './axe.ts';
import { runningStatus } from './bench-double.ts';
import { type watchPage, whySkipped } from './page.ts';
import { SettingsDouble } from './settings-double.ts';
import { goTo } from './settings-kit.ts';
import { shownPages } from './shown-pages.ts';

const passphrase = 'correct horse battery';
const why = 'The keys are locked with a passphrase. Nothing new can be built.';

/** A station whose vault opens with {@link passphrase}. */
class VaultDouble extends SettingsDouble {
  readonly tried: (string | undefined)[] = [];
  readonly given: { passphrase: string; isBeside: boolean }[] = [];
  runsOnceOpen = true;
  vault: VaultStatus = {
    isLocked: true,
    why,
    id: '0123456789abcdef',
    ways: [{ kind: 'passphrase', file: null }],
    hasSystem: false,
  };

  constructor() {
    super();
    this.facade.vault.status = async () => this.vault;
    this.facade.vault.unlock = async ({ passphrase: given }) => {
      this.tried.push(given);
      if (given !== passphrase) {
        throw new StationError('WRONG_PASSPHRASE', 'That is not the passphrase. Try again.');
      }
      return this.become({ isLocked: false, why: null });
    };
    this.facade.vault.lock = async () => this.become({ isLocked: true, why });
    this.facade.vault.setPassphrase = async (given) => {
      this.given.push(given);
      return this.become({ ways: [{ kind: 'passphrase', file: null }] });
    };
    this.become({});
  }

  become(about: Partial<VaultStatus>): VaultStatus {
    this.vault = { ...this.vault, ...about };
    const isOff = this.vault.isLocked || !this.runsOnceOpen;
    const status = isOff ? stopped : runningStatus;
    this.setStatus({ ...status, hasIspRule: true, locked: this.vault.why });
    return this.vault;
  }
}

describe.skipIf(whySkipped !== null)(`the keys${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let bench: VaultDouble;

  const open = shownPages();

  async function show(
    about: Partial<VaultStatus>,
    options: Parameters<typeof watchPage>[2] = {},
  ): Promise<Page> {
    bench = new VaultDouble();
    bench.become(about);
    const page = await open(bench, options);
    await goTo(page, 'backup');
    await page.getByRole('heading', { name: 'Keys and passwords' }).waitFor();
    return page;
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const dialog = (page: Page) => page.getByRole('dialog');
  /** Wherever the page could leave it. */
  const kept = (page: Page) =>
    page.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        location.href,
        { ...localStorage },
        { ...sessionStorage },
        [...document.querySelectorAll('input')].map(({ value }) => value),
        performance.getEntries().map(({ name }) => name),
      ]),
    );

  test('says on every screen that they are locked, and opens them with the passphrase alone', async () => {
    const page = await show({});
    await page.getByText('The keys are locked.').waitFor();
    await button(page, 'Unlock the keys').click();
    await dialog(page).getByText(why).waitFor();
    const field = dialog(page).getByLabel('Passphrase', { exact: true });
    await field.waitFor();
    expect(await dialog(page).getByRole('button', { name: 'Look for the key again' }).count()).toBe(
      0,
    );
    // As quick as a scanner, as a program that keeps passwords types.
    await field.pressSequentially('wrong and pl4nted', { delay: 0 });
    await page.keyboard.press('Enter');
    await dialog(page).getByText('That is not the passphrase.').waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await button(page, 'Show: Passphrase').click();
    await field.pressSequentially(passphrase, { delay: 0 });
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByText('The keys are locked.').waitFor({ state: 'detached' });
    expect(bench.tried).toEqual(['wrong and pl4nted', passphrase]);
    // Nothing of it was taken for a scan, and nothing stays.
    expect(bench.submitted).toEqual([]);
    expect(await kept(page)).not.toMatch(/pl4nted|correct horse/);
  });

  test('Start says that they are locked, and starts once they are unlocked from there', async () => {
    const page = await show({});
    bench.runsOnceOpen = false;
    await goTo(page, 'station');
    await page.getByRole('link', { name: 'Prepare the station' }).first().click();
    const start = page.getByRole('button', { name: /^Start station/ });
    await page.getByText('The keys are locked, so no unit could be given a file.').waitFor();
    expect(await start.isDisabled()).toBe(true);
    await page.keyboard.press('F10');
    expect(await violations(page)).toEqual([]);
    await button(page, 'Unlock').click();
    await dialog(page).getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    expect(bench.starts).toEqual([]);
    await start.click();
    await page.getByRole('heading', { name: 'Bench', exact: true, level: 1 }).waitFor();
    expect(bench.starts).toHaveLength(1);
  });

  test('looks for a key file again, and says what is still wrong', async () => {
    const page = await show({ ways: [{ kind: 'key-file', file: '/media/stick/vault.key' }] });
    await page.getByText('The key file /media/stick/vault.key').waitFor();
    await button(page, 'Unlock the keys').click();
    expect(await dialog(page).getByLabel('Passphrase', { exact: true }).count()).toBe(0);
    await dialog(page).getByRole('button', { name: 'Look for the key again' }).click();
    await dialog(page).getByRole('alert').waitFor();
    expect(bench.tried).toEqual([undefined]);
    await dialog(page).getByRole('button', { name: 'Leave them locked' }).last().click();
    await dialog(page).waitFor({ state: 'detached' });
  });

  test('a passphrase is set by typing it twice, and locking asks first', async () => {
    const ways: VaultStatus['ways'] = [{ kind: 'key-file', file: '/data/vault.key' }];
    const page = await show({ isLocked: false, why: null, ways });
    await button(page, 'Set a passphrase').click();
    const first = dialog(page).getByLabel('New passphrase', { exact: true });
    const second = dialog(page).getByLabel('The same again', { exact: true });
    await first.fill(passphrase);
    await second.fill('correct horse');
    await button(page, 'Set the passphrase').click();
    await dialog(page).getByText('The two are not the same.').waitFor();
    expect([await first.inputValue(), await second.inputValue()]).toEqual(['', '']);
    await first.fill(passphrase);
    await second.fill(passphrase);
    await dialog(page).getByRole('checkbox').check();
    await button(page, 'Set the passphrase').click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(bench.given).toEqual([{ passphrase, isBeside: true }]);
    await page.getByText('A passphrase', { exact: true }).waitFor();

    await button(page, 'Lock the keys').first().click();
    await dialog(page).getByText('The station stops serving at once.').waitFor();
    await dialog(page).getByRole('button', { name: 'Lock the keys' }).click();
    await button(page, 'Unlock the keys').waitFor();
    expect(await kept(page)).not.toContain('correct horse');
  });

  test.each(['light', 'dark'] as const)(
    'panel and dialog are open to everybody, %s',
    async (colorScheme) => {
      const page = await show({}, { colorScheme, bypassCSP: true });
      await page.getByText('The keys are locked.').waitFor();
      expect(await violations(page)).toEqual([]);
      await button(page, 'Unlock the keys').click();
      await dialog(page).getByLabel('Passphrase', { exact: true }).waitFor();
      expect(await violations(page)).toEqual([]);
    },
  );
});
