import { describe, expect, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import { whySkipped } from './page.ts';
import { becomes, burst, crm, seen, settingsPages, toast } from './settings-kit.ts';

describe.skipIf(whySkipped !== null)(
  `pages of the settings${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    const open = settingsPages();

    test('the theme and the size change the page at once', async () => {
      const { bench, page } = await open('screen');
      await page.getByRole('button', { name: 'Dark' }).click();
      await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
      await page.getByRole('button', { name: '130 %' }).click();
      await becomes(() => page.evaluate(() => document.documentElement.style.zoom), '1.3');
      expect(bench.settings.values.screen).toMatchObject({ theme: 'dark', size: 130 });
    });

    test('volume is stored when let go, warns when almost off, and each sound can be heard', async () => {
      const { bench, page } = await open('sounds', (bench) =>
        bench.set({ sounds: { isOn: true, volume: 20 } }),
      );
      await page.getByRole('slider', { name: 'Volume' }).focus();
      await page.keyboard.press('ArrowLeft');
      await seen(page, 'Sound is almost off.');
      expect(bench.settings.values.sounds.volume).toBe(15);
      await page.evaluate(() => {
        window.addEventListener('spa-bench:sound', (event) => {
          document.title = (event as CustomEvent<{ id: string }>).detail.id;
        });
      });
      await page.getByRole('button', { name: 'Test Refused' }).click();
      await becomes(() => page.title(), 'refused');
      await page.getByRole('switch', { name: 'Sounds on' }).click({ force: true });
      await becomes(() => page.getByRole('button', { name: 'Test Refused' }).isDisabled(), true);
    });

    test('the scanner’s mode, prefix and test line', async () => {
      const { bench, page } = await open('scanner');
      await page.getByLabel('A scan is known').selectOption('prefix');
      await becomes(() => bench.settings.values.scanner.prefix, 'F19');
      await page.getByLabel('Prefix key').fill('F20');
      await page.keyboard.press('Enter');
      await becomes(() => bench.settings.values.scanner.prefix, 'F20');
      await page.getByLabel('A scan is known').selectOption('timing');
      await becomes(() => bench.settings.values.scanner.mode, 'timing');
      await page.getByRole('button', { name: 'Test a scan' }).click();
      await seen(page, 'Scan any barcode now.');
      await burst(page, '000E084F1A92');
      await seen(page, 'MAC 00:0E:08:4F:1A:92');
      await seen(page, 'Longest pause');
      expect(bench.submitted).toEqual([]);
      await page.getByRole('button', { name: 'Learn a scanner' }).click();
      await seen(page, 'Scan this barcode, 1 of 3.');
      await page.getByRole('button', { name: 'Stop learning' }).click();
      await page.getByRole('button', { name: 'Learn a scanner' }).waitFor();
    });

    test('a label is shown as it is set', async () => {
      const { bench, page } = await open('labels');
      await page.getByLabel('Label size').selectOption('50x30');
      await page.locator('.label-preview').getByText('50 × 30 mm').waitFor();
      await page.getByLabel('Station name').fill('Station 02');
      await page.getByLabel('Station name').blur();
      await becomes(() => bench.settings.values.labels.station, 'Station 02');
      await page.locator('.label-preview').getByText('Station 02').waitFor();
    });

    test('a model is added with its mistakes said, changed, and removed with Undo', async () => {
      const { bench, page, faults } = await open('models');
      await seen(page, 'SPA962');
      await page.getByRole('button', { name: 'Add model' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add model' });
      await dialog.getByLabel('Model', { exact: true }).fill('SPA1001');
      await dialog.getByRole('button', { name: 'Save model' }).click();
      await seen(page, 'Up to 12 letters and digits, such as 962.');
      await becomes(
        () => dialog.getByLabel('Series number').evaluate((at) => at === document.activeElement),
        true,
      );
      await page.keyboard.type('1001');
      expect(await dialog.getByLabel('First file').inputValue()).toBe('spa1001.cfg');
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('rowheader', { name: 'SPA1001' }).waitFor();
      await page.getByRole('button', { name: 'Edit SPA1001' }).click();
      await page.getByLabel('Lines').fill('2');
      await page.getByRole('button', { name: 'Save model' }).click();
      await becomes(() => bench.settings.values.models[0]?.lines, 2);
      await page.getByRole('button', { name: 'Remove SPA1001' }).click();
      await page.getByRole('rowheader', { name: 'SPA1001' }).waitFor({ state: 'detached' });
      await toast(page).getByText('SPA1001 removed.').locator('..').getByText('Undo').click();
      await page.getByRole('rowheader', { name: 'SPA1001' }).waitFor();
      expect(faults).toEqual([]);
    });

    test('a model is given to the compiler where one was found, and taken back', async () => {
      const { bench, page, faults } = await open('models');
      await seen(page, 'No compiler is set.');
      const choose = page.getByRole('button', { name: 'SEC-PRV-1 of SPA962' });
      await choose.click();
      const dialog = page.getByRole('dialog', { name: 'SEC-PRV-1 of SPA962' });
      const made = dialog.getByLabel('Made by');
      expect(await made.locator('option[value=compiler]').isDisabled()).toBe(true);
      await dialog.getByRole('button', { name: 'Discard changes' }).last().click();

      bench.facade.settings.compiler = async ({ again }) => ({
        ...{ path: '/opt/spc/spc-linux-i386-static', timeLimit: 10, lookedAt: 1, exitCode: 0 },
        found: { parameters: 551, bytes: 400_000, sha256: 'ab'.repeat(32) },
        ...{ problem: null, said: again ? 'seen again' : 'seen' },
      });
      await page.reload();
      await seen(page, 'It wrote a sample profile of 551 parameters.');
      await seen(page, 'ab'.repeat(32));
      await page.getByRole('button', { name: 'Look again' }).click();
      await seen(page, 'seen again');
      await choose.click();
      await made.selectOption('compiler');
      await dialog.getByLabel('Its key').selectOption('ascii');
      await dialog.getByLabel('Scramble').check({ force: true });
      await dialog.getByRole('button', { name: 'Save' }).click();
      await seen(page, 'Compiler, for its MAC · AES, 128 bits · scrambled');
      const way = { cipher: 'aes', key: 'ascii', scramble: true, files: 'own' };
      expect(bench.settings.values.spc.models).toEqual({ SPA962: way });
      await choose.click();
      await made.selectOption('open');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await becomes(() => bench.settings.values.spc.models, {});
      expect(faults).toEqual([]);
    });

    test('a preset is built with its example beside it', async () => {
      const { bench, page, faults } = await open('presets');
      await page.getByRole('button', { name: 'Add preset' }).click();
      const name = page.getByLabel('Name', { exact: true });
      await name.fill('billing');
      await page.getByRole('button', { name: 'Save preset' }).click();
      await seen(page, 'billing is there already.');
      await name.fill('crm');
      for (let left = 8; left > 2; left -= 1) {
        await page.getByRole('button', { name: 'Remove column 3' }).click();
      }
      await page.getByLabel('Heading of column 1').fill('');
      await page.getByRole('button', { name: 'Save preset' }).click();
      await seen(page, 'A heading.');
      await page.getByLabel('Heading of column 1').fill('Customer');
      await page.getByLabel('Separator').selectOption(';');
      await page.getByLabel('MAC written as').selectOption('colon-upper');
      await page.getByRole('button', { name: 'Move column 1 down' }).click();
      await seen(page, '00:0E:08:4F:1A:92;10-448213');
      await page.getByRole('button', { name: 'Save preset' }).click();
      await toast(page).getByText('Preset crm saved.').waitFor();
      expect(bench.settings.values.presets).toEqual([
        {
          ...crm,
          lineEnd: 'crlf',
          columns: [
            { field: 'mac', heading: 'mac' },
            { field: 'account', heading: 'Customer' },
          ],
        },
      ]);
      expect(faults).toEqual([]);
    });

    test('a preset is never deleted without being asked for', async () => {
      const { bench, page } = await open('presets', (bench) => bench.set({ presets: [crm] }));
      expect(await page.getByRole('button', { name: 'Delete billing' }).count()).toBe(0);
      await page.getByRole('button', { name: 'Delete crm' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).last().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(bench.patches).toEqual([]);
      await page.getByRole('button', { name: 'Delete crm' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete crm' }).click();
      await toast(page).getByText('Preset crm deleted.').waitFor();
      expect(bench.patches).toEqual([{ presets: [] }]);
    });

    test('a backup is made, listed, and a failure said', async () => {
      const made = { file: '/data/backups/spa-bench-1.db', bytes: 4_120_000, at: Date.now() };
      const { bench, page, faults } = await open('backup');
      await seen(page, 'No backup yet');
      bench.facade.backups.make = async () => {
        throw new StationError('DISK_FULL', 'The disk is full. Free some space.');
      };
      await page.getByRole('button', { name: 'Back up now' }).click();
      await page.getByRole('alert').getByText('The disk is full. Free some space.').waitFor();
      bench.facade.backups.make = async () => made;
      bench.facade.backups.list = async () => [made];
      await page.getByRole('button', { name: 'Back up now' }).click();
      await page.getByRole('cell', { name: 'spa-bench-1.db' }).waitFor();
      await seen(page, '/data/backups');
      expect(faults).toEqual([]);
    });
  },
);
