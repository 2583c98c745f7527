import { describe, expect, test } from 'vitest';
import { failures } from '../../main/contract/failures.ts';
import { failureCodeSchema, type Unit } from '../../main/contract/model.ts';
import { aUnit } from './bench-double.ts';
import { benchPages, counter, focusedTail, seen, soon, tailOf, tile, tiles } from './bench-kit.ts';
import { whySkipped } from './page.ts';

const codes = failureCodeSchema.options;

/** A unit in each of the nine states. */
const nine: [state: string, word: string, about: Partial<Unit>][] = [
  ['seen', 'Seen', { stage: 'MFG-RESET' }],
  ['sp-cust', 'SP-CUST', { stage: 'SP-CUST' }],
  ['sec-prv-1', 'SEC-PRV-1', { stage: 'SEC-PRV-1' }],
  ['rehearsal', 'Rehearsal', { stage: 'SEC-PRV-2' }],
  ['verified', 'Verified', { stage: 'VERIFIED' }],
  ['bound', 'Bound', { stage: 'VERIFIED', binding: 'bound', account: '10-448213' }],
  ['waiting', 'Waiting', { condition: 'waiting' }],
  ['failed', 'Failed', { condition: 'failed' }],
  ['link-lost', 'Link lost', { condition: 'link-lost' }],
];

describe.skipIf(whySkipped !== null)(
  `what needs attention${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    const open = benchPages();
    const entry = '.attention [data-mac-entry]';

    test.each(['large', 'small'] as const)(
      'each of the nine states has its word and a shape of its own on a %s tile',
      async (density) => {
        const { bench, page } = await open({ screen: { density } });
        bench.put(...nine.map(([, , about], n) => aUnit(tailOf(n), about)));
        await tile(page, tailOf(8)).waitFor();
        await tiles(page, 9);
        const shapes = new Set<string>();
        for (const [n, [state, word]] of nine.entries()) {
          const shown = tile(page, tailOf(n));
          const icon = shown.locator('.state [data-icon]').first();
          shapes.add((await icon.innerHTML()).replaceAll(/\s+/g, ' '));
          expect(await shown.getAttribute('data-state')).toBe(state);
          expect(await icon.getAttribute('data-icon')).toBe(state);
          expect(await shown.locator('.hidden').textContent()).toContain(`${word} for `);
          expect(await shown.locator('.state-word').isVisible()).toBe(true);
        }
        expect(shapes.size).toBe(9);
      },
    );

    test('“why not” is answered for a MAC nobody finds, on the board, by Ctrl+K and in the drawer', async () => {
      const { bench, page, faults } = await open();
      const asked: string[] = [];
      bench.facade.units.why = async ({ text }) => {
        asked.push(text);
        return {
          ...{ mac: '000e08000009', verdict: 'not-seen', rule: 'never-seen', code: null },
          sentence: 'Nothing was ever received from <b>it</b>.',
          todo: 'Check its power.',
          last: null,
          near: [
            { mac: '000e08000001', how: 'one digit differs', what: 'unit' },
            { mac: '3c5282000009', how: 'ends like this', what: 'foreign client' },
          ],
        };
      };
      bench.put(aUnit('000001'), aUnit('000002', { stage: 'VERIFIED' }));
      await tiles(page, 2);
      await page.getByLabel('Find a unit').fill('00:0E:08:00:00:09');
      await page.locator('.bench > .why-not').getByText('Check its power.').waitFor();
      await page.getByLabel('Find a unit').fill('00:0E:08:00:00:01');
      await page.locator('.bench > .why-not').waitFor({ state: 'detached' });
      await page.getByLabel('Find a unit').fill('');

      await page.keyboard.press('Control+k');
      const finder = page.getByRole('dialog', { name: 'Go to' });
      await finder.getByRole('combobox').fill('no such thing');
      await finder.getByText('Nothing found. Try the last digits of a MAC.').waitFor();
      await finder.getByRole('combobox').fill('000e08000009');
      await finder.getByText('Nothing was ever received from <b>it</b>.').waitFor();
      expect(await finder.getByText('foreign client, ends like this').count()).toBe(1);
      expect(await finder.locator('.why-not button').count()).toBe(1);
      await finder.getByRole('button', { name: '00:0E:08:00:00:01' }).click();
      await page.getByRole('heading', { name: '00:0E:08:00:00:01' }).waitFor();

      const ask = page.getByRole('button', { name: 'Why not verified?' });
      await ask.click();
      await page.locator('.unit-drawer .why-not').getByText('Check its power.').waitFor();
      await ask.click();
      await page.locator('.unit-drawer .why-not').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await tile(page, '000002').click();
      await page.getByRole('heading', { name: '00:0E:08:00:00:02' }).waitFor();
      expect(await ask.count()).toBe(0);
      expect([...new Set(asked)]).toEqual(['00:0E:08:00:00:09', '000e08000009', '000e08000001']);
      expect(faults).toEqual([]);
    });

    test('every failure of the catalogue shows a tile text, its sentence and one action', async () => {
      const { bench, page, faults } = await open();
      bench.put(
        ...codes.map((code, n) =>
          aUnit(tailOf(n), {
            condition: 'failed',
            reason: { code, text: `${failures[code].sentence} Look at unit ${n}` },
          }),
        ),
      );
      await expect.poll(() => page.locator(entry).count(), soon).toBe(codes.length);
      await expect.poll(() => page.locator('.tile .why').count(), soon).toBe(codes.length);
      for (const [n, code] of codes.entries()) {
        const { title, sentence, verb } = failures[code];
        const item = page.locator(`[data-mac-entry="000e08${tailOf(n)}"]`);
        const tileText = await tile(page, tailOf(n)).locator('.why').textContent();
        expect(tileText).toBe(title);
        expect(tileText?.length).toBeLessThanOrEqual(18);
        expect(await item.locator('.sentence').textContent()).toContain(sentence.slice(0, -1));
        expect(await item.getByRole('button', { name: verb }).count()).toBe(1);
        expect(await item.getByRole('button', { name: 'Details' }).count()).toBe(1);
      }
      expect(faults).toEqual([]);
    });

    test.each(codes)('the action of %s does something', async (code) => {
      const { bench, page, faults } = await open();
      const asked: string[] = [];
      bench.facade.units.provisionAgain = async ({ mac }) => {
        asked.push(mac);
        return aUnit(mac.slice(6));
      };
      const reason = { code, text: failures[code].sentence };
      bench.put(aUnit('4f1a92', { condition: 'failed', reason }));
      await page.locator(entry).getByRole('button', { name: failures[code].verb }).click();
      const { action } = failures[code];
      if (action === 'provision-again') {
        await expect.poll(() => asked, soon).toEqual(['000e084f1a92']);
      } else if (action === 'release-old') {
        await page.getByRole('button', { name: 'Bound 0', pressed: true }).first().waitFor();
      } else if (action === 'models' || action === 'settings') {
        await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
      } else if (action === 'profiles') {
        await page.getByRole('heading', { level: 1, name: 'Profiles' }).waitFor();
      } else {
        expect(await page.getByRole('dialog').getByRole('listitem').count()).toBeGreaterThan(2);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      expect(faults).toEqual([]);
    });

    test('the steps of a silent unit name the power and the factory reset', async () => {
      const { bench, page } = await open();
      const reason = { code: 'F04' as const, text: 'Leased, nothing asked for 90 s.' };
      bench.put(aUnit('4f1a92', { condition: 'waiting', reason }));
      await page.getByRole('button', { name: 'Show steps' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('****RESET#1#').waitFor();
      await dialog.getByText('Turn the unit off, count to five, turn it on.').waitFor();
    });

    test('the newest problem stands first and leaves by itself when it is solved', async () => {
      const { bench, page } = await open();
      const reason = { code: 'F02' as const, text: 'It rejected its profile.' };
      const now = Date.now();
      bench.put(
        aUnit('000001', { condition: 'failed', reason, since: now - 60_000 }),
        aUnit('000002', { condition: 'failed', reason, since: now - 10_000 }),
      );
      await expect.poll(() => page.locator(entry).count(), soon).toBe(2);
      const order = () => page.locator(`${entry} .who b`).allTextContents();
      expect(await order()).toEqual(['00:00:02', '00:00:01']);
      bench.put(aUnit('000002', { stage: 'VERIFIED' }));
      await expect.poll(order, soon).toEqual(['00:00:01']);
    });

    test('an entry put aside is kept behind a line, comes back, and stays aside on another screen', async () => {
      const { bench, page } = await open();
      const reason = { code: 'F02' as const, text: 'It rejected its profile.' };
      bench.put(aUnit('000001', { condition: 'failed', reason }));
      await page.getByRole('button', { name: 'Put aside: 00:00:01' }).click();
      await seen(page, '1 put aside');
      expect(await page.locator(entry).count()).toBe(0);
      expect(await page.getByTestId('count-attention').textContent()).toBe('1');
      await page.keyboard.press('F7');
      await page.getByRole('heading', { level: 1, name: 'Log' }).waitFor();
      await page.keyboard.press('F2');
      await page.getByRole('button', { name: 'show', exact: true }).click();
      await page.getByRole('button', { name: 'Back to the list: 00:00:01' }).click();
      expect(await page.locator(entry).count()).toBe(1);
      expect(await page.getByText('put aside').count()).toBe(0);
    });

    test('a bound unit that was reset says so on its tile, stays bound, and is on the list', async () => {
      const { bench, page } = await open();
      const bound = { binding: 'bound', account: '10-448213', stage: 'VERIFIED' } as const;
      bench.put(aUnit('4f1a92', bound));
      await page.locator('[data-state="bound"]').waitFor();
      bench.put(
        aUnit('4f1a92', {
          ...bound,
          stage: 'MFG-RESET',
          attention: 'It is bound and asks for the common file: it was reset.',
        }),
      );
      await tile(page, '4f1a92').locator('.why', { hasText: 'Was reset' }).waitFor();
      expect(await tile(page, '4f1a92').locator('.state-word').textContent()).toBe('Bound');
      expect(await page.getByTestId('count-bound').textContent()).toBe('1');
      await page.locator(entry).getByText('It stays bound to account 10-448213.').waitFor();
      expect(await page.getByRole('button', { name: /^Provision again/ }).count()).toBe(1);
    });

    test('Alt with the arrows goes from problem to problem', async () => {
      const { bench, page } = await open();
      const now = Date.now();
      bench.put(
        aUnit('000001', { condition: 'failed', since: now - 60_000 }),
        aUnit('000002'),
        aUnit('000003', { condition: 'failed', since: now - 10_000 }),
      );
      await tile(page, '000003').waitFor();
      await tile(page, '000001').waitFor();
      for (const [key, tail] of [
        ['Alt+ArrowDown', '000003'],
        ['Alt+ArrowDown', '000001'],
        ['Alt+ArrowDown', '000003'],
        ['Alt+ArrowUp', '000001'],
      ] as const) {
        await page.keyboard.press(key);
        expect(await focusedTail(page)).toBe(tail);
      }
    });

    test('with small tiles the fifth counter opens the list as a drawer, and Esc gives the focus back', async () => {
      const { bench, page } = await open({ screen: { density: 'small' } });
      bench.put(aUnit('000001', { condition: 'failed' }));
      await tile(page, '000001').waitFor();
      expect(await page.locator('.attention').count()).toBe(0);
      await counter(page, /Need attention/).click();
      await page.locator(entry).waitFor();
      expect(await counter(page, /Need attention/).getAttribute('aria-expanded')).toBe('true');
      await page.keyboard.press('Escape');
      await page.locator('.attention').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe(
        'false',
      );
    });
  },
);
