import { describe, expect, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import type { StationStatus } from '../../main/contract/model.ts';
import { checkIds } from '../../main/contract/preflight.ts';
import { status as stoppedStatus } from '../contract/double.ts';
import { violations } from './axe.ts';
import { runningStatus } from './bench-double.ts';
import { whySkipped } from './page.ts';
import {
  becomes,
  card,
  preflightPages,
  radio,
  running,
  seen,
  startButton,
} from './preflight-kit.ts';
import { loopbackCard, officeCard, someChecks, usbCard, wifiCard } from './settings-double.ts';

describe.skipIf(whySkipped !== null)(
  `prepare the station${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    const open = preflightPages();

    test('the only card that can serve is chosen, and Start brings up the bench on it', async () => {
      const { bench, page, faults } = await open();
      await becomes(() => radio(page, 'enx00e04c680001').isChecked(), true);
      await seen(page, 'USB network adapter');
      expect(await card(page, 'lo').count()).toBe(0);
      await startButton(page).click();
      await running(page);
      await page.getByRole('heading', { name: 'Bench', exact: true, level: 1 }).waitFor();
      expect(bench.starts).toEqual([{ interface: 'enx00e04c680001' }]);
      expect(faults).toEqual([]);
    });

    test('F10 starts it by keyboard alone', async () => {
      const { bench, page } = await open();
      await becomes(() => startButton(page).isEnabled(), true);
      await page.keyboard.press('F10');
      await running(page);
      expect(bench.starts).toEqual([{ interface: 'enx00e04c680001' }]);
    });

    test('UX-15: neither mouse nor keyboard nor a stored setting chooses a locked card', async () => {
      const { page, faults } = await open((bench) => {
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
      expect(faults).toEqual([]);
    });

    test('a card that locks while it is chosen is no longer chosen', async () => {
      const { bench, page } = await open();
      await becomes(() => startButton(page).isEnabled(), true);
      const lockedBecause = 'another DHCP server gave it the address 10.0.0.9.';
      bench.cardList = [{ ...usbCard, lockedBecause }];
      await page.evaluate(() => window.dispatchEvent(new Event('focus')));
      await seen(page, 'Plug in a USB network adapter');
      expect(await startButton(page).isDisabled()).toBe(true);
    });

    test('without a second card it says to plug one in, and finds it when asked to look again', async () => {
      const { bench, page } = await open((bench) => {
        bench.cardList = [officeCard, wifiCard];
      });
      await seen(page, 'Plug in a USB network adapter');
      expect(await startButton(page).isDisabled()).toBe(true);
      bench.cardList = [officeCard, wifiCard, usbCard];
      await page.getByRole('button', { name: 'Look again' }).click();
      await becomes(() => startButton(page).isEnabled(), true);
    });

    test('the command line’s card is the only one, and the start is told nothing else', async () => {
      const { bench, page } = await open((bench) => {
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
      const { bench, page, faults } = await open(
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
      expect(faults).toEqual([]);
    });

    test('while it starts there are words for the wait, and a way out', async () => {
      const { bench, page, faults } = await open();
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
      expect(faults).toEqual([]);
    });

    test('a refused start says in place what to do', async () => {
      const { bench, page } = await open();
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
      const { page } = await open((bench) => bench.stop({ lastRun }));
      await seen(page, 'The station closed unexpectedly at 00:05.');
      await seen(page, '48 units kept. Start again?');
      await page.getByRole('button', { name: 'Start again' }).click();
      await running(page);
    });

    test('the practice bench is one press away', async () => {
      const { page } = await open((bench) => {
        bench.facade.practice.begin = async () =>
          bench.setStatus({ ...runningStatus, isPractice: true });
      });
      await seen(page, 'Simulated units on this computer: no network, nothing is kept.');
      await page.getByRole('button', { name: 'Practice bench' }).click();
      await running(page);
      await page.getByText('Practice bench').first().waitFor();
    });

    test('the board can be looked at without a start', async () => {
      const { bench, page } = await open();
      await page.getByRole('button', { name: 'Look at the board' }).click();
      await page.getByRole('heading', { name: 'Bench', exact: true, level: 1 }).waitFor();
      expect(bench.starts).toEqual([]);
    });

    test.each(['light', 'dark'] as const)(
      'has no axe-core violation in %s',
      async (colorScheme) => {
        const { bench, page, faults } = await open(
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
        await seen(page, `${checkIds.length - 3} of ${checkIds.length} passed`);
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
        expect(faults).toEqual([]);
      },
    );

    test('at 200 % it is one column, in which Start can be reached', async () => {
      const { page } = await open(undefined, { viewport: { width: 720, height: 450 } });
      await becomes(() => startButton(page).isEnabled(), true);
      const picture = await page.locator('.isolation').boundingBox();
      const checks = await page.locator('.checks').boundingBox();
      expect((picture?.y ?? 0) + (picture?.height ?? 0)).toBeLessThanOrEqual(checks?.y ?? 0);
      await startButton(page).click();
      await running(page);
    });

    test('at 1180 × 720 Start is in sight and nothing scrolls sideways', async () => {
      const { page } = await open(undefined, { viewport: { width: 1180, height: 720 } });
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
