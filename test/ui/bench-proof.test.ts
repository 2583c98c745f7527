/** The Proof tab of a unit's drawer, and proof by model in the settings. */
import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DhcpField } from '../../main/contract/dhcp.ts';
import { StationError } from '../../main/contract/errors.ts';
import type { UnitDetail } from '../../main/contract/model.ts';
import type { OrderAnswer, Rung } from '../../main/contract/proof.ts';
import { violations } from './axe.ts';
import { aUnit, runningStatus } from './bench-double.ts';
import { benchPages, seen, tile } from './bench-kit.ts';
import { whySkipped } from './page.ts';
import { settingsPages, toast } from './settings-kit.ts';

const ladder: Rung[] = [
  { id: 'leased', title: 'Address given', state: 'done', at: 1, evidence: 'DHCP ACK, 192.0.2.7' },
  {
    id: 'key-opened',
    title: 'Opened a file with its own key',
    state: 'now',
    at: null,
    evidence: '',
  },
  {
    ...{ id: 'read-back', title: 'Values read back as wanted', state: 'failed', at: 2 },
    evidence: '2 values are not as wanted: Display_Name_1_, Admin_Passwd',
  },
  { id: 'verified', title: 'Verified', state: 'open', at: null, evidence: '' },
];

const detail: UnitDetail = {
  ...aUnit('000001', { condition: 'failed', reason: { code: 'F17', text: 'Two values differ' } }),
  ...{ evidence: [], files: [], key: null, level: 'usual', ladder },
  awaited: { text: 'Waiting for it to ask for its last file', usual: 'Usually 5–30 s.' },
  readBack: {
    ...{ at: 2, phase: 'rehearsal', by: 'web', outcome: 'different', sameCount: 112 },
    ...{
      notShownCount: 3,
      namingStation: [],
      softwareVersion: '6.1.5(a)',
      why: '2 values are not as wanted',
    },
    differences: [
      {
        ...{ name: 'Display_Name_1_', state: 'different', isSecret: false },
        ...{ wanted: 'Reception', found: 'Kitchen' },
      },
      {
        ...{ name: 'Admin_Passwd', state: 'different', isSecret: true },
        ...{ wanted: '9c41e70b11223344', found: '0011223344556677' },
      },
      {
        ...{ name: 'Voice_Mail_Number', state: 'missing', isSecret: false },
        ...{ wanted: '', found: null },
      },
    ],
  },
};

describe.skipIf(whySkipped !== null)(`proof${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  const open = benchPages();

  async function openProof(context: Parameters<typeof open>[0] = {}) {
    const opened = await open(context);
    const { bench, page } = opened;
    bench.facade.units.get = async () => detail;
    bench.put(detail);
    await tile(page, '000001').click();
    await page.getByRole('tab', { name: 'Proof' }).click();
    await seen(page, 'Address given');
    return opened;
  }

  test('is a checklist with its evidence, what is awaited now, and what differs', async () => {
    const { page, faults } = await openProof();
    const proof = page.getByRole('region', { name: 'Proof' });
    expect(await proof.locator('li[aria-current="step"]').textContent()).toContain(
      'Waiting for it to ask for its last file',
    );
    expect(await proof.locator('.ladder li').count()).toBe(4);
    const rows = await proof.locator('tbody tr').allTextContents();
    expect(rows).toEqual([
      'Display_Name_1_ReceptionKitchen',
      'Admin_Passwd Secret: shown as its fingerprint9c41e70b112233440011223344556677',
      'Voice_Mail_Number(empty)does not have it',
    ]);
    await seen(page, '112 values as wanted, 3 not shown by units.');
    expect(faults).toEqual([]);
  });

  test('"Resync now" says what it does meanwhile, what the unit said, and what is wrong', async () => {
    const { bench, page, faults } = await openProof();
    let answer: (answer: OrderAnswer) => void = () => undefined;
    bench.facade.units.resync = () =>
      new Promise((done) => {
        answer = done;
      });
    const resync = page.getByRole('button', { name: 'Resync now' });
    await resync.click();
    await seen(page, 'Telling it to resync…');
    expect(await resync.isDisabled()).toBe(true);
    answer({ sentence: 'It took the order.', said: 'will resync', hint: 'Look at it.' });
    await seen(page, '“will resync”');
    expect(await resync.isEnabled()).toBe(true);
    bench.facade.units.reboot = async () => {
      throw new StationError('ORDER_REFUSED', 'It has no web server on port 80.');
    };
    await page.getByRole('button', { name: 'Reboot' }).click();
    await page.getByRole('alert').getByText('It has no web server on port 80.').waitFor();
    // HTTPS is off, so no code could be used.
    expect(await page.getByRole('textbox', { name: 'One-time code' }).count()).toBe(0);
    const https = { ...runningStatus.ports.https, port: 443, state: 'on' as const };
    const ports = { ...runningStatus.ports, https };
    bench.setStatus({ ...runningStatus, ports });
    const asked: unknown[] = [];
    bench.facade.units.resync = async (question) => {
      asked.push(question);
      return { sentence: 'It took the order with the code.', said: '', hint: null };
    };
    const code = page.getByRole('textbox', { name: 'One-time code' });
    await code.fill('abcdefgh23');
    await page.getByRole('button', { name: 'Resync with it' }).click();
    await seen(page, 'It took the order with the code.');
    expect(asked).toEqual([{ mac: detail.mac, code: 'abcdefgh23' }]);
    expect(await code.inputValue()).toBe('');
    const pages = page.locator('.unit-pages a');
    expect(await pages.allTextContents()).toEqual([
      `${detail.address}/`,
      `${detail.address}/admin/advanced`,
    ]);
    expect(await pages.last().getAttribute('href')).toBe(`http://${detail.address}/admin/advanced`);
    bench.facade.units.readBack = async () => ({ ...detail, readBack: null });
    await page.getByRole('button', { name: 'Read back now' }).click();
    await page.getByText('Read back from its web server').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('axe-core finds nothing in %s', async (theme) => {
    const { page } = await openProof({ context: { colorScheme: theme, bypassCSP: true } });
    expect(await violations(page)).toEqual([]);
    const pictures = process.env.SPA_BENCH_PICTURES;
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: `${pictures}/proof-${theme}.png` });
    }
  });

  test('the DHCP tab decodes each exchange, newest first, and says where option 66 lies', async () => {
    const header = { option: null, area: 'header', offset: 4, bytes: 4 } as const;
    const xid = { ...header, name: 'xid', value: '0xdeadbeef' };
    const message = { from: '0.0.0.0:68', to: '192.168.76.1:67', bytes: 300, fields: [xid] };
    const option66: DhcpField = {
      ...{ option: 66, name: 'TFTP server name', value: '192.168.76.1' },
      ...{ area: 'file', offset: 108, bytes: 14 },
    };
    const { bench, page, faults } = await open({ context: { bypassCSP: true } });
    bench.facade.units.dhcp = async () => [
      {
        at: 1,
        message: 'DISCOVER',
        outcome: 'no answer: foreign client',
        asked: message,
        sent: null,
      },
      {
        ...{ at: 2, message: 'REQUEST', outcome: 'ACK 192.168.76.20', asked: message },
        sent: { ...message, fields: [xid, option66] },
      },
    ];
    bench.put(aUnit('000001'));
    await tile(page, '000001').click();
    await page.getByRole('tab', { name: 'DHCP' }).click();
    await seen(page, 'It lies in file, by option 52, bytes 108 to 121.');
    expect(await page.locator('.dhcp summary b').allTextContents()).toEqual([
      'REQUEST',
      'DISCOVER',
    ]);
    await page.getByText('no answer: foreign client').click();
    await seen(page, 'Nothing was sent.');
    expect(await violations(page)).toEqual([]);
    const pictures = process.env.SPA_BENCH_PICTURES;
    if (pictures) await page.screenshot({ path: `${pictures}/dhcp.png` });
    expect(faults).toEqual([]);
  });

  const openSettings = settingsPages();

  test('a model gets a level of its own, and loses it again', async () => {
    const { bench, page, faults } = await openSettings('station');
    await page.getByLabel('Another proof for').selectOption('SPA962');
    await toast(page).getByText('Proof of SPA962 changed.').waitFor();
    expect(bench.patches).toEqual([{ evidenceOf: { SPA962: 'chain' } }]);
    await page.getByLabel('SPA962', { exact: true }).selectOption('read-back');
    await page.getByRole('button', { name: 'Remove SPA962' }).click();
    await toast(page).getByText('SPA962 is proved like the others.').waitFor();
    expect(bench.patches.slice(1)).toEqual([
      { evidenceOf: { SPA962: 'read-back' } },
      { evidenceOf: {} },
    ]);
    expect(faults).toEqual([]);
  });
});
