import { describe, expect, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import type { LayerRef } from '../../main/contract/profiles.ts';
import { violations } from './axe.ts';
import { aUnit } from './bench-double.ts';
import { whySkipped } from './page.ts';
import {
  button,
  eventually,
  goTo,
  mock,
  more,
  openTemplate,
  pill,
  profilePages,
} from './profiles-kit.ts';

describe.skipIf(whySkipped !== null)(
  `work with profiles${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    const open = profilePages();

    test('publishes what has no errors, after "I know" to warnings; versions are read and restored', async () => {
      const { bench, page, text } = await open();
      await text.has('# SEC-PRV-1');
      await button(page, 'Publish v13').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('The error would reach the units.').waitFor();
      expect(await dialog.innerText()).toContain('412 units have version 12');
      expect(await dialog.getByRole('button', { name: 'Publish v13' }).isDisabled()).toBe(true);
      await dialog.getByRole('button', { name: 'Keep as draft' }).first().click();
      await button(page, 'Fix: Write $MAC').click();
      await page.getByText('1 error').first().waitFor({ state: 'detached' });
      await button(page, 'Publish v13').click();
      const publish = dialog.getByRole('button', { name: 'Publish v13' });
      expect(await publish.isDisabled()).toBe(true);
      await dialog.getByRole('checkbox', { name: 'I know: 1 warning stays' }).check();
      await dialog.getByLabel('Note').fill('New rule');
      await publish.click();
      await page.locator('.toasts').getByText('Model SPA962 is version 13 now.').waitFor();
      expect(bench.asked.at(-1)).toEqual({
        name: 'publish',
        question: { words: 'New rule', acceptsWarnings: true },
      });
      await pill(page).getByText('Published v13').waitFor();
      expect(await button(page, 'Publish').isDisabled()).toBe(true);

      await more(page, 'Versions');
      expect(await dialog.innerText()).toContain('New rule');
      await dialog.getByRole('button', { name: 'Read version 11' }).click();
      await page.getByText('It is read-only.').waitFor();
      await text.has('Resync_Periodic        "300"');
      expect(await text.content.getAttribute('contenteditable')).toBe('false');
      await button(page, 'Compare with the draft').click();
      await page.locator('.compare-view.wide .cm-changedLine').first().waitFor();
      expect(await page.getByLabel('Compare with').inputValue()).toBe('v11');
      await button(page, 'Back to writing').click();
      await text.has('$PN $MAC -- Requesting');
      await more(page, 'Versions');
      await dialog.getByRole('button', { name: 'Restore as draft version 11' }).click();
      await text.has('Resync_Periodic        "300"');
      await pill(page).getByText('Draft saved').waitFor();
      await more(page, 'Discard the draft');
      await dialog.getByRole('button', { name: 'Discard the draft' }).click();
      await text.has('Resync_Periodic        "3600+600"');
      await pill(page).getByText('Published v13').waitFor();
    });

    test('a draft another window changed is neither published, restored over nor discarded unseen', async () => {
      const { bench, page, text } = await open('/profiles/model/WRP400/sec-prv-2');
      const wrp400: LayerRef = { kind: 'model', key: 'WRP400' };
      const dialog = page.getByRole('dialog');
      const notice = page.getByText('this template was changed in another window');
      const save = (line: string) =>
        bench.saveElsewhere(wrp400, (texts) => ({
          ...texts,
          'sec-prv-2': `${texts['sec-prv-2']}<!-- ${line} -->\n`,
        }));
      const theirs = (line: string) => bench.quietly(() => save(line));
      const publish = async () => {
        await button(page, 'Publish v1').first().click();
        await dialog.getByRole('button', { name: 'Publish v1' }).click();
        await dialog.waitFor({ state: 'detached' });
      };
      await text.has('flat-profile');
      theirs('theirs');
      await publish();
      await notice.waitFor();
      await page.locator('.toasts').getByText('so it is not published').waitFor();
      expect(bench.book(wrp400).published).toEqual([]);
      await button(page, 'Show the other one').click();
      await text.has('<!-- theirs -->');
      await notice.waitFor({ state: 'detached' });

      // What arrives under the question has not been looked at.
      await button(page, 'Publish v1').first().click();
      await dialog.getByLabel('Note').waitFor();
      save('while you were asked');
      await text.has('while you were asked');
      await dialog.getByRole('button', { name: 'Publish v1' }).click();
      await dialog.waitFor({ state: 'detached' });
      await more(page, 'Discard the draft');
      await dialog.getByRole('button', { name: 'Discard the draft' }).waitFor();
      save('and once more');
      await text.has('and once more');
      await dialog.getByRole('button', { name: 'Discard the draft' }).click();
      await page.locator('.toasts').getByText('so it is not discarded').waitFor();
      expect(bench.book(wrp400)).toMatchObject({ published: [], draft: expect.anything() });

      // What is published is what stands there, saved by the same click.
      await text.end();
      await page.keyboard.type('#');
      await publish();
      await pill(page).getByText('Published v1').waitFor();
      const published = bench.book(wrp400).published.at(-1)?.texts['sec-prv-2'] ?? '';
      expect(published.endsWith('<!-- and once more -->\n#')).toBe(true);

      await text.end();
      await page.keyboard.type(' mine');
      await pill(page).getByText('Draft saved').waitFor();
      await more(page, 'Versions');
      await button(page, 'Read version 1').click();
      await page.getByText('It is read-only.').waitFor();
      // By now the page has what it saved itself.
      theirs('the last word');
      await button(page, 'Restore as draft').click();
      await notice.waitFor();
      await text.has('# mine');
      await more(page, 'Discard the draft');
      await dialog.getByRole('button', { name: 'Discard the draft' }).click();
      await page.locator('.toasts').getByText('so it is not discarded').last().waitFor();
      await button(page, 'Keep mine').click();
      await pill(page).getByText('Draft saved').waitFor();
      await more(page, 'Discard the draft');
      await dialog.getByRole('button', { name: 'Discard the draft' }).click();
      await pill(page).getByText('Published v1').waitFor();
    });

    test('a file, the other format and firmware steps go into the draft, and undo takes them out', async () => {
      const { bench, page, text } = await open();
      const dialog = page.getByRole('dialog');
      await text.has('# SEC-PRV-1');
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['A ;'], 'dropped.txt'));
        const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('.cm-content')?.dispatchEvent(drop);
      });
      await dialog.getByText('dropped.txt').waitFor();
      const chooser = page.waitForEvent('filechooser');
      await dialog.getByRole('button', { name: 'Choose files' }).click();
      await (await chooser).setFiles([
        { name: 'spacfg.xml', mimeType: 'text/xml', buffer: Buffer.from('<flat-profile/>') },
        { name: 'more.txt', mimeType: 'text/plain', buffer: Buffer.from('A ;') },
      ]);
      await dialog.getByLabel('Key', { exact: true }).fill('open sesame');
      await dialog.getByRole('button', { name: 'Read the file' }).click();
      expect(await page.content()).not.toContain('open sesame');
      await dialog.getByText('1 parameter taken.').waitFor();
      expect(await dialog.innerText()).toContain('Restricted_Access_Domains is empty in the file.');
      expect(bench.asked.at(-1)?.question).toEqual({
        files: ['spacfg.xml', 'more.txt'],
        to: 'plain-text',
        model: 'SPA962',
        key: 'open sesame',
      });
      await dialog.getByRole('button', { name: 'Put it into the draft' }).click();
      await text.has('Time_Zone "GMT" ;');
      expect(await page.content()).not.toContain('open sesame');
      await text.content.focus();
      await page.keyboard.press('Control+z');
      await text.has('# SEC-PRV-1');

      await more(page, 'Convert to XML');
      await text.has('<flat-profile>');
      await page.locator('.toasts').getByText('One comment has moved.').waitFor();
      await more(page, 'Firmware steps');
      await dialog.getByLabel('Below version').fill('2.0.9');
      await dialog.getByLabel('Fetches').first().fill('http://fw.example.net/a.bin');
      await dialog.getByLabel('All others fetch').fill('http://fw.example.net/b.bin');
      await dialog.getByRole('button', { name: 'Make the rule' }).click();
      await dialog.getByRole('button', { name: 'Put it into SEC-PRV-1' }).click();
      await text.has('<Upgrade_Rule>( $SWVER lt 2.0.9 )? http://fw.example.net/a.bin');

      await more(page, 'Order form');
      await dialog.getByLabel('Domains').fill('a.example\nb.example');
      await dialog.getByRole('button', { name: 'Make the form' }).click();
      expect(await dialog.getByLabel('The order form').inputValue()).toContain(
        'a.example, b.example',
      );
      const download = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Save as a file' }).click();
      expect((await download).suggestedFilename()).toBe('order-form.txt');
      await page.keyboard.press('Escape');
      await more(page, 'Catalogues of parameters');
      await dialog.getByText('SPA962, firmware 6.1.5').waitFor();
      await dialog.getByRole('tab', { name: 'Add a parameter' }).click();
      await dialog.getByRole('button', { name: 'Add the parameter' }).click();
      await dialog.getByText('A name begins with a letter').waitFor();
    });

    test('a draft is tried on one unit: its tile and its drawer say so, and lead back here', async () => {
      const { bench, page, text } = await open();
      await text.has('# SEC-PRV-1');
      await more(page, 'Serve this draft to one unit');
      const dialog = page.getByRole('dialog');
      const serve = dialog.getByRole('button', { name: 'Serve it to 4F:1A:92' });
      const { beginTrial } = bench.facade.profiles;
      for (const [code, words] of [
        ['TRIAL_ELSEWHERE', 'Batch B says nothing to that unit: try it on a unit that gets it.'],
        ['TEMPLATE_FIXED', 'Model SPA962 is said by the settings file, and changed there.'],
      ] as const) {
        bench.facade.profiles.beginTrial = async () => {
          throw new StationError(code, words);
        };
        await serve.click();
        await dialog.getByRole('alert').getByText(words).waitFor();
      }
      bench.facade.profiles.beginTrial = beginTrial;
      await serve.click();
      const trials = page.getByRole('list', { name: 'Trials' });
      await trials.getByText(/Trial on 4F:1A:92 · (?:10:00|9:5\d) left/).waitFor();
      await page.keyboard.press('F2');
      const tile = page.locator('[data-mac="000e084f1a92"]').first();
      expect(await tile.innerText()).toContain('Trial');
      expect(await tile.getAttribute('class')).toContain('prog');
      await page.getByRole('button', { name: /4F:1A:92.*on trial/ }).click();
      const drawer = page.getByRole('complementary', { name: '4F:1A:92' });
      await drawer.getByText(/Trial (?:10:00|9:\d\d)/).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('[data-mac="000e086a300d"]').first().click();
      await page.getByRole('complementary').getByRole('button', { name: 'Profile' }).click();
      await openTemplate(page, /SPA942/).waitFor();
      expect(await page.getByRole('combobox', { name: 'Unit to look at' }).inputValue()).toBe(
        '00:0E:08:6A:30:0D',
      );
      await trials.getByRole('button', { name: 'End the trial on 4F:1A:92' }).click();
      await trials.waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await page
        .getByRole('combobox', { name: /template/ })
        .pressSequentially('pap', { delay: 60 });
      await dialog.getByRole('option', { name: /Model PAP2T/ }).waitFor();
      await page.keyboard.press('Enter');
      await openTemplate(page, /PAP2T/).waitFor();
    });

    test('a profile that does not build leads to its model’s template, or to the ISP’s', async () => {
      const reason = { code: 'F15' as const, text: 'Its profile does not build: line 3.' };
      const { page } = await open('/', (bench) => {
        for (const [tail, model] of [
          ['6a300d', 'SPA942'],
          ['0525aa', 'SPA525G'],
        ] as const) {
          bench.put(aUnit(tail, { model, condition: 'failed', reason }));
        }
      });
      await button(page, 'Open Profiles for 6A:30:0D').click();
      await openTemplate(page, /SPA942/).waitFor();
      const picker = page.getByRole('combobox', { name: 'Unit to look at' });
      await eventually(() => picker.inputValue()).toBe('00:0E:08:6A:30:0D');
      await page.keyboard.press('F2');
      await button(page, 'Open Profiles for 05:25:AA').click();
      await openTemplate(page, /^ISP/).waitFor();
      await eventually(() => picker.inputValue()).toBe('00:0E:08:05:25:AA');
    });

    test('a unit is looked at: its way, its values with who said them, what its user sees', async () => {
      const { page, text } = await open();
      const preview = page.getByRole('region', { name: 'Preview for' });
      await preview.getByText('tftp://192.168.76.1/p/000e084f1a92.cfg').waitFor();
      expect(await preview.locator('.url b').allInnerTexts()).toEqual([
        '962',
        '000e084f1a92',
        'Gp3sqLn7',
        '962',
      ]);
      await preview.getByText('256 bit, fingerprint 5A:0D D1:77').waitFor();
      const picker = page.getByRole('combobox', { name: 'Unit to look at' });
      await picker.fill('6a300d');
      await page.getByRole('option', { name: /6A:30:0D/ }).click();
      await preview.getByText('6A:30:0D is an SPA942: Model SPA962 does not count').waitFor();
      await preview.getByText('tftp://192.168.76.1/p/000e086a300d.cfg').waitFor();
      await picker.fill('000e08ffff01');
      await page.keyboard.press('Enter');
      await preview.getByText('tftp://192.168.76.1/p/000e08ffff01.cfg').waitFor();

      await preview.getByRole('button', { name: 'What the user sees' }).click();
      await preview.getByText('Access concerns the User account only').waitFor();
      const access = preview.getByRole('grid', { name: 'Access of the user' });
      await access.getByText('Time_Zone').waitFor();
      await preview.getByRole('button', { name: 'What it does by itself' }).click();
      await preview.getByText('After a failure it tries again after 3600 s.').waitFor();
      await preview.getByRole('button', { name: 'Values' }).click();
      await preview.getByLabel('Search the values').fill('time');
      const values = preview.getByRole('grid', { name: 'Values of the last file' });
      await eventually(() => values.getByRole('row').count()).toBe(2);
      await preview.getByLabel('Search the values').fill('gpp_k');
      await values.getByText('keeps its own').waitFor();
      await preview.getByRole('button', { name: 'After factory reset' }).click();
      await values.getByText('factory-k').waitFor();
      expect(await values.innerText()).toContain('Factory');
      await preview.getByLabel('Search the values').fill('time');
      await values.getByText('Time_Zone').waitFor();
      const change = page.getByRole('region', { name: 'Change since' });
      await change.getByText('SEC-PRV-1: + 2, − 1 lines').waitFor();
      expect(await change.locator('.diff .removed').innerText()).toContain('"7200"');
      await change.getByLabel('Change since what').selectOption('v11');
      await eventually(() => change.locator('.diff .removed').innerText()).toContain('"300"');
      await values.focus();
      await page.keyboard.press('Enter');
      await openTemplate(page, /^ISP/).waitFor();
      await text.has('<Time_Zone');
      await eventually(() => page.evaluate(() => document.getSelection()?.toString())).toContain(
        'Time_Zone',
      );
    });

    test('what cannot be changed, is not there, or does not come, says so', async () => {
      const { bench, page, text } = await open('/profiles/station/sp-cust');
      await page.getByText('Station is said by the settings file.').waitFor();
      await text.has('flat-profile');
      expect(await text.content.getAttribute('contenteditable')).toBe('false');
      expect(await button(page, 'Publish').isDisabled()).toBe(true);

      await goTo(page, '/profiles/model/SPA525G/sec-prv-2');
      await page.getByText('Nothing is written yet.').waitFor();
      await openTemplate(page, /SPA525G.*Missing/s).waitFor();
      await page.getByRole('link', { name: /SPA525G/ }).focus();
      await page.keyboard.press('ArrowDown');
      const reached = () => page.evaluate(() => document.activeElement?.textContent);
      expect(await reached()).toContain('SPA942');
      await page.keyboard.press('Home');
      expect(await reached()).toContain('Station');
      await button(page, 'New').click();
      await page.getByRole('menuitem', { name: 'For a batch' }).click();
      await page.getByRole('textbox', { name: 'Batch' }).fill('WO-20419');
      await page.keyboard.press('Enter');
      await openTemplate(page, /WO-20419/).waitFor();
      await button(page, 'Choose the batch in work').click();
      await page.getByRole('combobox', { name: 'Batch' }).fill('WO-20419');
      await button(page, 'Take it into work').click();
      await eventually(() => bench.asked.at(-1)).toEqual({
        name: 'settings.change',
        question: { batch: 'WO-20419' },
      });
      await button(page, 'Clear the batch in work').click();
      await eventually(() => bench.settings.values.batch).toBe(null);

      bench.facade.profiles.get = async () => {
        throw new StationError('NO_DISK', 'The database cannot be read.');
      };
      await goTo(page, '/profiles/model/SPA2102/sec-prv-2');
      await page.getByText('The template did not arrive').waitFor();
      await page.getByText('The database cannot be read.').waitFor();
      await button(page, 'Ask again').waitFor();
    });

    test.each(['light', 'dark'] as const)(
      'has no axe-core violation in %s',
      async (colorScheme) => {
        const { page, text } = await open(mock, undefined, { colorScheme, bypassCSP: true });
        await text.has('# SEC-PRV-1');
        const looks = async (where: string) =>
          expect([where, ...(await violations(page))]).toEqual([where]);
        await page.getByText('tftp://192.168.76.1/p/').first().waitFor();
        for (const part of ['Values', 'What the user sees', 'What it does by itself']) {
          await page.getByRole('button', { name: part }).click();
        }
        await looks('the screen');
        await text.end();
        await text.type('Prof');
        await page.getByRole('option', { name: 'Profile_Rule_B' }).waitFor();
        await looks('completion');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+f');
        await looks('the search');
        await button(page, 'Compare').click();
        await page.locator('.cm-changedLine').first().waitFor();
        await looks('two texts');
        await button(page, /^Publish/).click();
        await page.getByRole('dialog').getByLabel('Note').waitFor();
        await looks('publishing');
        await page.keyboard.press('Escape');
        // What stands in these dialogs is the same in both themes but for colours already looked at.
        if (colorScheme === 'dark') return;
        for (const entry of ['Versions', 'Import', 'Firmware', 'Catalogues', 'Order', 'Serve']) {
          await more(page, new RegExp(`^${entry}`));
          await page.getByRole('dialog').waitFor();
          await looks(entry);
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
        }
      },
    );

    test('at 1180 × 720 and at 200 % nothing is cut off, and the side panels can be reached', async () => {
      const { page, text } = await open(mock, undefined, {
        viewport: { width: 1180, height: 720 },
      });
      await text.has('# SEC-PRV-1');
      const cut = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('main, main *')]
            .filter((each) => !each.closest('.hidden, [role="grid"], .cm-editor'))
            .filter((each) => each.scrollWidth > each.clientWidth + 1)
            .filter((each) => getComputedStyle(each).overflowX !== 'visible')
            .map((each) => each.className),
        );
      expect(await cut()).toEqual([]);
      await button(page, 'Preview').click();
      await page.getByRole('dialog').getByText('tftp://192.168.76.1/p/').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.setViewportSize({ width: 720, height: 450 });
      expect(await cut()).toEqual([]);
      for (const name of ['Preview', 'Compare', /^Publish/, 'More to do', 'Fix all safe']) {
        const box = button(page, name).first();
        await box.scrollIntoViewIfNeeded();
        const { x = -1, width = 9999 } = (await box.boundingBox()) ?? {};
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(720);
      }
    });
  },
);
