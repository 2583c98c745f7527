import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import type { WebServer } from '../../main/serve/web-server.ts';
import { status as stoppedStatus } from '../contract/double.ts';
import { aUnit, BenchDouble, barePlan, runningStatus } from './bench-double.ts';
import { launchBrowser, type WatchedPage, watchPage, whySkipped } from './page.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(whySkipped !== null)(
  `the bench page${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let browser: Browser;
    let bench: BenchDouble;
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

    /** Opens the page on a bench with these units, and waits until it is live. */
    async function open(options: Parameters<typeof watchPage>[2] = {}): Promise<Page> {
      bench = new BenchDouble();
      served = await bench.serve(inject('pageDir'));
      watched = await watchPage(browser, served.origin, options);
      await watched.page.goto(served.url);
      await seen(watched.page, 'Running');
      return watched.page;
    }

    const seen = (page: Page, text: string) => page.getByText(text).first().waitFor();
    const tile = (page: Page, tail: string) => page.locator(`[data-mac="000e08${tail}"]`);
    const verdict = (page: Page) => page.getByTestId('verdict');

    /** A scanner's burst: it types wherever the focus is, then presses Enter. */
    async function scan(page: Page, text: string): Promise<void> {
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }

    test('takes the token out of the address and still works after a reload', async () => {
      const page = await open();
      expect(page.url()).toBe(`${served.origin}/`);
      await page.reload();
      await seen(page, 'Running');
      expect(await page.content()).not.toContain(served.token);
      expect(watched.faults).toEqual([]);
    });

    test('shows units as the station announces them, in their place', async () => {
      const page = await open();
      await seen(page, 'Plug a phone into the bench switch.');
      bench.put(aUnit('4f1a92', { stage: 'SP-CUST' }), aUnit('60e561', { stage: 'MFG-RESET' }));
      await tile(page, '4f1a92').waitFor();
      bench.put(aUnit('4f1a92', { stage: 'VERIFIED', model: 'SPA942' }));
      await page.locator('[data-mac="000e084f1a92"][data-state="verified"]').waitFor();
      expect(await page.locator('.tile').allTextContents()).toEqual([
        expect.stringMatching(/^Verified.*4F:1A:92.*SPA942.*192\.168\.76\.20/),
        expect.stringMatching(/^Seen.*60:E5:61/),
      ]);
      expect(await page.getByTestId('count-ready').textContent()).toBe('1');
      expect(watched.faults).toEqual([]);
    });

    test('draws only the tile whose unit changed', async () => {
      const page = await open();
      bench.put(...['000001', '000002', '000003'].map((tail) => aUnit(tail)));
      await tile(page, '000003').waitFor();
      await page.evaluate(() => {
        const touched: string[] = [];
        Object.assign(window, { touched });
        new MutationObserver((records) => {
          for (const { target } of records) {
            const element = target instanceof Element ? target : target.parentElement;
            const owner = element?.closest('.tile');
            if (owner && !element?.closest('.time')) {
              touched.push(owner.getAttribute('data-mac') ?? '');
            }
          }
        }).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
      });
      bench.put(aUnit('000002', { stage: 'SEC-PRV-1' }));
      await page.locator('[data-mac="000e08000002"][data-state="sec-prv-1"]').waitFor();
      const touched = await page.evaluate(() => Reflect.get(window, 'touched'));
      expect([...new Set(touched)]).toEqual(['000e08000002']);
    });

    test('binds by two scans wherever the focus is, and takes it back with F8', async () => {
      const page = await open();
      bench.put(aUnit('4f1a92', { stage: 'VERIFIED' }));
      const unit = '000e084f1a92';
      bench.answerScan = (text) =>
        text === '000E084F1A92'
          ? { verdict: 'held', unit, seat: { heldUnit: unit } }
          : { verdict: 'bound', unit, account: '10-448213', seat: { heldUnit: null } };
      await tile(page, '4f1a92').focus();
      await scan(page, '000E084F1A92');
      await verdict(page).getByText('Now scan the account').waitFor();
      await page.getByRole('combobox', { name: 'Theme' }).blur();
      await scan(page, '10-448213');
      await verdict(page).getByText('BOUND', { exact: true }).waitFor();
      expect(await page.getByRole('alert').first().textContent()).toMatch(
        /^Bound\. 4F 1A 92 to account 10-448213/,
      );
      await page.getByTestId('last-bind').waitFor();
      expect(await page.getByTestId('bound-today').textContent()).toBe('1');
      await page.keyboard.press('F8');
      await page.locator('[data-mac="000e084f1a92"][data-state="verified"]').waitFor();
      await page.getByTestId('last-bind').waitFor({ state: 'detached' });
      expect(bench.submitted).toEqual(['000E084F1A92', '10-448213']);
      expect(watched.faults).toEqual([]);
    });

    test('the old verdict is gone at the first key of the next scan', async () => {
      const page = await open();
      bench.put(aUnit('4f1a92', { stage: 'VERIFIED' }));
      bench.answerScan = () => ({ verdict: 'bound', unit: '000e084f1a92', account: '1' });
      await scan(page, '000E084F1A92');
      await verdict(page).getByText('BOUND', { exact: true }).waitFor();
      await page.keyboard.type('0');
      await verdict(page).getByText('Ready').waitFor();
    });

    test('a refusal stays until Enter, whatever is scanned meanwhile', async () => {
      const page = await open();
      const reason = 'This device already belongs to 10-447980.';
      bench.answerScan = () => ({ verdict: 'not-bound', reason });
      await scan(page, '000E086A300D');
      await verdict(page).getByText('NOT BOUND').waitFor();
      await verdict(page).getByText(reason).waitFor();
      bench.answerScan = () => ({ verdict: 'locked', reason: 'Scanning is paused.' });
      await scan(page, '10-448214');
      await expect.poll(() => bench.submitted).toEqual(['000E086A300D', '10-448214']);
      await verdict(page).getByText(reason).waitFor();
      await page.keyboard.press('Enter');
      await verdict(page).getByText('Ready').waitFor();
      expect(watched.faults).toEqual([]);
    });

    test('the big button acknowledges a refusal too', async () => {
      const page = await open();
      bench.answerScan = () => ({ verdict: 'not-bound', reason: 'Not in the account list.' });
      await scan(page, '10-000000');
      await page.getByRole('button', { name: 'Put this device aside' }).click();
      await verdict(page).getByText('Ready').waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('scan-field');
    });

    test('a scanner’s Enter never presses the button that has the focus', async () => {
      const page = await open();
      await page.getByRole('button', { name: 'Stop' }).focus();
      await scan(page, '000E084F1A92');
      await expect.poll(() => bench.submitted).toEqual(['000E084F1A92']);
      expect(await page.getByTestId('station').textContent()).toContain('Running');
    });

    test('shows what units and strangers say as text', async () => {
      const page = await open();
      const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
      bench.write({ msg: hostile });
      bench.foreign(hostile, hostile);
      bench.put(aUnit('4f1a92', { model: hostile, reason: { code: null, text: hostile } }));
      bench.answerScan = (text) => ({ verdict: 'not-readable', reason: text });
      await page.getByText('Not ours here').click();
      await tile(page, '4f1a92').waitFor();
      await page.getByLabel('Scan or type, then Enter').fill(hostile);
      await page.keyboard.press('Enter');
      await verdict(page).getByText(hostile).waitFor();
      expect(await page.locator('.log .msg').textContent()).toBe(hostile);
      expect(await page.locator('.foreign li').textContent()).toContain(hostile);
      expect(await page.locator('#page img, #page script').count()).toBe(0);
      expect(watched.faults).toEqual([]);
    });

    test('stays where somebody reads the log, and follows again at the end', async () => {
      const page = await open();
      for (let n = 1; n <= 60; n += 1) bench.write({ msg: `line ${n}` });
      await seen(page, 'line 60');
      await page.locator('.lines').hover();
      await page.mouse.wheel(0, -400);
      await seen(page, 'Paused');
      const before = await page.locator('.lines').evaluate((box) => box.scrollTop);
      bench.write({ msg: 'line 61' });
      await page.getByRole('button', { name: '1 new lines' }).waitFor();
      expect(await page.locator('.lines').evaluate((box) => box.scrollTop)).toBe(before);
      await page.getByRole('button', { name: '1 new lines' }).click();
      await seen(page, 'line 61');
      await seen(page, 'Live');
    });

    test('a stopped station starts on the card a person chooses, never on a locked one', async () => {
      const page = await open();
      await page.getByRole('button', { name: 'Stop' }).click();
      await seen(page, 'Nothing is sent on any network until you press Start.');
      await page.getByRole('button', { name: 'Start' }).click();
      await seen(page, 'The default route goes through this card.');
      expect(await page.getByRole('button', { name: 'Never used wlp3s0' }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Start on enp0s20u1' }).click();
      await seen(page, 'Running');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('scan-field');
    });

    test('a card without address gets one when a person agrees, and gives it back', async () => {
      const page = await open({ bypassCSP: true });
      bench.plugBareCard();
      bench.setStatus(stoppedStatus);
      await page.getByRole('button', { name: 'Start' }).click();
      const start = page.getByRole('button', { name: 'Start on enp0s20u2' });
      const give = page.getByRole('button', { name: 'Give it 192.168.76.1/23… enp0s20u2' });
      await seen(page, 'It has no address.');
      expect(await start.isDisabled()).toBe(true);

      await give.click();
      await page.getByText(barePlan.set, { exact: true }).waitFor();
      await seen(page, 'the system will ask for the password');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Not now for enp0s20u2' }).click();
      await give.waitFor();
      expect(await give.evaluate((button) => button === document.activeElement)).toBe(true);
      expect(await start.isDisabled()).toBe(true);

      const { setAddress } = bench.facade.station;
      const words = 'Nothing was changed: the permission was declined.';
      bench.facade.station.setAddress = async () => {
        throw new StationError('DECLINED', words);
      };
      await give.click();
      await page.getByRole('button', { name: 'Run this command' }).click();
      await page.getByRole('alert').getByText(words).waitFor();
      bench.facade.station.setAddress = setAddress;
      await page.getByRole('button', { name: 'Run this command' }).click();
      await page.getByRole('button', { name: 'Take the address back enp0s20u2' }).waitFor();
      expect(await page.getByText(words).count()).toBe(0);
      expect(await start.isEnabled()).toBe(true);

      await page.getByRole('button', { name: 'Take the address back enp0s20u2' }).click();
      await page.getByText(barePlan.undo, { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Run this command' }).click();
      await give.waitFor();
      expect(await start.isDisabled()).toBe(true);
      expect(watched.faults).toEqual([]);
    });

    test('says what a stopped service and a missing ISP address mean', async () => {
      const page = await open();
      const problem = 'Another program is using TFTP port 69.';
      const ports = { ...runningStatus.ports, tftp: { port: null, problem } };
      bench.setStatus({ ...runningStatus, hasIspRule: false, ports });
      await seen(page, 'Running, 1 problem');
      await seen(page, 'No ISP address set.');
      expect(await page.locator('.services .bad').getAttribute('title')).toContain(problem);
    });

    test('opens what the station saw of a unit, and gives the focus back', async () => {
      const page = await open();
      bench.put(aUnit('4f1a92'));
      await tile(page, '4f1a92').click();
      await seen(page, '/spa962.cfg by TFTP');
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-mac'))).toBe(
        '000e084f1a92',
      );
    });

    test.each(['light', 'dark'] as const)(
      'has no axe-core violation in %s',
      async (colorScheme) => {
        const page = await open({ colorScheme, bypassCSP: true });
        const reason = { code: 'F02' as const, text: 'Unit rejected its profile.' };
        bench.put(
          aUnit('000001', { stage: 'MFG-RESET' }),
          aUnit('000002', { stage: 'SEC-PRV-1' }),
          aUnit('000003', { stage: 'VERIFIED' }),
          aUnit('000004', { stage: 'VERIFIED', binding: 'bound', account: '1' }),
          aUnit('000005', { condition: 'failed', reason }),
          aUnit('000006', { condition: 'waiting', reason }),
          aUnit('000007', { condition: 'link-lost' }),
        );
        for (const severity of [3, 4, 5, 6]) bench.write({ severity, msg: 'resync' });
        bench.foreign('DESKTOP-7', 'MSFT 5.0');
        await tile(page, '000007').waitFor();
        expect(await violations(page)).toEqual([]);
        bench.answerScan = () => ({ verdict: 'not-bound', reason: 'Not in the account list.' });
        await scan(page, '10-000000');
        await verdict(page).getByText('NOT BOUND').waitFor();
        await tile(page, '000005').click();
        await seen(page, 'What the station saw');
        bench.setStatus({ ...runningStatus, state: 'no-link', hasIspRule: false });
        await seen(page, 'The bench cable is out.');
        expect(await violations(page)).toEqual([]);
        bench.setStatus(stoppedStatus);
        await page.getByRole('button', { name: 'Start' }).click();
        await seen(page, 'Never used');
        expect(await violations(page)).toEqual([]);
      },
    );

    test('fits 1180 × 720 without scrolling sideways', async () => {
      const page = await open({ viewport: { width: 1180, height: 720 } });
      bench.put(aUnit('4f1a92'));
      await tile(page, '4f1a92').waitFor();
      const size = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [scrollWidth, scrollHeight];
      });
      expect(size).toEqual([1180, 720]);
    });
  },
);

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  return page.evaluate(async () => {
    const axe = Reflect.get(window, 'axe') as typeof import('axe-core');
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
  });
}
