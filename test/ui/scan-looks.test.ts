import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, whySkipped } from './page.ts';
import { type Answer, bound, held, putUnits, refused } from './scan-answers.ts';
import { ScanPage } from './scan-kit.ts';

describe.skipIf(whySkipped !== null)(
  `the scan screen${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let browser: Browser;
    let at: ScanPage;

    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
    });
    afterEach(async () => {
      expect(at.faults).toEqual([]);
      await at.close();
    });

    async function open(about: Parameters<typeof ScanPage.open>[2] = {}): Promise<ScanPage> {
      at = await ScanPage.open(browser, inject('pageDir'), {
        ...about,
        prepare: (bench) => {
          putUnits(bench);
          about.prepare?.(bench);
        },
      });
      if (about.path === undefined) await at.verdict.waitFor();
      return at;
    }

    test.each(['light', 'dark'] as const)('no axe-core violation in %s', async (colorScheme) => {
      const { bench, page } = await open({ context: { colorScheme, bypassCSP: true } });
      expect(await at.violations()).toEqual([]);
      const states: [Answer, string][] = [
        [held, 'Now scan the account'],
        [bound, 'BOUND'],
        [{ verdict: 'ambiguous', reason: 'Scan the other barcode.' }, 'Which one?'],
        [refused, 'NOT BOUND'],
      ];
      for (const [answer, word] of states) {
        bench.answerScan = () => answer;
        await at.scan('000E084F1A92');
        await at.says(word);
        expect(await at.violations()).toEqual([]);
      }
      await page.keyboard.press('F9');
      await page.getByRole('dialog').getByText('Account').first().waitFor();
      expect(await at.violations()).toEqual([]);
    });

    test.each([
      [1180, 720],
      [720, 450],
    ])('at %i × %i nothing is cut off sideways', async (width, height) => {
      const { bench, page } = await open({ context: { viewport: { width, height } } });
      bench.answerScan = () => refused;
      await at.scan('000E086A300D');
      await at.says('NOT BOUND');
      const wide = await page.evaluate(() => {
        const { scrollWidth } = document.documentElement;
        const word = document.querySelector('.verdict .word');
        return [scrollWidth, (word?.scrollWidth ?? 0) - (word?.clientWidth ?? 0)];
      });
      expect(wide).toEqual([width, 0]);
    });
  },
);
