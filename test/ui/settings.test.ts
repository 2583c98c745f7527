import { describe, expect, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import { settings } from '../contract/double.ts';
import { violations } from './axe.ts';
import { whySkipped } from './page.ts';
import { usbCard } from './settings-double.ts';
import { becomes, crm, goTo, pages, seen, settingsPages, spa962, toast } from './settings-kit.ts';

describe.skipIf(whySkipped !== null)(`settings${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  const open = settingsPages();

  test('every page is one link of the list away, by keyboard too', async () => {
    const { page, faults } = await open('station');
    for (const [id, title] of pages) {
      const link = page.getByRole('navigation', { name: 'Settings' }).locator(`[href$="/${id}"]`);
      await link.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: title }).waitFor();
      expect(await link.getAttribute('aria-current')).toBe('page');
    }
    expect(faults).toEqual([]);
  });

  test('the bench card’s own address is no overlap, another card’s is', async () => {
    const { bench, page } = await open('station');
    await seen(page, 'Room for 489 units');
    await seen(page, 'The card’s own address');
    expect(await page.locator('.bench-network [aria-invalid="true"]').count()).toBe(0);
    bench.cardList = [usbCard, { ...usbCard, name: 'eth9', addressGiver: 'other' }];
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await seen(page, 'is in this network too');
  });

  test('a switch is stored at once, said so, and taken back by Undo', async () => {
    const { bench, page, faults } = await open('station');
    const rehearsal = page.getByRole('switch', { name: 'Rehearse the key' });
    expect(await rehearsal.isChecked()).toBe(true);
    await rehearsal.focus();
    await page.keyboard.press('Space');
    await toast(page).getByText('Keys are not rehearsed.').waitFor();
    expect(bench.patches).toEqual([{ rehearsal: false }]);
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await becomes(() => rehearsal.isChecked(), true);
    expect(bench.patches).toEqual([{ rehearsal: false }, { rehearsal: true }]);
    await page.getByRole('switch', { name: 'Keep units’ newest packets' }).focus();
    await page.keyboard.press('Space');
    await toast(page).getByText('Packets are forgotten, and no more are kept.').waitFor();
    expect(bench.patches.at(-1)).toEqual({ capture: false });
    expect(faults).toEqual([]);
  });

  test('a number outside its limits is refused at its field and not stored', async () => {
    const { bench, page } = await open('station');
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
    const { page } = await open('station', ({ facade }) => {
      facade.settings.change = async () => {
        throw new StationError('BAD_SETTINGS', 'evidence: syslog is off, so no message can come.');
      };
    });
    await page.getByLabel('What proves the last file').selectOption('message');
    await seen(page, 'evidence: syslog is off, so no message can come.');
    expect(await page.getByLabel('What proves the last file').inputValue()).toBe('usual');
  });

  test('fixed keys are off and say why; waiting ones say when they count', async () => {
    const { bench, page } = await open('station', (bench) =>
      bench.set(
        {},
        { fixed: ['rehearsal', 'isp'], fixedByFile: ['isp'], nextStart: ['unknownUnits'] },
      ),
    );
    expect(await page.getByRole('switch', { name: 'Rehearse the key' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Set the address' }).isDisabled()).toBe(true);
    expect(await page.getByText('Set by the command line.').count()).toBe(1);
    expect(await page.getByText('Set by the settings file.').count()).toBe(1);
    expect(await page.getByText('Counts from the next start.').count()).toBe(1);
    const port = page.getByLabel('Port of TFTP');
    await port.fill('70000');
    await seen(page, 'A port from 1 to 65535, or off.');
    await port.fill('6969');
    await port.press('Enter');
    await seen(page, 'TFTP: port 6969.');
    expect(bench.patches.at(-1)).toEqual({ ports: { ...settings.values.ports, tftp: 6969 } });
  });

  test('allowing every maker warns as long as it is on', async () => {
    const { page } = await open('station');
    await page.getByRole('switch', { name: 'Allow every maker' }).click({ force: true });
    await seen(page, 'Every device on the bench switch gets an address and profiles');
  });

  test('names and the time are off until somebody switches them on', async () => {
    const { bench, page } = await open('station');
    for (const name of ['Give the time (NTP)', 'Answer the ISP’s names (DNS)']) {
      const one = page.getByRole('switch', { name });
      expect(await one.isChecked()).toBe(false);
      await one.click({ force: true });
      await becomes(() => one.isChecked(), true);
    }
    expect(bench.patches).toEqual([{ ntp: true }, { dns: true }]);
    const detail = 'TFTP does not answer on port 69 of eth1.';
    bench.facade.preflight.selfTest = async () => ({
      at: 1,
      services: [
        { service: 'http', port: 80, result: 'ok', detail: 'Yes.', ms: 4 },
        { service: 'tftp', port: 69, result: 'fail', detail, ms: null },
      ],
    });
    await page.getByRole('button', { name: 'Ask the services' }).click();
    await seen(page, 'Answered in 4 ms');
    await seen(page, detail);
  });

  test('the ISP’s address becomes the rule, with an example', async () => {
    const { bench, page } = await open('station');
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
    const host = 'prov.example.net';
    const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    bench.facade.profiles.ruleServers = async () => [{ host, addresses, problem: null }];
    await page.getByRole('button', { name: 'Look up the servers' }).click();
    await seen(page, '192.0.2.1, 192.0.2.2, 192.0.2.3');
    await seen(page, 'a unit tries them in turn');
  });

  test('a password in the ISP’s address is never in the page, only replaced', async () => {
    const { page, faults } = await open('station', (bench) =>
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
    expect(faults).toEqual([]);
  });

  test.each(['light', 'dark'] as const)(
    'has no axe-core violation in %s',
    async (colorScheme) => {
      const { page, faults } = await open(
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
      expect(faults).toEqual([]);
    },
    120_000,
  );

  test('at 1180 × 720 no page is cut off sideways', async () => {
    const { page } = await open('station', undefined, { viewport: { width: 1180, height: 720 } });
    for (const [id] of pages) {
      await goTo(page, id);
      const over = await page
        .locator('.settings-page')
        .evaluate((box) => box.scrollWidth - box.clientWidth);
      expect([id, over]).toEqual([id, 0]);
    }
  });
});
