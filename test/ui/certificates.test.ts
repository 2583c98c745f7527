import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Certificates } from '../../main/contract/certificates.ts';
import { violations } from './axe.ts';
import { anInfo, CertificatesDouble } from './certificates-double.ts';
import { type watchPage, whySkipped } from './page.ts';
import { SettingsDouble } from './settings-double.ts';
import { shownPages } from './shown-pages.ts';

describe.skipIf(whySkipped !== null)(`certificates${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let bench: SettingsDouble;
  let double: CertificatesDouble;

  const open = shownPages();

  async function show(
    view?: Certificates,
    options: Parameters<typeof watchPage>[2] = {},
  ): Promise<Page> {
    bench = new SettingsDouble();
    double = new CertificatesDouble(bench.facade, view);
    const page = await open(bench, options);
    await page.getByRole('button', { name: /^Keys/ }).click();
    await page.getByRole('heading', { name: 'Server certificate' }).waitFor();
    return page;
  }

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const dialog = (page: Page) => page.getByRole('dialog');
  async function choose(page: Page, name: string, content: string): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await button(page, name).click();
    const file = { name: 'answer.crt', mimeType: 'application/x-x509-ca-cert' };
    await (await chooser).setFiles({ ...file, buffer: Buffer.from(content) });
  }

  test('a request is made and saved, and its answer shown with its checks', async () => {
    const page = await show();
    await page.getByText('HTTPS cannot be served without one.').waitFor();
    await button(page, 'New request (CSR)').click();
    const make = dialog(page).getByRole('button', { name: 'Make key and request' });
    await make.click();
    await dialog(page).getByText('Type the full name of the server').waitFor();
    const name = dialog(page).getByRole('textbox', { name: 'Common name' });
    await name.fill('station');
    await make.click();
    await dialog(page).getByText('it begins with the full name').waitFor();
    await name.fill('pv.telco.example/info');
    await dialog(page).getByRole('combobox', { name: 'Key length' }).selectOption('1024');
    await dialog(page).getByText('Too short for anything but').waitFor();
    await make.click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(double.asked.at(-1)).toEqual({
      ...{ commonName: 'pv.telco.example/info', bits: 1024, replaces: false },
    });
    const download = page.waitForEvent('download');
    await button(page, 'Save request').click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('pv.telco.example.csr');
    expect(await readFile(await saved.path(), 'utf8')).toContain('BEGIN CERTIFICATE REQUEST');
    await choose(page, 'Add answer', 'of another key');
    await page.getByText('This certificate belongs to another key.').waitFor();
    await choose(page, 'Add answer', 'the answer');
    await page.getByText('Ends in 20 days').waitFor();
    await page.locator('[data-check="dates"]').getByText('20 days left').waitFor();
    await page.locator('[data-check="key"]').getByText('It belongs to the key').waitFor();
    expect(await button(page, 'Save request').count()).toBe(0);
    await button(page, 'Ask DNS').click();
    await page.locator('[data-check="dns"]').getByText('this station').waitFor();
  });

  test('a second request, and practice over a real certificate, say what is lost', async () => {
    const request = { commonName: 'old.telco.example', bits: 2048, csr: 'csr' };
    const none = { checks: [], clientRoot: [], serverRoot: [], practiceCa: null, dir: null };
    const page = await show({ ...none, server: anInfo(), request });
    await button(page, 'New request (CSR)').click();
    await dialog(page).getByText('makes that answer useless').waitFor();
    await dialog(page).getByRole('textbox', { name: 'Common name' }).fill('new.telco.example');
    await dialog(page).getByRole('button', { name: 'Make key and request' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(double.asked.at(-1)).toMatchObject({ replaces: true });
    await button(page, 'Practise').click();
    await dialog(page).getByText('and its key are lost').waitFor();
    await dialog(page).getByRole('textbox', { name: 'Common name' }).fill('prov.example.net');
    await dialog(page).getByRole('button', { name: 'Make them' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(double.asked.at(-1)).toEqual({ practise: 'prov.example.net', replaces: true });
    await page.getByText('Real units refuse this server').waitFor();
  });

  test('the client root comes from a file and goes after a question; HTTPS and suites', async () => {
    const page = await show(undefined, { bypassCSP: true });
    await choose(page, 'Choose file: Client root', 'root');
    await page.getByText('Client root · Valid until').waitFor();
    await button(page, 'Remove: Client root').click();
    await dialog(page).getByRole('button', { name: 'Remove it' }).click();
    await page.getByText('No unit can be known by its certificate.').waitFor();
    expect(double.asked).toEqual([
      { kind: 'client', hasFile: true },
      { kind: 'client', hasFile: false },
    ]);
    await page.getByRole('combobox', { name: 'HTTPS service' }).selectOption('asked');
    await page.getByText('by its lease alone').waitFor();
    await page.getByRole('switch', { name: 'Old suites' }).click();
    await expect
      .poll(() => bench.patches)
      .toEqual([
        { https: { mode: 'asked', oldSuites: false } },
        { https: { mode: 'asked', oldSuites: true } },
      ]);
    const rc4 = page.locator('[data-suite="TLS_RSA_WITH_RC4_128_SHA"]');
    await rc4.getByText('Never: broken').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page)).toEqual([]);
  });

  test('one-time codes are made, shown this once, printed, listed without the code, withdrawn', async () => {
    const page = await show(undefined, { bypassCSP: true });
    await page.getByText('No code was made yet.').waitFor();
    await button(page, 'Make codes').click();
    const make = dialog(page).getByRole('button', { name: 'Make codes' });
    await make.click();
    await dialog(page).getByText('Type at least one account.').waitFor();
    const accounts = dialog(page).getByRole('textbox', { name: 'Accounts' });
    await accounts.fill('00417\nnobody');
    await make.click();
    await dialog(page).getByText('There is no account nobody.').waitFor();
    await accounts.fill('00417\n00418\n00417');
    await dialog(page).getByRole('combobox', { name: 'Valid for' }).selectOption('24');
    await make.click();
    await dialog(page).getByText('2 codes made').waitFor();
    expect(double.asked.at(-1)).toEqual({ accounts: ['00417', '00418'], hours: 24 });
    await dialog(page).getByText('https://pv.telco.example/cisco-init/c0de1').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.evaluate(() => {
      window.print = () => {
        document.title = document.querySelector('.code-slips')?.textContent ?? '';
        window.dispatchEvent(new Event('afterprint'));
      };
    });
    await dialog(page).getByRole('button', { name: 'Print' }).click();
    await expect.poll(() => page.title()).toContain('cisco-init/c0de0Good for one unit');
    await expect.poll(() => page.locator('.code-slips').count()).toBe(0);
    await button(page, 'Close').last().click();
    await dialog(page).waitFor({ state: 'detached' });
    const row = page.locator('[data-code="1"]');
    await row.getByText('Open').waitFor();
    await page.getByText('HTTPS is off, so no unit can use a code.').waitFor();
    expect(await page.locator('body').textContent()).not.toContain('c0de');
    await row.getByRole('button', { name: /^Withdraw/ }).click();
    await dialog(page).getByRole('button', { name: 'Withdraw it' }).click();
    await row.getByText('Withdrawn', { exact: true }).waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });
});
