import { describe, expect, test } from 'vitest';
import { whySkipped } from './page.ts';
import { type Answer, bound, held, refused } from './scan-answers.ts';
import { type ScanPage, useScanPages } from './scan-kit.ts';

describe.skipIf(whySkipped !== null)(
  `the scan screen${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let at: ScanPage;
    const openPage = useScanPages();

    async function open(...about: Parameters<typeof openPage>): Promise<ScanPage> {
      at = await openPage(...about);
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
