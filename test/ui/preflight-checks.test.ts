import { describe, expect, test } from 'vitest';
import { type Check, type Checks, checkIds } from '../../main/contract/preflight.ts';
import { whySkipped } from './page.ts';
import { becomes, check, preflightPages, running, seen, startButton } from './preflight-kit.ts';
import { deferred, officeCard, someChecks, usbCard } from './settings-double.ts';

describe.skipIf(whySkipped !== null)(
  `checks and bench network${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    const open = preflightPages();

    test('every check shows a clock until its result is there, and keeps its place', async () => {
      const looked = deferred<Checks>();
      const { page } = await open((bench) => {
        bench.facade.preflight.checks = () => looked.promise;
      });
      const names = page.locator('.check b');
      await becomes(() => page.locator('.check [data-icon="clock"]').count(), checkIds.length);
      const before = await names.allTextContents();
      expect(before[0]).toBe('Link on the bench card');
      expect(await startButton(page).isDisabled()).toBe(true);
      looked.resolve({ at: Date.now(), checks: someChecks() });
      await seen(page, `${checkIds.length - 1} of ${checkIds.length} passed`);
      expect(await names.allTextContents()).toEqual(before);
      expect(await page.locator('.check [data-icon="clock"]').count()).toBe(0);
    });

    test('a failed check stops the start and says why; looked at again it lets go', async () => {
      const detail = 'dnsmasq (process 812) uses UDP port 67. Close it.';
      const { bench, page } = await open((bench) => {
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

    test('a taken port of what units can spare: said what it costs, and started without it when asked', async () => {
      const detail = 'rsyslogd (process 812) uses UDP port 514.';
      const lack = 'Until it runs, units’ own messages are not heard.';
      const without = [{ service: 'syslog' as const, lack }];
      const { bench, page } = await open((bench) => {
        bench.checks = someChecks({ ports: { result: 'fail', word: 'Taken', detail, without } });
      });
      await seen(page, lack);
      expect(await startButton(page).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Start without Syslog' }).click();
      await running(page);
      expect(bench.starts).toEqual([{ interface: 'enx00e04c680001', without: ['syslog'] }]);
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
      const { page } = await open((bench) => {
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
      expect(fixed).toEqual([{ interface: 'enx00e04c680001', check: 'firewall', command }]);
      expect(await page.getByText('One check needs you.').count()).toBe(0);
    });

    test('other DHCP servers are asked for only on "Check now", with words for the wait', async () => {
      const asked: unknown[] = [];
      const answer = deferred<Check>();
      const { page } = await open((bench) => {
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
      const { bench, page, faults } = await open((bench) => {
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
      expect(faults).toEqual([]);
    });

    test('what was typed and not saved is saved by Start; what is wrong stops it', async () => {
      const { bench, page } = await open();
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
      const { page } = await open((bench) => {
        bench.set({ lease: 600, pool: { first: '192.168.76.30', last: '192.168.76.40' } });
      });
      await seen(page, 'Room for 11 units');
      await page.getByRole('button', { name: 'Reset' }).click();
      await seen(page, 'Room for 489 units');
      expect(await page.getByLabel('Lease time').inputValue()).toBe('3600');
    });

    test('fields the command line fixes are off and say so', async () => {
      const { page } = await open((bench) =>
        bench.set({ lease: 1800 }, { fixed: ['pool', 'lease'] }),
      );
      await becomes(() => page.getByLabel('Address pool').isDisabled(), true);
      expect(await page.getByLabel('Lease time').isDisabled()).toBe(true);
      expect(await page.getByText('Set by the command line').count()).toBe(2);
    });
  },
);
