/** What the tests of the settings share. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ModelRow, Preset } from '../../main/contract/settings.ts';
import { runningStatus } from './bench-double.ts';
import { SettingsDouble } from './settings-double.ts';
import { type PageOptions, watchedPages } from './shown-pages.ts';

/** Each page, and a heading only it has. */
export const pages = [
  ['station', 'The ISP’s address'],
  ['scanner', 'Test line'],
  ['sounds', 'Listen to them'],
  ['screen', 'Size and theme'],
  ['labels', 'As it will be printed'],
  ['models', 'Models'],
  ['presets', 'Export presets'],
  ['backup', 'Put a backup back'],
  ['about', 'Licences'],
] as const;

export const spa962: ModelRow = {
  model: 'SPA962',
  psn: '962',
  file: 'spa962.cfg',
  lines: 6,
  xmlSince: '2.0.6',
  isRouter: false,
  tftpOptions: true,
};
export const crm: Preset = {
  name: 'crm',
  columns: [
    { field: 'account', heading: 'Customer' },
    { field: 'mac', heading: 'MAC' },
  ],
  separator: ';',
  lineEnd: 'lf',
  macNotation: 'colon-upper',
  header: true,
  quoting: 'needed',
  bom: false,
  guardFormulas: true,
};

/** One browser for a file, one running bench and one page for a test. */
export function settingsPages() {
  const watch = watchedPages();

  /** Opens one page of the settings of a bench that was set up so. */
  return async function open(
    id: string,
    setUp: (bench: SettingsDouble) => void = () => undefined,
    options: PageOptions = {},
  ) {
    const bench = new SettingsDouble();
    bench.setStatus(runningStatus);
    bench.facade.settings.models = async () => [
      ...bench.settings.values.models.map((row) => ({ ...row, isBuiltIn: false })),
      { ...spa962, isBuiltIn: true },
    ];
    setUp(bench);
    const { page, faults } = await watch(bench, options);
    await goTo(page, id);
    return { bench, page, faults };
  };
}

export async function goTo(page: Page, id: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = `/settings/${to}`;
  }, id);
  const title = pages.find(([each]) => each === id)?.[1] ?? '';
  await page.getByRole('heading', { name: title }).waitFor();
}

export const seen = (page: Page, text: string) => page.getByText(text).first().waitFor();
export const toast = (page: Page) => page.locator('.toasts');
export const becomes = (read: () => unknown, value: unknown) =>
  expect.poll(read, { timeout: 10_000 }).toEqual(value);

/** A scan at a scanner's speed, however busy the machine is: capital letters and digits, then Enter. */
export async function burst(page: Page, text: string): Promise<void> {
  await page.evaluate((characters) => {
    const press = (key: string, code: string, shiftKey: boolean): void => {
      for (const type of ['keydown', 'keyup']) {
        window.dispatchEvent(new KeyboardEvent(type, { key, code, shiftKey, cancelable: true }));
      }
    };
    for (const key of characters) {
      const isDigit = /\d/.test(key);
      press(key, isDigit ? `Digit${key}` : `Key${key}`, !isDigit);
    }
    press('Enter', 'Enter', false);
  }, text);
}
