import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { aUnit, BenchDouble } from './bench-double.ts';
import { aRecipient, KeysDouble, station } from './keys-double.ts';
import { type watchPage, whySkipped } from './page.ts';
import { shownPages } from './shown-pages.ts';

const pem = { mimeType: 'application/x-pem-file', buffer: Buffer.from('certificate') };

describe.skipIf(whySkipped !== null)(`keys${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let keys: KeysDouble;

  const open = shownPages();

  async function show(
    many = 3,
    prepare: (keys: KeysDouble) => void = () => undefined,
    options: Parameters<typeof watchPage>[2] = {},
  ): Promise<Page> {
    const bench = new BenchDouble();
    bench.put(aUnit('000001', { stage: 'VERIFIED' }));
    const { get } = bench.facade.units;
    bench.facade.units.get = async (question) => ({
      ...(await get(question)),
      key: {
        ...{ algorithm: 'AES-256-CBC', bits: 256, fingerprint: '9c41e70b11223344' },
        ...{ issuedAt: 1, exportedAt: null },
      },
    });
    keys = new KeysDouble(bench.facade, many);
    prepare(keys);
    const page = await open(bench, options);
    await page.getByText('Running').first().waitFor();
    await page.getByRole('button', { name: 'Keys', exact: true }).click();
    await page.getByRole('heading', { name: 'Unit keys' }).waitFor();
    return page;
  }

  const dialog = (page: Page) => page.getByRole('dialog');
  const inDialog = (page: Page, name: string | RegExp) =>
    dialog(page).getByRole('button', { name, exact: typeof name === 'string' });

  async function choose(page: Page, button: string, names: string[]): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await inDialog(page, button).click();
    await (await chooser).setFiles(names.map((name) => ({ name, ...pem })));
  }

  test('without keys the screen says what to do; the fingerprint to compare stands there', async () => {
    const page = await show(0);
    await page.getByText('No unit has a key yet.').waitFor();
    await page.getByText('Nothing was exported yet.').waitFor();
    await page.getByText(station.fingerprint).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('an export goes to fit certificates only, and its three files come here', async () => {
    const page = await show(3, (double) => {
      double.recipients.set('isp.pem', aRecipient('isp.pem'));
      const problem = 'Its key is one for elliptic curves. Ask the ISP for another.';
      double.recipients.set('ec.pem', aRecipient('ec.pem', { problem }));
    });
    await page.getByText('3 of 3 keys in no export yet').waitFor();
    await page.getByRole('button', { name: 'Export for the ISP…' }).click();
    await inDialog(page, 'Export the keys').click();
    await dialog(page).getByText('Add the ISP’s certificate first.').waitFor();
    await choose(page, 'Add certificates…', ['nothing.txt']);
    await dialog(page).getByText('nothing.txt holds no certificate.').waitFor();
    await choose(page, 'Add certificates…', ['isp.pem', 'ec.pem']);
    await dialog(page).getByText('elliptic curves').waitFor();
    expect(await violations(page)).toEqual([]);
    await inDialog(page, 'Export the keys').click();
    await dialog(page).getByText('CN=ec.pem cannot be a recipient.').waitFor();
    await inDialog(page, 'Remove CN=ec.pem').click();
    await inDialog(page, 'Export the keys').click();
    await dialog(page).getByText('The keys of 3 units, for isp.pem.').waitFor();
    expect(keys.exports).toMatchObject([
      { scope: { kind: 'new' }, certificates: [{ name: 'isp.pem' }] },
    ]);
    const download = page.waitForEvent('download');
    await inDialog(page, 'Save keys.p7m.manifest.json').click();
    const saved = readFileSync(await (await download).path(), 'utf8');
    expect(saved).toBe('bytes of keys.p7m.manifest.json');
    await inDialog(page, 'Close').last().click();
    await page.locator('[data-export="1"]').getByText('keys.p7m').waitFor();
    await page.getByText(/Every key is in an export · last .*, for isp.pem/).waitFor();
  });

  test('an import is tried, its signer compared, and a key replaced only with a reason', async () => {
    const unit = { model: 'SPA962', fingerprint: 'ab', isTaken: false };
    const page = await show(3, (double) => {
      double.units = [
        { ...unit, mac: '000e08000001', state: 'new', text: null },
        { ...unit, mac: '000e08000002', state: 'different', text: 'Here it has another key.' },
        { ...unit, mac: '000e08000003', state: 'in-use', text: 'This station works with it.' },
      ];
    });
    await page.getByRole('button', { name: 'Import…' }).click();
    await choose(page, 'Choose the files…', ['keys.p7m']);
    await dialog(page).getByText('Choose all three files of one export').waitFor();
    const names = ['keys.p7m.manifest.p7s', 'keys.p7m', 'keys.p7m.manifest.json'];
    await choose(page, 'Choose the files…', names);
    await inDialog(page, 'Try it').click();
    await dialog(page).getByText('Choose the private key').waitFor();
    await choose(page, 'Choose the key…', ['isp.p12']);
    await dialog(page).getByLabel('Passphrase of the key', { exact: true }).fill('open sesame');
    await inDialog(page, 'Try it').click();
    await dialog(page).getByText('1 new · 1 different · 1 in use here').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(keys.imports[0]).toMatchObject({ isTrial: true, passphrase: 'open sesame' });
    await inDialog(page, 'Import the keys').click();
    await dialog(page).getByText('Compare the fingerprint').waitFor();
    await dialog(page)
      .getByRole('checkbox', { name: /fingerprint is the one/ })
      .check();
    await dialog(page)
      .getByRole('checkbox', { name: /Replace the key of/ })
      .check();
    await inDialog(page, 'Import the keys').click();
    await dialog(page).getByText('Write why the keys here are to be replaced').waitFor();
    await dialog(page).getByRole('textbox', { name: 'Reason' }).fill('bench two is closed');
    await inDialog(page, 'Import the keys').click();
    await page.getByText('Keys of 2 units were taken in.').waitFor();
    expect(keys.imports[1]).toMatchObject({
      ...{ isTrial: false, signer: station.fingerprint, reason: 'bench two is closed' },
      replace: ['000e08000002'],
    });
    expect(await page.content()).not.toContain('open sesame');
  });

  test('the files for the ISP’s server come as an archive, with who is left out and why', async () => {
    const page = await show(3, undefined, { colorScheme: 'dark' });
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Files for its server…' }).click();
    await inDialog(page, 'Make the archive').click();
    await dialog(page).getByText('2 profiles for prov.example.net.').waitFor();
    await dialog(page).getByText('names no --key').waitFor();
    expect(await violations(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await inDialog(page, 'Save the archive').click();
    expect((await download).suggestedFilename()).toBe('profiles.tar');
  });

  test('a unit’s drawer shows whom its key went to, and gives it a new one, until undone', async () => {
    const page = await show(1, (double) => {
      const recipients = [aRecipient('isp.pem')];
      double.unit = {
        ...double.unit,
        exports: [{ at: Date.now(), fileName: 'keys.p7m', recipients }],
        past: [
          {
            ...{ fingerprint: '00112233aabbccdd', madeAt: 1, issuedAt: 1, endedAt: 2 },
            ...{ state: 'proved', why: 'A new key was made' },
          },
        ],
      };
    });
    await page.keyboard.press('F2');
    await page.locator('[data-mac="000e08000001"]').first().click();
    await page.getByRole('tab', { name: 'Key', exact: true }).click();
    await page.getByRole('heading', { name: 'Exported to' }).waitFor();
    await page.getByText('00112233aabbccdd').waitFor();
    await page.getByRole('button', { name: 'New key…' }).click();
    await inDialog(page, 'Make a new key').click();
    await page.getByText('It took the order to resync.').waitFor();
    await page.getByText('it was not given the new one yet').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo the change' }).click();
    await page.getByText('The change is undone; its key stays.').waitFor();
    await page.getByRole('button', { name: 'New key…' }).waitFor();
  });
});
