import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { FirmwareState } from '../../main/contract/firmware.ts';
import type { UnitUpgrade } from '../../main/contract/model.ts';
import { violations } from './axe.ts';
import { aUnit, BenchDouble } from './bench-double.ts';
import { anImage, FirmwareDouble } from './firmware-double.ts';
import { type watchPage, whySkipped } from './page.ts';
import { shownPages } from './shown-pages.ts';

const upgrade = (phase: UnitUpgrade['phase'], about: Partial<UnitUpgrade> = {}): UnitUpgrade => ({
  ...{ phase, from: '6.1.5(a)', to: '6.1.9', file: 'spa962-6.1.9.bin', since: Date.now() },
  ...{ before: null, unsafeSince: null, ...about },
});

describe.skipIf(whySkipped !== null)(`firmware${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let bench: BenchDouble;
  let firmware: FirmwareDouble;

  const open = shownPages();

  async function show(
    state?: FirmwareState,
    options: Parameters<typeof watchPage>[2] = {},
  ): Promise<Page> {
    bench = new BenchDouble();
    firmware = new FirmwareDouble(bench.facade, state);
    const page = await open(bench, options);
    await page.getByText('Running').first().waitFor();
    await button(page, /^Firmware/).click();
    await page.getByRole('heading', { name: 'Images' }).waitFor();
    return page;
  }

  const button = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const dialog = (page: Page) => page.getByRole('dialog');

  async function fill(page: Page, version: string, bytes: Buffer): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await dialog(page).getByRole('button', { name: 'File', exact: true }).click();
    const name = 'spa962-6.1.9.bin';
    await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
    await dialog(page).getByRole('combobox', { name: 'Models' }).click();
    await page.getByRole('option', { name: 'SPA962', exact: true }).click();
    await page.keyboard.press('Escape');
    await dialog(page).getByRole('textbox', { name: 'Version' }).fill(version);
  }

  test('an image goes to the station in parts, byte for byte, compared with its checksum', async () => {
    const page = await show();
    await page.getByText('No image yet.').waitFor();
    await button(page, 'Add image').click();
    await dialog(page).getByRole('button', { name: 'Add image' }).click();
    await dialog(page).getByText('Choose the image’s file.').waitFor();
    const bytes = Buffer.alloc(1_000_000, 'firmware of the maker ');
    await fill(page, 'newest', bytes);
    const add = dialog(page).getByRole('button', { name: 'Add image' });
    await add.click();
    await dialog(page).getByText('"newest" is no version.').waitFor();
    await dialog(page).getByRole('textbox', { name: 'Version' }).fill('6.1.9');
    const checksum = dialog(page).getByRole('textbox', { name: 'SHA-256' });
    await checksum.fill('ab'.repeat(32));
    await add.click();
    await dialog(page).getByText('It is not the image the checksum is of.').waitFor();
    await checksum.fill(createHash('sha256').update(bytes).digest('hex'));
    let letOn: (value: undefined) => void = () => undefined;
    firmware.hold = new Promise<undefined>((resolve) => {
      letOn = resolve;
    });
    await add.click();
    await dialog(page).getByText('393.2 kB of 1.0 MB').waitFor();
    letOn(undefined);
    await dialog(page).waitFor({ state: 'detached' });
    expect(firmware.parts.length).toBeGreaterThan(1);
    expect(Buffer.concat(firmware.parts).equals(bytes)).toBe(true);
    await page.locator('[data-image="spa962-6.1.9.bin"]').getByText('SHA-256 matches').waitFor();
  });

  test('a model gets an image over its stepping stones; what is in use stays, with words', async () => {
    const off = { rule: 'off' as const, image: null, steps: [], text: null, problem: null };
    const page = await show({
      images: [
        anImage('stone.bin', '6.1.5', { isChecked: false }),
        anImage('new.bin', '6.1.9', { usedBy: ['the rule of SPA962'] }),
      ],
      models: [{ model: 'SPA962', ...off }],
    });
    const row = page.locator('[data-model="SPA962"]');
    await row.getByRole('combobox', { name: 'Rule of SPA962' }).selectOption('If older');
    await row.getByText('tftp://STATION/firmware/new.bin').waitFor();
    const stones = row.getByRole('combobox', { name: 'Stepping stones' });
    await stones.focus();
    await stones.press('ArrowDown');
    await page.getByRole('listbox').getByRole('option', { name: '6.1.5 · stone.bin' }).click();
    await expect
      .poll(() => firmware.asked.at(-1))
      .toEqual({ model: 'SPA962', rule: 'older', steps: ['stone.bin'] });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Check stone.bin' }).click();
    await dialog(page).getByRole('button', { name: 'Compare' }).click();
    await dialog(page).getByText('Type the SHA-256 its maker gives').waitFor();
    await dialog(page).getByRole('textbox', { name: 'SHA-256' }).fill('ab'.repeat(32));
    await dialog(page).getByRole('button', { name: 'Compare' }).click();
    await page.locator('[data-image="stone.bin"]').getByText('SHA-256 matches').waitFor();
    await page.getByRole('button', { name: 'Remove new.bin' }).click();
    await dialog(page).getByRole('button', { name: 'Remove image' }).click();
    await page.getByText('new.bin is in use: the rule of SPA962.').waitFor();
  });

  test('says who upgrades, who waits and who must not be unplugged, here, on the tile and in the drawer', async () => {
    const page = await show();
    await page.getByText('No unit upgrades.').waitFor();
    bench.put(
      aUnit('000001', { upgrade: upgrade('waiting', { before: 3 }), stage: 'MFG-RESET' }),
      aUnit('000002', { upgrade: upgrade('taking', { unsafeSince: 1 }), stage: 'MFG-RESET' }),
    );
    const list = page.getByRole('list', { name: 'Units that upgrade' });
    await list.getByText('Waits for its turn (3 before it)').waitFor();
    const taking = list.locator('[data-mac="000e08000002"]');
    await taking.getByText('Do not unplug').waitFor();
    await page.getByText('1 not to be unplugged').waitFor();
    await taking.getByRole('button', { name: '00:00:02' }).click();
    await page
      .locator('.tile[data-mac="000e08000002"]')
      .getByText('Do not unplug')
      .first()
      .waitFor();
    await page.locator('.tile[data-mac="000e08000001"]').getByText('3 before it').waitFor();
    const drawer = page.getByRole('complementary', { name: /00:00:02/ });
    await drawer.getByText('Do not unplug it.').waitFor();
    const marked: unknown[] = [];
    bench.facade.units.setCustomisation = async (question) => {
      marked.push(question);
      const unit = aUnit('000002', { customisation: question.status });
      bench.put(unit);
      return unit;
    };
    await drawer.getByRole('button', { name: 'RC unit' }).click();
    await dialog(page).getByRole('textbox').fill('Example Telco');
    await dialog(page).getByRole('button', { name: 'Mark as RC unit' }).click();
    await page.locator('.tile[data-mac="000e08000002"]').getByText('RC unit: left alone').waitFor();
    expect(marked).toEqual([{ mac: '000e08000002', status: 'Example Telco' }]);
  });

  test.each(['light', 'dark'] as const)('axe has nothing to say, %s', async (colorScheme) => {
    const page = await show(
      {
        images: [anImage('a.bin', '6.1.5', { isChecked: false }), anImage('b.bin', '6.1.9')],
        models: [
          {
            ...{ model: 'SPA962', rule: 'older', image: 'b.bin', steps: ['a.bin'] },
            ...{ text: 'tftp://STATION/firmware/b.bin', problem: 'Later it would refuse 6.1.9' },
          },
        ],
      },
      { colorScheme, bypassCSP: true },
    );
    bench.put(aUnit('000002', { upgrade: upgrade('taking', { unsafeSince: 1 }) }));
    await page.getByText('1 not to be unplugged').waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Add image').click();
    await dialog(page).getByRole('textbox', { name: 'Version' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
