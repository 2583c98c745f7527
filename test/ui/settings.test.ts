import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import type { ModelRow, Preset } from '../../main/contract/settings.ts';
import type { WebServer } from '../../main/serve/web-server.ts';
import { runningStatus } from './bench-double.ts';
import { launchBrowser, type WatchedPage, watchPage, whySkipped } from './page.ts';
import { SettingsDouble, usbCard, violations } from './settings-double.ts';

const pages = [
  ['station', 'The ISP’s address'],
  ['scanner', 'Test line'],
  ['sounds', 'Listen to them'],
  ['screen', 'Size and theme'],
  ['labels', 'As it will be printed'],
  ['models', 'Models'],
  ['presets', 'Export presets'],
  ['backup', 'Put a backup back'],
  ['about', 'Licences'],
] as const;

const spa962: ModelRow = {
  model: 'SPA962',
  psn: '962',
  file: 'spa962.cfg',
  lines: 6,
  xmlSince: '2.0.6',
  isRouter: false,
  tftpOptions: true,
};
const crm: Preset = {
  name: 'crm',
  columns: [
    { field: 'account', heading: 'Customer' },
    { field: 'mac', heading: 'MAC' },
  ],
  separator: ';',
  lineEnd: 'lf',
  macNotation: 'colon-upper',
  header: true,
  quoting: 'needed',
  bom: false,
  guardFormulas: true,
};

describe.skipIf(whySkipped !== null)(`settings${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let browser: Browser;
  let bench: SettingsDouble;
  let served: WebServer;
  let watched: WatchedPage;

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

  /** Opens one page of the settings of a running bench that was set up so. */
  async function open(
    id: string,
    setUp: (bench: SettingsDouble) => void = () => undefined,
    options: Parameters<typeof watchPage>[2] = {},
  ): Promise<Page> {
    bench = new SettingsDouble();
    bench.setStatus(runningStatus);
    bench.facade.settings.models = async () => [
      ...bench.settings.values.models.map((row) => ({ ...row, isBuiltIn: false })),
      { ...spa962, isBuiltIn: true },
    ];
    setUp(bench);
    served = await bench.serve(inject('pageDir'));
    watched = await watchPage(browser, served.origin, options);
    await watched.page.goto(served.url);
    await goTo(watched.page, id);
    return watched.page;
  }

  async function goTo(page: Page, id: string): Promise<void> {
    await page.evaluate((to) => {
      location.hash = `/settings/${to}`;
    }, id);
    const title = pages.find(([each]) => each === id)?.[1] ?? '';
    await page.getByRole('heading', { name: title }).waitFor();
  }

  const seen = (page: Page, text: string) => page.getByText(text).first().waitFor();
  const toast = (page: Page) => page.locator('.toasts');
  const becomes = (read: () => unknown, value: unknown) =>
    expect.poll(read, { timeout: 10_000 }).toEqual(value);

  test('every page is one link of the list away, by keyboard too', async () => {
    const page = await open('station');
    for (const [id, title] of pages) {
      const link = page.getByRole('navigation', { name: 'Settings' }).locator(`[href$="/${id}"]`);
      await link.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: title }).waitFor();
      expect(await link.getAttribute('aria-current')).toBe('page');
    }
    expect(watched.faults).toEqual([]);
  });

  test('the bench card’s own address is no overlap, another card’s is', async () => {
    const page = await open('station');
    await seen(page, 'Room for 489 units');
    await seen(page, 'The card’s own address');
    expect(await page.locator('.bench-network [aria-invalid="true"]').count()).toBe(0);
    bench.cardList = [usbCard, { ...usbCard, name: 'eth9', addressGiver: 'other' }];
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await seen(page, 'is in this network too');
  });

  test('a switch is stored at once, said so, and taken back by Undo', async () => {
    const page = await open('station');
    const rehearsal = page.getByRole('switch', { name: 'Rehearse the key' });
    expect(await rehearsal.isChecked()).toBe(true);
    await rehearsal.focus();
    await page.keyboard.press('Space');
    await toast(page).getByText('Keys are not rehearsed.').waitFor();
    expect(bench.patches).toEqual([{ rehearsal: false }]);
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await becomes(() => rehearsal.isChecked(), true);
    expect(bench.patches).toEqual([{ rehearsal: false }, { rehearsal: true }]);
    expect(watched.faults).toEqual([]);
  });

  test('a number outside its limits is refused at its field and not stored', async () => {
    const page = await open('station');
    const quiet = page.getByLabel('Quiet that counts as applied');
    await quiet.fill('9999');
    await page.keyboard.press('Enter');
    await seen(page, 'A whole number from 0 to 3600.');
    expect(await quiet.getAttribute('aria-invalid')).toBe('true');
    const described = (await quiet.getAttribute('aria-describedby')) ?? '';
    const texts = await page.evaluate(
      (ids) => ids.split(' ').map((each) => document.getElementById(each)?.textContent ?? ''),
      described,
    );
    expect(texts.join(' ')).toContain('A whole number from 0 to 3600.');
    expect(bench.patches).toEqual([]);
    await quiet.fill('45');
    await page.keyboard.press('Enter');
    await toast(page).getByText('Quiet set to 45 s.').waitFor();
    expect(bench.patches).toEqual([{ quiet: 45 }]);
  });

  test('what the station refuses is said at the field', async () => {
    const page = await open('station', ({ facade }) => {
      facade.settings.change = async () => {
        throw new StationError('BAD_SETTINGS', 'evidence: syslog is off, so no message can come.');
      };
    });
    await page.getByLabel('What proves the last file').selectOption('message');
    await seen(page, 'evidence: syslog is off, so no message can come.');
    expect(await page.getByLabel('What proves the last file').inputValue()).toBe('usual');
  });

  test('fixed keys are off and say why; waiting ones say when they count', async () => {
    const page = await open('station', (bench) =>
      bench.set({}, { fixed: ['rehearsal', 'isp'], nextStart: ['unknownUnits'] }),
    );
    expect(await page.getByRole('switch', { name: 'Rehearse the key' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Set the address' }).isDisabled()).toBe(true);
    expect(await page.getByText('Set by the command line.').count()).toBe(2);
    expect(await page.getByText('Counts from the next start.').count()).toBe(1);
  });

  test('allowing every maker warns as long as it is on', async () => {
    const page = await open('station');
    await page.getByRole('switch', { name: 'Allow every maker' }).click({ force: true });
    await seen(page, 'Every device on the bench switch gets an address and profiles');
  });

  test('the ISP’s address becomes the rule, with an example', async () => {
    const page = await open('station');
    await seen(page, 'Not set. Units are held at the common profile');
    await page.getByRole('button', { name: 'Set the address' }).click();
    const field = page.getByLabel('Address of the ISP’s server');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    await field.fill('ftp://prov.example.net');
    await page.getByRole('button', { name: 'Save address' }).click();
    await seen(page, 'An address that begins with https://, http:// or tftp://.');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    await field.fill('https://prov.example.net/spa');
    await seen(page, 'https://prov.example.net/spa/7f3a9c…/spa962.cfg');
    await page.keyboard.press('Enter');
    await seen(page, '[--key $SA] https://prov.example.net/spa/$B/spa$PSN.cfg');
    expect(bench.patches).toEqual([{ isp: 'https://prov.example.net/spa' }]);
  });

  test('a password in the ISP’s address is never in the page, only replaced', async () => {
    const page = await open('station', (bench) =>
      bench.set({ isp: 'https://bench:pl4nted-s3cret@prov.example.net/spa' }),
    );
    await seen(page, 'https://bench:••••@prov.example.net/spa');
    await page.getByRole('button', { name: 'Replace' }).click();
    const field = page.getByLabel('Address of the ISP’s server');
    expect(await field.inputValue()).toBe('');
    await field.fill('https://bench:0ther-s3cret@prov.example.net/spa');
    expect(await page.content()).not.toContain('s3cret');
    await page.getByRole('button', { name: 'Save address' }).click();
    await toast(page).getByText('ISP’s address saved.').waitFor();
    await page.getByRole('button', { name: 'Replace' }).waitFor();
    expect(await toast(page).getByRole('button', { name: 'Undo' }).count()).toBe(0);
    expect(await page.content()).not.toContain('s3cret');
    expect(watched.faults).toEqual([]);
  });

  test('the theme and the size change the page at once', async () => {
    const page = await open('screen');
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: '130 %' }).click();
    await becomes(() => page.evaluate(() => document.documentElement.style.zoom), '1.3');
    expect(bench.settings.values.screen).toMatchObject({ theme: 'dark', size: 130 });
  });

  test('volume is stored when let go, warns when almost off, and each sound can be heard', async () => {
    const page = await open('sounds', (bench) => bench.set({ sounds: { isOn: true, volume: 20 } }));
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
    const page = await open('scanner');
    await page.getByLabel('A scan is known').selectOption('prefix');
    await becomes(() => bench.settings.values.scanner.prefix, 'F19');
    await page.getByLabel('Prefix key').fill('F20');
    await page.keyboard.press('Enter');
    await becomes(() => bench.settings.values.scanner.prefix, 'F20');
    await page.getByLabel('A scan is known').selectOption('timing');
    await becomes(() => bench.settings.values.scanner.mode, 'timing');
    await page.getByRole('button', { name: 'Test a scan' }).click();
    await seen(page, 'Scan any barcode now.');
    await page.keyboard.type('000E084F1A92');
    await page.keyboard.press('Enter');
    await seen(page, 'MAC 00:0E:08:4F:1A:92');
    await seen(page, 'Longest pause');
    expect(bench.submitted).toEqual([]);
    await page.getByRole('button', { name: 'Learn a scanner' }).click();
    await seen(page, 'Scan this barcode, 1 of 3.');
    await page.getByRole('button', { name: 'Stop learning' }).click();
    await page.getByRole('button', { name: 'Learn a scanner' }).waitFor();
  });

  test('a label is shown as it is set', async () => {
    const page = await open('labels');
    await page.getByLabel('Label size').selectOption('50x30');
    await page.locator('.label-preview').getByText('50 × 30 mm').waitFor();
    await page.getByLabel('Station name').fill('Station 02');
    await page.getByLabel('Station name').blur();
    await becomes(() => bench.settings.values.labels.station, 'Station 02');
    await page.locator('.label-preview').getByText('Station 02').waitFor();
  });

  test('a model is added with its mistakes said, changed, and removed with Undo', async () => {
    const page = await open('models');
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
    expect(watched.faults).toEqual([]);
  });

  test('a preset is built with its example beside it', async () => {
    const page = await open('presets');
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
    expect(watched.faults).toEqual([]);
  });

  test('a preset is never deleted without being asked for', async () => {
    const page = await open('presets', (bench) => bench.set({ presets: [crm] }));
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
    const page = await open('backup');
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
    expect(watched.faults).toEqual([]);
  });

  test.each(['light', 'dark'] as const)(
    'has no axe-core violation in %s',
    async (colorScheme) => {
      const page = await open(
        'station',
        (bench) => {
          bench.set(
            {
              allowAll: true,
              presets: [crm],
              isp: 'https://u:p@prov.example.net',
              models: [{ ...spa962, model: 'SPA1001' }],
              sounds: { isOn: true, volume: 10 },
            },
            { nextStart: ['isp', 'unknownUnits'], fixed: ['quiet'] },
          );
          bench.facade.backups.list = async () => [{ file: '/b/1.db', bytes: 9, at: 1 }];
        },
        { colorScheme, bypassCSP: true },
      );
      for (const [id] of pages) {
        await goTo(page, id);
        expect([id, ...(await violations(page))]).toEqual([id]);
      }
      await goTo(page, 'presets');
      await page.getByRole('button', { name: 'Edit crm' }).click();
      await seen(page, 'The file would begin like this');
      expect(await violations(page)).toEqual([]);
      await goTo(page, 'models');
      await page.getByRole('button', { name: 'Add model' }).click();
      await page.getByRole('button', { name: 'Save model' }).click();
      await seen(page, '2 to 20 letters');
      expect(await violations(page)).toEqual([]);
      expect(watched.faults).toEqual([]);
    },
    120_000,
  );

  test('at 1180 × 720 no page is cut off sideways', async () => {
    const page = await open('station', undefined, { viewport: { width: 1180, height: 720 } });
    for (const [id] of pages) {
      await goTo(page, id);
      const over = await page
        .locator('.settings-page')
        .evaluate((box) => box.scrollWidth - box.clientWidth);
      expect([id, over]).toEqual([id, 0]);
    }
  });
});
