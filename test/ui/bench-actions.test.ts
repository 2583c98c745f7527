import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import type { Mac } from '../../main/contract/values.ts';
import { aUnit, type BenchDouble } from './bench-double.ts';
import { benchPages, focusedTail, seen, soon, tailOf, tile } from './bench-kit.ts';
import { whySkipped } from './page.ts';

/** A station that takes units off and puts them back, and refuses those that end in these digits. */
function withActions(bench: BenchDouble, refusedTail = 'none') {
  const asked: string[] = [];
  const gone = new Map<Mac, ReturnType<typeof aUnit>>();
  const check = (what: string, mac: Mac): void => {
    asked.push(`${what} ${mac.slice(6)}`);
    if (mac.endsWith(refusedTail)) {
      throw new StationError('UNIT_BUSY', 'It takes its firmware just now. Wait for it.');
    }
  };
  bench.facade.units.provisionAgain = async ({ mac }) => {
    check('again', mac);
    return aUnit(mac.slice(6));
  };
  bench.facade.units.takeOff = async ({ mac }) => {
    check('off', mac);
    const unit = aUnit(mac.slice(6), { stage: 'VERIFIED' });
    gone.set(mac, unit);
    bench.take(mac);
    return unit;
  };
  bench.facade.units.putBack = async ({ mac }) => {
    check('back', mac);
    const unit = gone.get(mac) ?? aUnit(mac.slice(6));
    bench.put(unit);
    return unit;
  };
  return asked;
}

describe.skipIf(whySkipped !== null)(
  `what is done with units${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    const open = benchPages();
    const bar = 'Selected units';

    /** Six units in two rows, the board live. */
    async function openSix(refusedTail?: string) {
      const opened = await open();
      const asked = withActions(opened.bench, refusedTail);
      opened.bench.put(...[1, 2, 3, 4, 5, 6].map((n) => aUnit(tailOf(n))));
      await tile(opened.page, tailOf(6)).waitFor();
      return { ...opened, asked };
    }

    test('the board is one tab stop; arrows, Home, End and the page keys walk it', async () => {
      const { page, faults } = await openSix();
      await page.getByRole('button', { name: 'Table' }).focus();
      await page.keyboard.press('Tab');
      expect(await focusedTail(page)).toBe('000001');
      const walk: [string, string][] = [
        ['ArrowRight', '000002'],
        ['End', '000006'],
        ['ArrowUp', '000001'],
        ['ArrowDown', '000006'],
        ['ArrowLeft', '000005'],
        ['Home', '000001'],
        ['PageDown', '000006'],
        ['PageUp', '000001'],
      ];
      for (const [key, tail] of walk) {
        await page.keyboard.press(key);
        expect([key, await focusedTail(page)]).toEqual([key, tail]);
      }
      expect(await page.locator('.tile[tabindex="0"]').count()).toBe(1);
      await page.keyboard.press('Tab');
      expect(await focusedTail(page)).toBeNull();
      expect(faults).toEqual([]);
    });

    test('Enter opens a unit, its heading takes the focus, Esc gives it back to the tile', async () => {
      const { page } = await openSix();
      await tile(page, '000003').focus();
      await page.keyboard.press('Enter');
      await seen(page, 'Asked for /spa962.cfg');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('drawer-title');
      await page.keyboard.press('Escape');
      expect(await focusedTail(page)).toBe('000003');
      expect(await page.locator('.unit-drawer').count()).toBe(0);
    });

    test('the drawer shows timeline, served files, the key’s fingerprint and log lines', async () => {
      const { bench, page, faults } = await openSix();
      const now = Date.now();
      bench.facade.units.get = async ({ mac }) => ({
        ...aUnit(mac.slice(6)),
        ...{ level: 'usual', ladder: [], readBack: null },
        evidence: [
          { at: now, kind: 'served', detail: 'Fetched /spa962.cfg\nSP-CUST · TFTP · 1204 bytes' },
        ],
        files: [
          { name: '/spa962.cfg', at: now, bytes: 1204, sha256: 'ab'.repeat(32), complete: true },
        ],
        key: {
          algorithm: 'AES-256',
          bits: 256,
          fingerprint: '9c41e70b11223344',
          issuedAt: now,
          exportedAt: null,
        },
        awaited: {
          text: 'Waiting for the unit to ask for its own file',
          usual: 'A new unit waits up to 40 s by itself. This is normal.',
        },
      });
      bench.facade.log.list = async () => [];
      bench.facade.units.transfers = async ({ mac }) => [
        {
          ...{ id: 1, mac, address: '192.168.76.44', protocol: 'tftp', file: '/spa962.cfg' },
          ...{ sentBytes: 1204, totalBytes: 1204, blocks: 3, resends: 1, options: ['blksize 512'] },
          ...{ startedAt: now - 2_000, at: now, state: 'complete', reason: null },
        },
      ];
      await tile(page, '000001').click();
      await seen(page, 'Fetched /spa962.cfg');
      await seen(page, 'A new unit waits up to 40 s by itself. This is normal.');
      await page.getByRole('tab', { name: /Served files/ }).click();
      await seen(page, 'SHA-256 abab');
      await seen(page, '1 block sent again');
      await seen(page, '3 blocks · blksize 512');
      await page.getByRole('tab', { name: 'Key', exact: true }).click();
      await seen(page, '256 bits');
      await seen(page, 'The key itself is never shown');
      await page.getByRole('tab', { name: /Log lines/ }).click();
      bench.write({ mac: '000e08000001', msg: 'Successful resync' });
      bench.write({ mac: '000e08000002', msg: 'another unit’s line' });
      await seen(page, 'Successful resync');
      expect(await page.getByText('another unit’s line').count()).toBe(0);

      await page.getByRole('button', { name: 'Save packet capture' }).click();
      await page.getByRole('dialog').getByText('It may hold secrets.').waitFor();
      await page.getByRole('button', { name: 'Do not save it' }).last().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const refusal = 'Nothing was heard from it yet.';
      const saved = bench.facade.units.capture;
      bench.facade.units.capture = async () => {
        throw new StationError('NO_PACKETS', refusal);
      };
      await page.getByRole('button', { name: 'Save packet capture' }).click();
      await page.getByRole('button', { name: 'Save the capture' }).click();
      await page.locator('.drawer-capture').getByText(refusal).waitFor();
      bench.facade.units.capture = async (about) => ({
        ...(await saved(about)),
        ...{ name: 'unit.pcap', base64: 'cGNhcA==', packets: 12, dropped: 3 },
      });
      await page.getByRole('button', { name: 'Save packet capture' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save the capture' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('unit.pcap');
      expect(readFileSync(await download.path(), 'utf8')).toBe('pcap');
      await seen(page, '12 packets');
      await seen(page, '3 others not kept');
      expect(await page.getByText(refusal).count()).toBe(0);
      expect(faults).toEqual([]);
    });

    test('the drawer follows its unit and says when it has left', async () => {
      const { bench, page } = await openSix();
      await tile(page, '000001').click();
      bench.put(aUnit('000001', { stage: 'VERIFIED', serial: '88012BA04417' }));
      await page.locator('.unit-drawer').getByText('88012BA04417').waitFor();
      await page.locator('.unit-drawer').getByText('Verified').waitFor();
      bench.take('000e08000001');
      await seen(page, 'This unit has left the board.');
    });

    test('Ctrl+click, Shift+click and Space select; the bar says how many', async () => {
      const { page } = await openSix();
      await tile(page, '000002').click({ modifiers: ['Control'] });
      await tile(page, '000004').click({ modifiers: ['Shift'] });
      const words = page.getByRole('group', { name: bar }).getByRole('status');
      expect(await words.textContent()).toBe('3 selected');
      await tile(page, '000006').focus();
      await page.keyboard.press('Space');
      expect(await words.textContent()).toBe('4 selected');
      const selected = page.locator('.cell[aria-selected="true"] .tile');
      expect(await selected.count()).toBe(4);
      expect(await selected.first().locator('[data-icon="check"]').count()).toBe(1);
      await page.keyboard.press('Escape');
      await page.getByRole('group', { name: bar }).waitFor({ state: 'detached' });
      expect(await page.locator('.unit-drawer').count()).toBe(0);
    });

    test('afterwards the bar says how many were done and how many not, and why', async () => {
      const { page, asked, faults } = await openSix('000002');
      await tile(page, '000001').click({ modifiers: ['Control'] });
      await tile(page, '000003').click({ modifiers: ['Shift'] });
      await page.getByRole('button', { name: 'Provision again' }).click();
      await seen(page, 'Why not');
      expect(await page.getByRole('group', { name: bar }).getByRole('status').textContent()).toBe(
        '1 selected · Provision again: 2 done, 1 not',
      );
      expect(asked.toSorted()).toEqual(['again 000001', 'again 000002', 'again 000003']);
      await page.getByRole('button', { name: 'Why not' }).click();
      await page.getByRole('dialog').getByText('It takes its firmware just now.').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.locator('.cell[aria-selected="true"]').count()).toBe(1);
      expect(faults).toEqual([]);
    });

    test('releasing asks only when a verified unit is bound to nobody, and can be undone', async () => {
      const { bench, page, asked } = await openSix();
      await tile(page, '000001').click({ modifiers: ['Control'] });
      await page.getByRole('button', { name: 'Release' }).click();
      await tile(page, '000001').waitFor({ state: 'detached' });
      expect(asked).toEqual(['off 000001']);

      bench.put(aUnit('000002', { stage: 'VERIFIED' }));
      await page.locator('[data-mac="000e08000002"][data-state="verified"]').waitFor();
      await tile(page, '000002').click({ modifiers: ['Control'] });
      await page.getByRole('button', { name: 'Release', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).last().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(asked).toHaveLength(1);
      await page.getByRole('button', { name: 'Release', exact: true }).click();
      await page.getByRole('button', { name: 'Release it' }).click();
      await tile(page, '000002').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await tile(page, '000002').waitFor();
      expect(asked).toEqual(['off 000001', 'off 000002', 'back 000002']);
    });

    test('the list of the selected units is saved, without any secret', async () => {
      const { page } = await openSix();
      await tile(page, '000001').click({ modifiers: ['Control'] });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export list' }).click(),
      ]);
      const text = readFileSync(await download.path(), 'utf8');
      expect(text.split('\r\n')).toHaveLength(3);
      expect(text).toContain('00:0E:08:00:00:01,SPA962');
      expect(text).not.toMatch(/key|fingerprint/i);
    });

    test('“Select all” in a filtered table of 1 000 acts on 1 000 and says so', async () => {
      const { page, asked, faults } = await (async () => {
        const found: { asked: string[] } = { asked: [] };
        const opened = await open({
          prepare: (bench) => {
            found.asked = withActions(bench);
            bench.put(
              ...Array.from({ length: 1000 }, (_, n) => aUnit(tailOf(n), { model: 'SPA942' })),
              ...Array.from({ length: 20 }, (_, n) => aUnit(tailOf(5000 + n))),
            );
          },
        });
        return { ...opened, asked: found.asked };
      })();
      await page.getByRole('button', { name: 'Table' }).click();
      await page.getByRole('textbox', { name: 'Find a unit' }).fill('SPA942');
      await page.locator('.table-row').first().waitFor();
      expect(await page.locator('.table-row').count()).toBeLessThan(60);
      await page
        .locator('.table-row')
        .first()
        .click({ modifiers: ['Control'] });
      await page.getByRole('button', { name: 'Select all 1\u202f000' }).click();
      const words = page.getByRole('group', { name: bar }).getByRole('status');
      expect(await words.textContent()).toBe('1\u202f000 selected');
      await page.getByRole('button', { name: 'Provision again' }).click();
      await expect
        .poll(() => words.textContent(), { timeout: 20_000 })
        .toBe('Provision again: 1\u202f000 done');
      expect(new Set(asked).size).toBe(1000);
      expect(asked).toHaveLength(1000);
      expect(faults).toEqual([]);
    });

    test('the table sorts, hides columns and opens the same drawer', async () => {
      const { page } = await openSix();
      await page.keyboard.press('Control+g');
      await page.getByRole('grid', { name: 'Units on the bench' }).waitFor();
      const first = () => page.locator('.table-row').first().getAttribute('data-key');
      expect(await first()).toBe('000e08000001');
      await page.getByRole('button', { name: 'MAC address' }).click();
      await page.getByRole('button', { name: 'MAC address' }).click();
      await expect.poll(first, soon).toBe('000e08000006');
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('checkbox', { name: 'Serial' }).uncheck();
      await page.keyboard.press('Escape');
      expect(await page.getByRole('columnheader', { name: 'Serial' }).count()).toBe(0);
      await page.locator('.table-scroller').focus();
      await page.keyboard.press('Enter');
      await page.locator('.unit-drawer').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.unit-drawer').waitFor({ state: 'detached' });
      expect(
        await page.evaluate(() => document.activeElement?.classList.contains('table-scroller')),
      ).toBe(true);
    });

    test('a tile’s tip tells what the tile has no room for, by pointer and by keyboard', async () => {
      const { page } = await openSix();
      await tile(page, '000002').hover();
      const tip = page.getByRole('tooltip');
      await tip.getByText('00:0E:08:00:00:02').waitFor();
      expect(await tip.textContent()).toContain('Scan the label to add it');
      await page.mouse.move(1430, 500);
      await tip.waitFor({ state: 'detached' });
      await tile(page, '000001').focus();
      await page.keyboard.press('ArrowRight');
      await tip.getByText('00:0E:08:00:00:02').waitFor();
      expect(await tile(page, '000002').getAttribute('aria-describedby')).toBe('board-tip');
    });
  },
);
