import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { aUnit, runningStatus } from './bench-double.ts';
import { benchPages, counter, seen, tile, tiles } from './bench-kit.ts';
import { whySkipped } from './page.ts';

const reason = { code: 'F02' as const, text: 'It rejected its profile. Build it again' };
const everyState = [
  aUnit('000001', { stage: 'MFG-RESET' }),
  aUnit('000002', { stage: 'SEC-PRV-1' }),
  aUnit('000003', { stage: 'VERIFIED' }),
  aUnit('000004', { stage: 'VERIFIED', binding: 'bound', account: '10-448213' }),
  aUnit('000005', { condition: 'failed', reason }),
  aUnit('000006', { condition: 'waiting', reason }),
  aUnit('000007', { condition: 'link-lost' }),
  aUnit('000008', { binding: 'bound', stage: 'MFG-RESET', attention: 'It was reset' }),
];

describe.skipIf(whySkipped !== null)(
  `the board for everybody${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    const open = benchPages();

    describe.each(['light', 'dark'] as const)('in %s', (theme) => {
      const context = { colorScheme: theme, bypassCSP: true };

      test.each(['large', 'medium', 'small'] as const)(
        'axe-core finds nothing on %s tiles, selected, dimmed and with a tip',
        async (density) => {
          const { bench, page } = await open({ context, screen: { density } });
          bench.put(...everyState);
          bench.foreign('DESKTOP-7', 'MSFT 5.0');
          await tiles(page, everyState.length);
          await tile(page, '000003').hover();
          await page.getByRole('tooltip').waitFor();
          expect(await violations(page)).toEqual([]);
          await tile(page, '000004').click({ modifiers: ['Control'] });
          await counter(page, /Ready to bind/).click();
          await page.locator('.tile.dimmed').first().waitFor();
          expect(await violations(page)).toEqual([]);
        },
      );

      test('axe-core finds nothing in the table, the drawer and its tabs', async () => {
        const { bench, page } = await open({ context });
        bench.put(...everyState);
        await tile(page, '000005').waitFor();
        await page.getByRole('button', { name: 'Table' }).click();
        await page.locator('.table-row').first().waitFor();
        expect(await violations(page)).toEqual([]);
        await page.locator('[data-key="000e08000005"]').click();
        await seen(page, 'Timeline');
        await page.locator('.timeline li').first().waitFor();
        expect(await violations(page)).toEqual([]);
        for (const name of ['Proof', /Served files/, 'Key', /Log lines/]) {
          await page.getByRole('tab', { name }).click();
          expect(await violations(page)).toEqual([]);
        }
      });

      test('axe-core finds nothing on an empty board, its help, and without link', async () => {
        const { bench, page } = await open({ context });
        await page.getByRole('button', { name: 'Nothing appears?' }).click();
        await page.getByRole('dialog').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        expect(await violations(page)).toEqual([]);
        bench.put(...everyState);
        bench.setStatus({ ...runningStatus, state: 'no-link' });
        await seen(page, 'The bench cable is out.');
        await tile(page, '000007').waitFor();
        expect(await violations(page)).toEqual([]);
      });
    });

    /** Parts of the screen that stick out of the window to the right, or of their own box. */
    const cutOff = (page: Page) =>
      page.evaluate(() => {
        const wide = document.documentElement.scrollWidth > window.innerWidth;
        const parts = [...document.querySelectorAll('.bench button, .bench h2, .bench p')];
        const out = parts.filter((part) => {
          const { right, left, width } = part.getBoundingClientRect();
          return width > 1 && (right > window.innerWidth + 0.5 || left < 0);
        });
        const clipped = [
          ...document.querySelectorAll('.counter, .tile .mac, .chips button'),
        ].filter((part) => part.scrollWidth > part.clientWidth + 1);
        const low = [...document.querySelectorAll('.tile .why')].filter(
          (part) => part.scrollHeight > part.clientHeight + 1,
        );
        return [wide ? 'the page scrolls sideways' : null, ...out, ...clipped, ...low]
          .filter((each) => each !== null)
          .map((each) =>
            typeof each === 'string' ? each : `${each.className} ${each.textContent}`,
          );
      });

    test.each([
      ['1180 × 720', 1180, 720],
      ['1440 × 900', 1440, 900],
      ['1440 × 900 at 200 %', 720, 450],
      ['1180 × 720 at 200 %', 590, 360],
    ])('nothing is cut off at %s', async (_words, width, height) => {
      const { bench, page, faults } = await open({ context: { viewport: { width, height } } });
      bench.put(...everyState);
      await tiles(page, everyState.length);
      expect(await cutOff(page)).toEqual([]);
      // The last tile and the last button can be brought into sight.
      await tile(page, '000008').scrollIntoViewIfNeeded();
      expect(await tile(page, '000008').isVisible()).toBe(true);
      await tile(page, '000008').click();
      await page.locator('.unit-drawer').getByRole('button', { name: 'Release' }).click();
      await seen(page, 'released');
      expect(faults).toEqual([]);
    });

    test('the size setting scales the board without cutting it off', async () => {
      const { bench, page } = await open({ screen: { size: 150 } });
      bench.put(...everyState);
      await tiles(page, everyState.length);
      expect(await cutOff(page)).toEqual([]);
    });

    test('the board is read aloud in summary, never tile by tile', async () => {
      const { bench, page } = await open();
      bench.put(aUnit('000001'));
      await tile(page, '000001').waitFor();
      bench.put(aUnit('000001', { condition: 'failed', reason }));
      await page
        .locator('[aria-live="polite"]', { hasText: 'more need attention' })
        .waitFor({ state: 'attached', timeout: 12_000 });
      expect(await page.locator('.tiles [aria-live]').count()).toBe(0);
    });
  },
);
