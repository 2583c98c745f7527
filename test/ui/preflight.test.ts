import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import type { StationStatus } from '../../main/contract/model.ts';
import type { Check, Checks } from '../../main/contract/preflight.ts';
import type { WebServer } from '../../main/serve/web-server.ts';
import { status as stoppedStatus } from '../contract/double.ts';
import { runningStatus } from './bench-double.ts';
import { launchBrowser, type WatchedPage, watchPage, whySkipped } from './page.ts';
import {
  deferred,
  loopbackCard,
  officeCard,
  SettingsDouble,
  someChecks,
  usbCard,
  violations,
  wifiCard,
} from './settings-double.ts';

describe.skipIf(whySkipped !== null)(
  `prepare the station${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
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

    /** Opens the page on a stopped bench that was set up so. */
    async function open(
      setUp: (bench: SettingsDouble) => void = () => undefined,
      options: Parameters<typeof watchPage>[2] = {},
    ): Promise<Page> {
      bench = new SettingsDouble();
      setUp(bench);
      served = await bench.serve(inject('pageDir'));
      watched = await watchPage(browser, served.origin, options);
      await watched.page.goto(served.url);
      await watched.page.getByRole('heading', { name: 'Prepare the station' }).waitFor();
      return watched.page;
    }

    const card = (page: Page, name: string) => page.locator(`[data-card="${name}"]`);
    const radio = (page: Page, name: string) => card(page, name).getByRole('radio');
    const check = (page: Page, id: string) => page.locator(`[data-check="${id}"]`);
    const startButton = (page: Page) => page.getByRole('button', { name: 'Start station' });
    const seen = (page: Page | Locator, text: string) => page.getByText(text).first().waitFor();
    const running = (page: Page) =>
      page.getByTestId('station').getByText('Running', { exact: true }).waitFor();
    const becomes = (read: () => Promise<unknown>, value: unknown) =>
      expect.poll(read, { timeout: 10_000 }).toEqual(value);

    test('the only card that can serve is chosen, and Start brings up the bench on it', async () => {
      const page = await open();
      await becomes(() => radio(page, 'enx00e04c680001').isChecked(), true);
      await seen(page, 'USB network adapter');
      expect(await card(page, 'lo').count()).toBe(0);
      await startButton(page).click();
      await running(page);
      await page.getByRole('heading', { name: 'Bench', exact: true, level: 1 }).waitFor();
      expect(bench.starts).toEqual([{ interface: 'enx00e04c680001' }]);
      expect(watched.faults).toEqual([]);
    });

    test('F10 starts it by keyboard alone', async () => {
      const page = await open();
      await becomes(() => startButton(page).isEnabled(), true);
      await page.keyboard.press('F10');
      await running(page);
      expect(bench.starts).toEqual([{ interface: 'enx00e04c680001' }]);
    });

    test('UX-15: neither mouse nor keyboard nor a stored setting chooses a locked card', async () => {
      const page = await open((bench) => {
        bench.cardList = [officeCard, wifiCard, { ...usbCard, name: 'eth7' }, usbCard];
        bench.set({ interface: 'eno1' });
      });
      await seen(card(page, 'eno1'), 'Never used');
      await seen(card(page, 'eno1'), 'the default route leads through it');
      await seen(card(page, 'wlp3s0'), 'Not suitable');
      expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
      expect(await startButton(page).isDisabled()).toBe(true);
      await seen(page, 'Choose the card that goes to the bench switch.');

      await card(page, 'eno1').getByText('Network card').click({ force: true });
      await card(page, 'wlp3s0').getByText('Wi-Fi').click({ force: true });
      expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);

      await radio(page, 'eth7').focus();
      await page.keyboard.press('Space');
      for (let press = 0; press < 6; press += 1) {
        await page.keyboard.press('ArrowDown');
        const chosen = await page.getByRole('radio', { checked: true }).count();
        expect(chosen).toBe(1);
        expect(await radio(page, 'eno1').isChecked()).toBe(false);
        expect(await radio(page, 'wlp3s0').isChecked()).toBe(false);
      }
      expect(watched.faults).toEqual([]);
    });

    test('a card that locks while it is chosen is no longer chosen', async () => {
      const page = await open();
      await becomes(() => startButton(page).isEnabled(), true);
      const lockedBecause = 'another DHCP server gave it the address 10.0.0.9.';
      bench.cardList = [{ ...usbCard, lockedBecause }];
      await page.evaluate(() => window.dispatchEvent(new Event('focus')));
      await seen(page, 'Plug in a USB network adapter');
      expect(await startButton(page).isDisabled()).toBe(true);
    });

    test('without a second card it says to plug one in, and finds it when asked to look again', async () => {
      const page = await open((bench) => {
        bench.cardList = [officeCard, wifiCard];
      });
      await seen(page, 'Plug in a USB network adapter');
      expect(await startButton(page).isDisabled()).toBe(true);
      bench.cardList = [officeCard, wifiCard, usbCard];
      await page.getByRole('button', { name: 'Look again' }).click();
      await becomes(() => startButton(page).isEnabled(), true);
    });

    test('the command line’s card is the only one, and the start is told nothing else', async () => {
      const page = await open((bench) => {
        bench.cardList = [loopbackCard, officeCard, usbCard];
        bench.set({}, { fixed: ['interface'] });
      });
      await becomes(() => radio(page, 'lo').isChecked(), true);
      expect(await radio(page, 'enx00e04c680001').isDisabled()).toBe(true);
      await startButton(page).click();
      await running(page);
      expect(bench.starts).toEqual([{}]);
    });

    test('a card without address gets one when a person agrees, and gives it back', async () => {
      const bare = { ...usbCard, addresses: [], addressGiver: 'nobody' as const };
      const given = { ...usbCard, addressGiver: 'station' as const };
      const plan = {
        address: '192.168.76.1',
        prefix: 23,
        set: 'sudo ip address add 192.168.76.1/23 dev enx00e04c680001',
        undo: 'sudo ip address del 192.168.76.1/23 dev enx00e04c680001',
      };
      const declined = 'Nothing was changed: the permission was declined.';
      const page = await open(
        ({ facade }) => {
          facade.station.addressPlan = async () => plan;
        },
        { bypassCSP: true },
      );
      const { station } = bench.facade;
      bench.cardList = [bare];
      await page.getByRole('button', { name: 'Look again' }).click();
      const give = page.getByRole('button', { name: 'Give it 192.168.76.1/23… enx00e04c680001' });
      await seen(page, 'no address yet — the station will use 192.168.76.1/23');
      await give.click();
      await page.getByText(plan.set, { exact: true }).waitFor();
      await seen(page, 'the system will ask for the password');
      expect(await startButton(page).isDisabled()).toBe(true);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Not now for enx00e04c680001' }).click();
      await becomes(() => give.evaluate((button) => button === document.activeElement), true);

      station.setAddress = async () => {
        throw new StationError('DECLINED', declined);
      };
      await give.click();
      await page.getByRole('button', { name: 'Run this command' }).click();
      await page.getByRole('alert').getByText(declined).waitFor();
      station.setAddress = async () => [given];
      await page.getByRole('button', { name: 'Run this command' }).click();
      const takeBack = page.getByRole('button', { name: 'Take the address back enx00e04c680001' });
      await takeBack.waitFor();
      expect(await page.getByText(declined).count()).toBe(0);
      await becomes(() => startButton(page).isEnabled(), true);

      station.undoAddress = async () => [bare];
      await takeBack.click();
      await page.getByText(plan.undo, { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Run this command' }).click();
      await give.waitFor();
      expect(await startButton(page).isDisabled()).toBe(true);
      expect(watched.faults).toEqual([]);
    });

    test('every check shows a clock until its result is there, and keeps its place', async () => {
      const looked = deferred<Checks>();
      const page = await open((bench) => {
        bench.facade.preflight.checks = () => looked.promise;
      });
      const names = page.locator('.check b');
      await becomes(() => page.locator('.check [data-icon="clock"]').count(), 8);
      const before = await names.allTextContents();
      expect(before[0]).toBe('Link on the bench card');
      expect(await startButton(page).isDisabled()).toBe(true);
      looked.resolve({ at: Date.now(), checks: someChecks() });
      await seen(page, '7 of 8 passed');
      expect(await names.allTextContents()).toEqual(before);
      expect(await page.locator('.check [data-icon="clock"]').count()).toBe(0);
    });

    test('a failed check stops the start and says why; looked at again it lets go', async () => {
      const detail = 'dnsmasq (process 812) uses UDP port 67. Close it.';
      const page = await open((bench) => {
        bench.checks = someChecks({ ports: { result: 'fail', word: 'In use', detail } });
      });
      await seen(check(page, 'ports'), detail);
      await seen(page, `Ports free: ${detail}`);
      expect(await startButton(page).isDisabled()).toBe(true);
      await page.keyboard.press('F10');
      bench.checks = someChecks();
      await page.getByRole('button', { name: 'Run again' }).click();
      await becomes(() => startButton(page).isEnabled(), true);
      expect(bench.starts).toEqual([]);
    });

    test('a warning says what will not work, and its fix shows the command before it runs', async () => {
      const command = 'sudo firewall-cmd --zone=trusted --add-interface=enx00e04c680001';
      const firewall: Partial<Check> = {
        result: 'warn',
        word: 'Needs a rule',
        detail: 'Incoming UDP 69 is blocked on this card.',
        fix: { label: 'Add the rule for me', command, hint: null },
      };
      const fixed: unknown[] = [];
      const page = await open((bench) => {
        bench.checks = someChecks({ firewall });
        bench.facade.preflight.fix = async (question) => {
          fixed.push(question);
          return { at: Date.now(), checks: someChecks() };
        };
      });
      await seen(page, 'One check needs you.');
      await becomes(() => startButton(page).isEnabled(), true);
      await page.getByRole('button', { name: 'Add the rule for me' }).click();
      await page.getByText(command, { exact: true }).waitFor();
      expect(fixed).toEqual([]);
      await page.getByRole('button', { name: 'Run this command' }).click();
      await seen(check(page, 'firewall'), 'Open');
      expect(fixed).toEqual([{ interface: 'enx00e04c680001', check: 'firewall' }]);
      expect(await page.getByText('One check needs you.').count()).toBe(0);
    });

    test('other DHCP servers are asked for only on "Check now", with words for the wait', async () => {
      const asked: unknown[] = [];
      const answer = deferred<Check>();
      const page = await open((bench) => {
        bench.facade.preflight.probe = (question) => {
          asked.push(question);
          return answer.promise;
        };
      });
      const row = check(page, 'foreign-dhcp');
      await row.getByRole('button', { name: 'Check now' }).waitFor();
      expect(asked).toEqual([]);
      await row.getByRole('button', { name: 'Check now' }).click();
      await seen(row, '3 to 6 s');
      await row.getByRole('progressbar', { name: 'Asking for DHCP servers' }).waitFor();
      expect(asked).toEqual([{ interface: 'enx00e04c680001' }]);
      const detail = '10.0.0.138 answered (00:1A:2B:3C:4D:5E).';
      const [, found] = someChecks({
        'foreign-dhcp': { result: 'fail', word: '1 found', detail },
      });
      answer.resolve(found as Check);
      await seen(page, `No other DHCP server: ${detail}`);
      expect(await startButton(page).isDisabled()).toBe(true);
      await row.getByRole('button', { name: 'Check again' }).waitFor();
    });

    test('the bench network is checked while it is typed, saved, and taken back', async () => {
      const page = await open((bench) => {
        bench.cardList = [officeCard, { ...usbCard, addresses: [], addressGiver: 'nobody' }];
      });
      const address = page.getByLabel('Station address');
      const pool = page.getByLabel('Address pool');
      await seen(page, 'Room for 489 units');
      await address.fill('10.20.5.1/24');
      await seen(page, 'eno1 (10.20.4.113) is in this network too');
      const describedBy = await address.getAttribute('aria-describedby');
      expect(describedBy).not.toBeNull();
      expect(await address.getAttribute('aria-invalid')).toBe('true');
      await address.fill('192.168.80.1/24');
      await seen(page, 'Room for 235 units');
      expect(await pool.inputValue()).toBe('80.20 – 80.254');
      await pool.fill('80.20 – 80.29');
      await seen(page, 'Room for 10 units');
      await page.getByRole('button', { name: 'Save network' }).click();
      await seen(page, 'Bench network saved.');
      const stored = { address: '192.168.80.1', prefix: 24 };
      const range = { first: '192.168.80.20', last: '192.168.80.29' };
      expect(bench.patches).toEqual([{ ...stored, pool: range }]);
      await page.getByRole('button', { name: 'Undo' }).click();
      await becomes(async () => address.inputValue(), '192.168.76.1/23');
      expect(watched.faults).toEqual([]);
    });

    test('what was typed and not saved is saved by Start; what is wrong stops it', async () => {
      const page = await open();
      const pool = page.getByLabel('Address pool');
      await pool.fill('77.254 – 76.20');
      await seen(page, 'Bench network: The first address comes before the last.');
      expect(await startButton(page).isDisabled()).toBe(true);
      await pool.fill('76.20 – 76.120');
      await becomes(() => startButton(page).isEnabled(), true);
      await startButton(page).click();
      await running(page);
      const range = { first: '192.168.76.20', last: '192.168.76.120' };
      expect(bench.patches).toEqual([{ pool: range }]);
    });

    test('Reset brings the safe defaults back', async () => {
      const page = await open((bench) => {
        bench.set({ lease: 600, pool: { first: '192.168.76.30', last: '192.168.76.40' } });
      });
      await seen(page, 'Room for 11 units');
      await page.getByRole('button', { name: 'Reset' }).click();
      await seen(page, 'Room for 489 units');
      expect(await page.getByLabel('Lease time').inputValue()).toBe('3600');
    });

    test('fields the command line fixes are off and say so', async () => {
      const page = await open((bench) => bench.set({ lease: 1800 }, { fixed: ['pool', 'lease'] }));
      await becomes(() => page.getByLabel('Address pool').isDisabled(), true);
      expect(await page.getByLabel('Lease time').isDisabled()).toBe(true);
      expect(await page.getByText('Set by the command line').count()).toBe(2);
    });

    test('while it starts there are words for the wait, and a way out', async () => {
      const page = await open();
      await becomes(() => startButton(page).isEnabled(), true);
      const { facade } = bench;
      let refuse: (error: Error) => void = () => undefined;
      facade.station.start = () => {
        bench.setStatus({ ...stoppedStatus, state: 'starting', hasIspRule: true });
        return new Promise<StationStatus>((_, reject) => {
          refuse = reject;
        });
      };
      facade.station.stop = async () => {
        refuse(new StationError('STOPPED', 'The start was ended.'));
        bench.stop();
        return stoppedStatus;
      };
      await startButton(page).click();
      await seen(page, 'Asking whether another DHCP server answers');
      await page.getByRole('progressbar', { name: 'Starting the station' }).waitFor();
      await page.getByRole('button', { name: 'Stop the start' }).click();
      await seen(page, 'The start was stopped. Nothing is served.');
      await becomes(() => startButton(page).isEnabled(), true);
      expect(watched.faults).toEqual([]);
    });

    test('a refused start says in place what to do', async () => {
      const page = await open();
      const problem = 'Another program is using TFTP port 69. Close it, then start again.';
      bench.facade.station.start = async () => {
        bench.setStatus({ ...stoppedStatus, state: 'failed', problem, hasIspRule: true });
        throw new StationError('PORT_IN_USE', problem);
      };
      await startButton(page).click();
      await page.getByRole('alert').getByText(problem).waitFor();
      await becomes(() => startButton(page).isEnabled(), true);
    });

    test('after a crash it says when and what was kept, and starts again', async () => {
      const endedAt = new Date();
      endedAt.setHours(0, 5, 0, 0);
      const lastRun = { endedAt: endedAt.getTime(), isClean: false, wasServing: true, units: 48 };
      const page = await open((bench) => bench.stop({ lastRun }));
      await seen(page, 'The station closed unexpectedly at 00:05.');
      await seen(page, '48 units kept. Start again?');
      await page.getByRole('button', { name: 'Start again' }).click();
      await running(page);
    });

    test('the practice bench is one press away', async () => {
      const page = await open((bench) => {
        bench.facade.practice.begin = async () =>
          bench.setStatus({ ...runningStatus, isPractice: true });
      });
      await seen(page, 'Simulated units on this computer: no network, nothing is kept.');
      await page.getByRole('button', { name: 'Practice bench' }).click();
      await running(page);
      await page.getByText('Practice bench').first().waitFor();
    });

    test('the board can be looked at without a start', async () => {
      const page = await open();
      await page.getByRole('button', { name: 'Look at the board' }).click();
      await page.getByRole('heading', { name: 'Bench', exact: true, level: 1 }).waitFor();
      expect(bench.starts).toEqual([]);
    });

    test.each(['light', 'dark'] as const)(
      'has no axe-core violation in %s',
      async (colorScheme) => {
        const page = await open(
          (bench) => {
            bench.cardList = [
              officeCard,
              wifiCard,
              { ...usbCard, addresses: [], addressGiver: 'nobody' },
            ];
            bench.checks = someChecks({
              firewall: { result: 'warn', word: 'Needs a rule', detail: 'UDP 69 is blocked.' },
              disk: { result: 'fail', word: 'Full', detail: '120 MB free. Free some space.' },
            });
            const lastRun = { endedAt: 1, isClean: false, wasServing: true, units: 48 };
            bench.stop({ lastRun, hasIspRule: false });
          },
          { colorScheme, bypassCSP: true },
        );
        await seen(page, '5 of 8 passed');
        await page.getByLabel('Address pool').fill('x');
        await seen(page, 'First and last address of the pool.');
        expect(await violations(page)).toEqual([]);
        bench.setStatus({ ...stoppedStatus, state: 'starting' });
        await seen(page, 'Asking whether another DHCP server answers');
        expect(await violations(page)).toEqual([]);
        bench.cardList = [officeCard];
        bench.stop();
        await seen(page, 'Plug in a USB network adapter');
        expect(await violations(page)).toEqual([]);
        expect(watched.faults).toEqual([]);
      },
    );

    test('at 200 % it is one column, in which Start can be reached', async () => {
      const page = await open(undefined, { viewport: { width: 720, height: 450 } });
      await becomes(() => startButton(page).isEnabled(), true);
      const picture = await page.locator('.isolation').boundingBox();
      const checks = await page.locator('.checks').boundingBox();
      expect((picture?.y ?? 0) + (picture?.height ?? 0)).toBeLessThanOrEqual(checks?.y ?? 0);
      await startButton(page).click();
      await running(page);
    });

    test('at 1180 × 720 Start is in sight and nothing scrolls sideways', async () => {
      const page = await open(undefined, { viewport: { width: 1180, height: 720 } });
      await becomes(() => startButton(page).isEnabled(), true);
      const box = await startButton(page).boundingBox();
      expect((box?.y ?? 720) + (box?.height ?? 0)).toBeLessThanOrEqual(720 - 56);
      const wide = await page.evaluate(
        () =>
          [...document.querySelectorAll('main, main *')].filter(
            (each) =>
              each.scrollWidth > each.clientWidth + 1 &&
              getComputedStyle(each).overflowX === 'auto',
          ).length,
      );
      expect(wide).toBe(0);
    });
  },
);
