import type { Browser, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import { aUnit, BenchDouble } from './bench-double.ts';
import { launchBrowser, watchPage, whySkipped } from './page.ts';

describe.skipIf(whySkipped !== null)(
  `a lost station${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
    });

    test('a cut connection says so, comes back by itself, and misses no change', async () => {
      const bench = new BenchDouble();
      const served = await bench.serve(inject('pageDir'));
      const { page, faults } = await watchPage(browser, served.origin);
      const questions: string[] = [];
      let cut: () => Promise<void> = async () => undefined;
      let isDown = false;
      await page.routeWebSocket(/\/rpc$/, (route: WebSocketRoute) => {
        if (isDown) return void route.close();
        const station = route.connectToServer();
        route.onMessage((message) => {
          questions.push(/"u":"([^"]+)"/.exec(String(message))?.[1] ?? '');
          station.send(message);
        });
        cut = async () => {
          await route.close();
          await station.close();
        };
      });
      await page.goto(served.url);
      bench.put(aUnit('000001'));
      await page.locator('[data-mac="000e08000001"]').waitFor();

      isDown = true;
      await cut();
      await page.getByText('Board not updating since').waitFor();
      await page.getByText('Not connected — do not scan').waitFor();
      bench.put(aUnit('000002'));
      isDown = false;
      await page.locator('[data-mac="000e08000002"]').waitFor();
      await page.getByText('Board not updating since').waitFor({ state: 'detached' });

      const ofMirror = questions.filter((path) => path.startsWith('/station/'));
      expect(ofMirror).toEqual(['/station/snapshot', '/station/changes', '/station/changes']);
      expect(faults).toEqual([]);
      await page.context().close();
      await served.close();
    });

    test('a station whose data cannot be opened says why, and is there when that is put right', async () => {
      const bench = new BenchDouble();
      bench.put(aUnit('000001'));
      const { snapshot } = bench.facade.station;
      const why = 'The database station.db is damaged. Put the newest backup there instead.';
      bench.facade.station.snapshot = async () => {
        throw new StationError('NOT_OPEN', why);
      };
      const served = await bench.serve(inject('pageDir'));
      const { page, faults } = await watchPage(browser, served.origin);
      await page.goto(served.url);
      await page.getByText('The station cannot open its data.').waitFor();
      await page.getByText(why).waitFor();
      bench.facade.station.snapshot = snapshot;
      await page.locator('[data-mac="000e08000001"]').waitFor();
      await page.getByText(why).waitFor({ state: 'detached' });
      expect(faults).toEqual([]);
      await page.context().close();
      await served.close();
    });

    test('a station started anew is told apart from one that is down, and its new address works', async () => {
      const first = await new BenchDouble().serve(inject('pageDir'));
      const { page } = await watchPage(browser, first.origin);
      await page.goto(first.url);
      await page.getByText('Running').first().waitFor();
      await first.close();
      await page.getByText('Board not updating since').waitFor();

      const bench = new BenchDouble();
      bench.put(aUnit('000001'));
      const second = await bench.serve(inject('pageDir'), first.port);
      await page.getByText('This page’s address is no longer valid.').waitFor();
      await page.goto(second.url);
      await page.locator('[data-mac="000e08000001"]').waitFor();
      expect(page.url()).toBe(`${second.origin}/`);
      await page.context().close();
      await second.close();
    });
  },
);
