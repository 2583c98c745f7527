import { describe, expect, test } from 'vitest';
import { StationError } from '../../main/contract/errors.ts';
import { whySkipped } from './page.ts';
import { button, eventually, goTo, mock, pill, profilePages, spa962 } from './profiles-kit.ts';
import { pressKeys, scanOn } from './scanner-keys.ts';

const MAC = '000E086A300D';

describe.skipIf(whySkipped !== null)(`profiles${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  const open = profilePages();

  test('problems are seen in the text, walked through by keyboard, and mended', async () => {
    const { bench, page, text } = await open();
    await text.has('# SEC-PRV-1');
    await page.locator('.cm-lintRange-error', { hasText: '$MACC' }).waitFor();
    expect(await page.locator('.cm-line.problem-error').innerText()).toContain('$MACC');
    expect(await page.locator('.cm-line.problem-warning').innerText()).toContain('GPP_A');
    expect(await page.locator('.cm-gutter-lint .cm-lint-marker').count()).toBe(2);
    const problems = page.getByRole('region', { name: 'Problems' });
    expect(await problems.innerText()).toContain('1 error');

    await page.keyboard.press('Alt+ArrowDown');
    const selected = () => page.evaluate(() => document.getSelection()?.toString());
    await eventually(selected).toBe('GPP_A');
    await page.keyboard.press('Alt+ArrowDown');
    await eventually(selected).toBe('$MACC');
    await page.keyboard.press('Alt+ArrowUp');
    await eventually(selected).toBe('GPP_A');

    await button(page, 'Fix: Write $MAC').click();
    await text.has('$PN $MAC -- Requesting');
    await problems.getByText('1 error').waitFor({ state: 'detached' });
    await eventually(() => bench.saved.at(-1)?.texts['sec-prv-1'].includes('$MACC')).toBe(false);
    await pill(page)
      .getByText(/^Draft saved \d\d:\d\d$/)
      .waitFor();
    await text.content.focus();
    await page.keyboard.press('Control+z');
    await text.has('$PN $MACC -- Requesting');
    await button(page, 'Fix all safe').click();
    await text.has('GPP_SA');
    await text.has('$PN $MAC -- Requesting');
    await problems.getByText('None').waitFor();
  });

  test('names, macros, fields and values are offered, and what stands at the cursor is explained', async () => {
    const { page, text } = await open();
    await text.end();
    await text.type('Provis');
    const offers = page.locator('.cm-tooltip-autocomplete');
    await text.take('Provision_Enable', 'Enter');
    await text.type('N');
    await text.take('No', 'Enter');
    await text.has('Provision_Enable "No" ;');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await text.type('Profile_Rule_B "/$P');
    await offers.getByText('product series number').waitFor();
    await text.type('S');
    await text.take('$PSN', 'Tab');
    await text.type('{{un');
    await text.take('unit.mac', 'Enter');
    await text.has('Profile_Rule_B "/$PSN{{unit.mac}}');

    const words = page.locator('.words-bar');
    await text.line('Dial_Tone').click();
    await page.keyboard.press('End');
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowLeft');
    await words.getByText('Tone of 350 Hz').waitFor();
    await words.getByRole('button', { name: 'Play' }).click();
    await words.getByRole('button', { name: 'Stop' }).click();
    await words.getByRole('button', { name: 'Play' }).waitFor();
    await page.keyboard.press('Shift+Tab');
    await text.content.focus();
    await page.keyboard.press('Home');
    await words.getByText('ToneScript').waitFor();

    // Waits are said, and cannot be played.
    await text.line('Resync_Periodic').click();
    await page.keyboard.press('End');
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowLeft');
    await words.getByText('Wait 1: 3600 to 4200 s').waitFor();
    expect(await words.getByRole('button', { name: 'Play' }).count()).toBe(0);
    await text.line('Resync_Periodic').getByText('3600').hover();
    const tip = page.locator('.cm-tooltip .text-words');
    await tip.getByText('Wait 2: so on').waitFor();
    expect(await tip.getByRole('button').count()).toBe(0);
    await page.mouse.move(5, 5);
    await tip.waitFor({ state: 'detached' });
    await text.line('Dial_Tone').click();

    // Tab indents, but the editor is no trap.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await text.content.evaluate((each) => each === document.activeElement)).toBe(false);
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).waitFor();
    await text.type('Periodic');
    await eventually(() => page.locator('.cm-searchMatch').count()).toBe(1);
  });

  test('what is written is saved within two seconds, on leaving too, and can still be undone', async () => {
    const { bench, page, text } = await open('/profiles/model/WRP400/sec-prv-2');
    await text.has('flat-profile');
    await text.end();
    await text.type('<!-- one');
    await pill(page).getByText('Saving the draft…').waitFor();
    await eventually(() => bench.saved.length).toBeGreaterThan(0);
    await pill(page).getByText('Draft saved').waitFor();
    await text.type(' two');
    await page.keyboard.press('F2');
    await page.getByRole('heading', { level: 1, name: 'Bench' }).waitFor();
    await eventually(() => bench.saved.at(-1)?.texts['sec-prv-2'].endsWith('one two')).toBe(true);
    await page.keyboard.press('F6');
    await text.has('one two');
    expect(new URL(page.url()).hash).toBe('#/profiles/model/WRP400/sec-prv-2');
    await text.content.focus();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Control+z');
    await eventually(async () => (await text.lines()).join('\n').includes('one two')).toBe(false);
    const before = bench.saved.length;
    await page.keyboard.press('Control+s');
    await eventually(() => bench.saved.length).toBeGreaterThan(before);
  });

  test('a save that fails says so and is tried again; a draft changed elsewhere waits for a person', async () => {
    const { bench, page, text } = await open();
    await text.has('# SEC-PRV-1');
    bench.failing = new StationError('DISK_FULL', 'The disk is full. Free some space.');
    await text.end();
    await text.type('# mine');
    await page.getByText('The disk is full. Free some space.').waitFor();
    await pill(page).getByText('Not saved').waitFor();
    bench.failing = null;
    await button(page, 'Try now').click();
    await pill(page).getByText('Draft saved').waitFor();
    expect(bench.saved.at(-1)?.texts['sec-prv-1']).toContain('# mine');

    const theirs = (line: string) =>
      bench.saveElsewhere(spa962, (texts) => ({
        ...texts,
        'sec-prv-1': `${texts['sec-prv-1']}${line}\n`,
      }));
    theirs('\n# theirs');
    await text.has('# theirs');
    // Written before the news of the other window's next save are here.
    bench.quietly(() => theirs('# theirs too'));
    await text.end();
    await text.type('# mine too');
    await page.getByText('this template was changed in another window').waitFor();
    await button(page, 'Keep mine').click();
    await pill(page).getByText('Draft saved').waitFor();
    expect(bench.book(spa962).draft?.texts['sec-prv-1']).toContain('# mine too');
    expect(bench.book(spa962).draft?.texts['sec-prv-1']).not.toContain('# theirs too');

    // Something is unsaved by then: the page may still be asking for what it has just saved.
    await text.type(' or');
    bench.quietly(() => theirs('\n# the last word'));
    await text.type(' not');
    await button(page, 'Show the other one').click();
    await text.has('# the last word');
    await pill(page).getByText('Draft saved').waitFor();
    await text.content.focus();
    await page.keyboard.press('Control+z');
    await text.has('# mine too or not');
  });

  test('a scan leaves the text alone, typing loses nothing, and no key of a screen is taken', async () => {
    const { bench, page, text } = await open();
    bench.answerScan = () => ({ verdict: 'ignored' });
    await text.line('Resync_Periodic').click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    const look = async () => ({
      lines: await text.lines(),
      selected: await page.evaluate(() => document.getSelection()?.toString()),
    });
    const before = await look();
    await scanOn(page, MAC);
    await eventually(() => bench.submitted).toEqual([MAC]);
    expect(await look()).toEqual(before);
    expect(await page.locator('.cm-tooltip-autocomplete').count()).toBe(0);
    await pressKeys(page, [...MAC], 5);
    await eventually(() => bench.submitted).toEqual([MAC, MAC]);
    expect(await look()).toEqual(before);
    // The scan is no step of the history: there is nothing to undo.
    await page.keyboard.press('Control+z');
    await page.keyboard.press('End');
    await page.keyboard.type('#');
    const next = before.lines.map((line) => (line === before.selected ? `${line}#` : line));
    await eventually(text.lines).toEqual(next);

    for (const [gapMs, words] of [
      [60, ' 000e086a300d'],
      [120, ' 88012ba04417'],
    ] as const) {
      await pressKeys(page, [...words], gapMs);
      await text.has(words.trim());
    }
    expect(bench.submitted).toHaveLength(2);

    const search = page.getByRole('textbox', { name: 'Find' });
    await page.keyboard.press('Control+f');
    await search.fill('GPP');
    await scanOn(page, MAC);
    await eventually(() => bench.submitted.length).toBe(3);
    expect(await search.inputValue()).toBe('GPP');
    await eventually(() => page.locator('.cm-searchMatch').count()).toBeGreaterThan(1);
    await text.content.focus();
    await page.keyboard.press('F3');
    await page.getByRole('heading', { level: 1, name: 'Scan & bind' }).waitFor();
  });

  test('with a prefix not a single key of a scan reaches the editor', async () => {
    const { bench, page, text } = await open(mock, (double) => {
      const { values } = double.settings;
      const scanner = { ...values.scanner, mode: 'prefix' as const, prefix: 'F19' };
      double.settings = { ...double.settings, values: { ...values, scanner } };
      double.answerScan = () => ({ verdict: 'ignored' });
    });
    await text.end();
    const before = await text.lines();
    await pressKeys(page, [{ code: 'F19', key: 'F19' }, ...MAC, 'Enter'], 70);
    await eventually(() => bench.submitted).toEqual([MAC]);
    expect(await text.lines()).toEqual(before);
    await goTo(page, '/profiles/model/SPA962/sec-prv-2');
    await text.has('flat-profile');
    expect(bench.saved).toEqual([]);
  });
});
