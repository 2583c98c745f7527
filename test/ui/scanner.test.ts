import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ScannerSettings } from '../../main/contract/settings.ts';
import { pressOf, type ScannerLayout } from '../../renderer/scanner/layouts.ts';
import { TEST_TEXT } from '../../renderer/scanner/learn.ts';
import { aUnit, type BenchDouble } from './bench-double.ts';
import { launchBrowser, whySkipped } from './page.ts';
import { eventually, ScanPage } from './scan-kit.ts';

const MAC = '000E086A300D';

describe.skipIf(whySkipped !== null)(`the scanner${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let browser: Browser;
  let at: ScanPage;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    expect(at.faults).toEqual([]);
    await at.close();
  });

  async function open(path: string, scanner: Partial<ScannerSettings> = {}): Promise<Page> {
    at = await ScanPage.open(browser, inject('pageDir'), { path, scanner, prepare: putUnits });
    await at.page.getByTestId('instruction').getByText('Ready').waitFor();
    return at.page;
  }

  function putUnits(bench: BenchDouble): void {
    bench.put(aUnit('4f1a92', { stage: 'VERIFIED' }), aUnit('6a300d', { stage: 'SP-CUST' }));
    bench.answerScan = () => ({ verdict: 'ignored' });
  }

  const scanned = () => eventually(() => at.bench.submitted);

  /** Where a scan may find the focus; each says what must not have happened. */
  const places: [string, string, (page: Page) => Promise<() => Promise<unknown>>, unknown][] = [
    [
      'nothing',
      '/',
      async (page) => {
        await page.locator('body').click({ position: { x: 3, y: 3 } });
        return async () => page.evaluate(() => document.activeElement?.tagName === 'INPUT');
      },
      false,
    ],
    [
      'a button',
      '/',
      async (page) => {
        await page.getByRole('button', { name: /^Stop/ }).focus();
        return async () => page.getByTestId('station').textContent();
      },
      expect.stringContaining('Running'),
    ],
    [
      'a search field that holds text',
      '/scan',
      async (page) => {
        const field = page.getByRole('textbox', { name: 'Find' });
        await field.fill('4F:1A');
        await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(1, 3));
        return () =>
          field.evaluate((input: HTMLInputElement) => [
            input.value,
            input.selectionStart,
            input.selectionEnd,
          ]);
      },
      ['4F:1A', 1, 3],
    ],
    [
      'a field of a dialog',
      '/scan',
      async (page) => {
        at.bench.answerScan = () => ({
          verdict: 'not-bound',
          unit: '000e086a300d',
          account: '10-2',
        });
        at.bench.put(aUnit('6a300d', { stage: 'VERIFIED', binding: 'bound', account: '10-1' }));
        await at.scan('000E086A300D');
        await page.getByRole('button', { name: 'Move it here' }).click();
        const field = page.getByLabel('Reason');
        await field.fill('Mixed up');
        at.bench.answerScan = () => ({ verdict: 'ignored' });
        at.bench.submitted.length = 0;
        return () => field.inputValue();
      },
      'Mixed up',
    ],
    [
      'an open drawer',
      '/',
      async (page) => {
        await page.locator('[data-mac="000e084f1a92"]').first().click();
        const drawer = page.getByRole('complementary', { name: '4F:1A:92' });
        await drawer.waitFor();
        return () => drawer.count();
      },
      1,
    ],
  ];

  test.each(places)(
    'reads a scan with the focus in %s, and nothing else happens',
    async (...row) => {
      const [, path, focus, expected] = row;
      const page = await open(path);
      const look = await focus(page);
      await at.scan(MAC);
      await scanned().toEqual([MAC]);
      expect(await look()).toEqual(expected);
    },
  );

  test('with a prefix not a single key reaches the page, at any speed', async () => {
    const page = await open('/scan', { mode: 'prefix', prefix: 'F19' });
    const field = page.getByRole('textbox', { name: 'Find' });
    await field.focus();
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      for (const type of ['keydown', 'keyup', 'input']) {
        document.addEventListener(type, (event) => heard.push(event.type));
      }
    });
    await at.type([{ code: 'F19', key: 'F19' }, ...MAC, 'Enter'], 70);
    await scanned().toEqual([MAC]);
    expect(await page.evaluate(() => Reflect.get(window, 'heard'))).toEqual([]);
    expect(await field.inputValue()).toBe('');
    await page.keyboard.type('12');
    expect(await field.inputValue()).toBe('12');
  });

  test.each([60, 90, 120])(
    'typing at %i ms per key in a field is no scan and loses nothing',
    async (delay) => {
      const page = await open('/scan');
      const field = page.getByRole('textbox', { name: 'Find' });
      await field.focus();
      await at.type([...'000e086a300d', 'Enter'], delay);
      expect(await field.inputValue()).toBe('000e086a300d');
      expect(at.bench.submitted).toEqual([]);
    },
  );

  test.each<[ScannerLayout, boolean]>([
    ['us', false],
    ['us', true],
    ['de', false],
    ['de', true],
    ['fr', false],
    ['fr', true],
  ])('a %s scanner gives the same MAC, Caps Lock %s', async (layout, isCaps) => {
    await open('/', { layout });
    const keys = [...MAC].map((character) => {
      const { code = '', shift = false } = pressOf(character, layout) ?? {};
      // The computer has a layout of its own; with Caps Lock its letters come out swapped.
      const key = isCaps ? character.toLowerCase() : character;
      return { code, key, modifiers: shift ? 8 : 0 };
    });
    await at.type([...keys, 'Enter'], 5);
    await scanned().toEqual([MAC]);
  });

  test('a scanner too slow for its limit still works where no field has the focus', async () => {
    await open('/');
    await at.type([...MAC, 'Enter'], 80);
    await scanned().toEqual([MAC]);
  });

  test('learns a scanner from three scans, which bind nothing', async () => {
    const page = await open('/settings/scanner');
    const saved: unknown[] = [];
    const { change } = at.bench.facade.settings;
    at.bench.facade.settings.change = async (patch) => {
      saved.push(patch);
      return change(patch);
    };
    await page.getByRole('button', { name: 'Learn a scanner' }).click();
    for (const n of [1, 2, 3]) {
      await page.getByText(`Scan this barcode, ${n} of 3.`).waitFor();
      await at.type([{ code: 'F19', key: 'F19' }, ...TEST_TEXT, 'Enter'], 12);
    }
    await page.getByText('It sends the prefix F19.').waitFor();
    await page.getByRole('button', { name: 'Save this scanner' }).click();
    await eventually(() => saved).toEqual([
      {
        scanner: {
          mode: 'prefix',
          prefix: 'F19',
          suffix: 'Enter',
          gapMs: expect.any(Number),
          layout: 'us',
        },
      },
    ]);
    expect(at.bench.submitted).toEqual([]);
  });
});
