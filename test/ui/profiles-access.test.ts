import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { whySkipped } from './page.ts';
import { button, eventually, goTo, profilePages } from './profiles-kit.ts';

/** What the user sees, opened. */
async function openAccess(page: Page) {
  const preview = page.getByRole('region', { name: 'Preview for' });
  await preview.getByRole('button', { name: 'What the user sees' }).click();
  const grid = preview.getByRole('grid', { name: 'Access of the user' });
  await grid.waitFor();
  return {
    grid,
    search: preview.getByLabel('Search the parameters'),
    section: preview.getByLabel('Section'),
    show: (words: RegExp) =>
      preview.getByRole('group', { name: 'Parameters' }).getByRole('button', { name: words }),
    all: preview.getByRole('checkbox', { name: /^All .* shown$/ }),
    row: (name: string) => grid.getByRole('row').filter({ hasText: name }),
    set: (word: 'Hidden' | 'See' | 'Change') =>
      preview.getByRole('group', { name: 'The user may' }).getByRole('button', { name: word }),
    says: (words: string) => preview.getByText(words),
  };
}

describe.skipIf(whySkipped !== null)(`access${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  const open = profilePages();

  test('chosen parameters are marked in plain text at once, in one step of undo', async () => {
    const { page, text } = await open();
    await text.has('# SEC-PRV-1');
    const before = await text.lines();
    const access = await openAccess(page);
    expect(await access.set('See').isDisabled()).toBe(true);
    await access.show(/^All/).click();
    await access.section.selectOption('Tones');
    await access.row('Dial_Tone').click();
    await access.section.selectOption('Every section');
    await access.search.fill('profile_rule');
    await eventually(() => access.grid.getByRole('row').count()).toBe(3);
    await access.all.check();
    await access.says('3 chosen').waitFor();
    await access.search.fill('');
    expect(await access.row('Dial_Tone').getAttribute('aria-selected')).toBe('true');
    await access.search.fill('Time_Zone');
    await access.says('3 not shown').waitFor();
    await access.says('Written into SEC-PRV-1 of Model SPA962; values stay.').waitFor();
    await access.set('Change').click();
    await text.has('Dial_Tone            ! "350@-19');
    await text.has('Profile_Rule         ! "[--key');
    await text.has('Profile_Rule_B ! ;');
    await page.locator('.toasts').getByText('3 parameters: the user may change them.').waitFor();
    await access.set('Hidden').click();
    await text.has('Profile_Rule_B ;');
    await access.set('Hidden').click();
    await page.locator('.toasts').getByText('SEC-PRV-1 says so already.').waitFor();
    await text.content.focus();
    await page.keyboard.press('Control+z');
    await text.has('Profile_Rule_B ! ;');
    await page.keyboard.press('Control+z');
    await eventually(text.lines).toEqual(before);
  });

  test('in XML it is the attribute, by keyboard too; from a version it goes into the draft', async () => {
    const { bench, page, text } = await open('/profiles/model/SPA962/sec-prv-2');
    await text.has('<Time_Zone ua="rw">');
    const access = await openAccess(page);
    await access.row('Time_Zone').waitFor();
    await access.grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await access.says('2 chosen').waitFor();
    await access.set('See').focus();
    await page.keyboard.press('Enter');
    await text.has('<Time_Zone ua="ro">GMT+01:00');
    await text.has('<User_Password ua="ro"/>');
    const written = () => bench.saved.at(-1)?.texts['sec-prv-2'] ?? '';
    await eventually(written).toContain('  <User_Password ua="ro"/>\n</flat-profile>');
    await button(page, 'More to do').click();
    await page.getByRole('menuitem', { name: 'Versions' }).click();
    await button(page, 'Read version 11').click();
    await page.getByText('It is read-only.').waitFor();
    await access.set('Hidden').click();
    await text.has('<Time_Zone ua="na">GMT+01:00');
  });

  test('a template of the settings file only shows its access', async () => {
    const { page, text } = await open('/profiles/station/sp-cust');
    await text.has('flat-profile');
    const access = await openAccess(page);
    await access.row('Time_Zone').click();
    await access.says('said by the settings file, and changed there').waitFor();
    expect(await access.set('Change').isDisabled()).toBe(true);
  });

  test('the screen is there before it is opened, and comes without a placeholder', async () => {
    const { page, text } = await open('/');
    const names = () =>
      page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    await eventually(names).toContainEqual(expect.stringContaining('profiles-screen'));
    await page.waitForLoadState('networkidle');
    const hasPlaceholder = page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const look = new MutationObserver(() => {
            const isThere = document.querySelector('.profiles-screen') !== null;
            const isLoading = document.body.textContent?.includes('The profiles are loading.');
            if (isThere || isLoading) resolve(isLoading ?? false);
          });
          look.observe(document.body, { childList: true, subtree: true });
        }),
    );
    await goTo(page, '/profiles/model/SPA962/sec-prv-2');
    expect(await hasPlaceholder).toBe(false);
    await text.has('flat-profile');
  });
});
