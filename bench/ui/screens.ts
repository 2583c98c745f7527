/**
 * `npm run screens`: pictures of every screen in both themes, in `docs/screens/`, of a real station with
 * simulated units, some of them faulty, driven as a person would. Times and keys differ from run to run.
 * `npm run screens -- profiles` makes those of the profiles alone, `-- settings` those of the settings.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { launchBrowser } from '../../test/ui/page.ts';
import { scanOn } from '../../test/ui/scanner-keys.ts';
import { LiveStation } from './live.ts';
import { freeAccount } from './live-station.ts';

const outDir = resolve(import.meta.dirname, '../../docs/screens');
const dir = mkdtempSync(join(tmpdir(), 'spa-bench-screens-'));
const root = resolve(import.meta.dirname, '../../renderer');
const UNITS = 44;
const MODELS = ['SPA962', 'SPA942', 'SPA2102', 'PAP2T', 'SPA504G'];

/** Published once, then written on: with a mistake, a warning and a change to show. */
const PUBLISHED = `# What an SPA962 has besides what every unit has.
Provision_Enable         "Yes" ;
Resync_On_Reset          "Yes" ;
Resync_Periodic          "7200" ;
Resync_Error_Retry_Delay "1800,3600" ;

Time_Zone ! "GMT+01:00" ;
Interdigit_Long_Timer ! ; # the user may change it; its value stays
Dial_Tone   "425@-13;10(.2/.2/1,.2/.2/1,.6/1/1)" ;

Log_Resync_Success_Msg   "$PN $MAC -- Successful resync $SCHEME://$SERVIP:$PORT$PATH" ;
Log_Resync_Failure_Msg   "$PN $MAC -- Resync failed: $ERR" ;

Display_Name[1] "{{account.display_name | default:Phone}}" ;
User_ID[1]      "{{account.user_id}}" ;
Password[1]     "{{account.password}}" ;
`;
const WRITTEN = `
Upgrade_Enable           "No" ; # firmware: on the bench
GPP_A                    "{{key}}" ;
Log_Resync_Request_Msg   "$PN $MACC -- Requesting $PATH" ;
`;

await build({
  root,
  configFile: join(root, 'vite.config.ts'),
  logLevel: 'error',
  build: { outDir: dir, emptyOutDir: true },
});
mkdirSync(outDir, { recursive: true });
const browser = await launchBrowser();
const live = await LiveStation.start({ pageDir: dir, bindings: 240, freeAccounts: 50 });
try {
  live.plug({
    units: UNITS,
    scale: 0.2,
    seed: 11,
    models: MODELS,
    faults: { 'wrong-key': 1, silent: 2, 'wrong-name': 1 },
    lingerMs: 3_600_000,
  });
  const page = await open('light');
  if (process.argv[3] === 'profiles') {
    await live.verified(UNITS - 12);
    await profileScreens(page);
  } else if (process.argv[3] === 'settings') {
    await settingsScreens(page);
  } else await everything(page);
} finally {
  await browser.close();
  await live.close();
  rmSync(dir, { recursive: true, force: true });
}

async function everything(page: Page): Promise<void> {
  await page.waitForTimeout(2500); // some tiles of every kind
  await both(page, 'bench-working');
  const macs = await live.verified(UNITS - 8);
  await scanScreens(page, macs);
  await page.keyboard.press('F2');
  live.plug({
    units: 10,
    scale: 2,
    seed: 12,
    models: MODELS,
    faults: {},
    lingerMs: 3_600_000,
    firstMac: '000e08a00001',
  });
  await page.locator('[data-state="sp-cust"]').first().waitFor({ timeout: 90_000 });
  await both(page, 'bench');
  await page.keyboard.press('Control+g');
  await page.locator('.table-row').first().waitFor();
  await page.locator('.table-row').nth(3).click();
  await page.getByRole('tab', { name: /timeline/i }).waitFor();
  await page.waitForTimeout(400);
  await both(page, 'unit-drawer');
  await page.getByRole('tab', { name: 'Proof' }).click();
  await page.waitForTimeout(800);
  await both(page, 'unit-drawer-proof');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+g');
  await accountScreens(page);
  await page.keyboard.press('F5');
  await page.getByText(/Next batch/).waitFor();
  await page.waitForTimeout(500);
  await both(page, 'bindings');
  await page.keyboard.press('F7');
  await page.getByText('Live').first().waitFor();
  await page.waitForTimeout(800);
  await both(page, 'log');
  await firmwareAndKeys(page);
  await settingsScreens(page);
  await manyUnits(page);
  await profileScreens(page);
  await page.keyboard.press('F2'); // stopped from the board, the page goes on to Prepare
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: 'Stop the station' }).click();
  await page.getByRole('heading', { level: 1, name: 'Prepare the station' }).waitFor();
  await page.waitForTimeout(1500);
  await both(page, 'prepare');
}

async function open(scheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(live.url);
  await page.locator('.tile').first().waitFor();
  return page;
}

/** The same moment in both themes. */
async function both(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForTimeout(250);
    await page.screenshot({ path: join(outDir, `${name}-${scheme}.png`) });
  }
}

async function scan(page: Page, text: string): Promise<void> {
  await scanOn(page, text);
  await page.waitForTimeout(400);
}

async function scanScreens(page: Page, macs: readonly string[]): Promise<void> {
  await page.keyboard.press('F3');
  await page.getByTestId('verdict').waitFor();
  const box = (n: number): string => (macs[n] ?? '').toUpperCase();
  for (let n = 0; n < 8; n += 1) {
    await scan(page, box(n));
    await scan(page, freeAccount(n));
  }
  await page.waitForTimeout(400);
  await both(page, 'scan-bound');
  await scan(page, box(9));
  await both(page, 'scan-half');
  await page.keyboard.press('Escape');
  await scan(page, freeAccount(20));
  await scan(page, box(2));
  await both(page, 'scan-refused');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

async function accountScreens(page: Page): Promise<void> {
  await page.keyboard.press('F4');
  await page.locator('.table-row:not(.loading)').first().waitFor();
  await both(page, 'accounts');
  const rows = Array.from(
    { length: 120 },
    (_, n) =>
      `20-${String(n + 30).padStart(6, '0')};Workshop ${n + 1};WO-20419;1;4482${n}a;s3cret-${n}`,
  );
  rows.push('20-000031;Workshop 2;WO-20419;1;x;y', '20-000400;Workshop;WO-20419;two;x;y');
  await page.getByRole('button', { name: 'Import accounts' }).first().click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file' }).click();
  await (await chooser).setFiles({
    name: 'accounts-2026-11-22.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`ACCOUNT_NO;CUST_NAME;WO;DEV_QTY;SIP_USER;SIP_PWD\n${rows.join('\n')}\n`),
  });
  await page.getByRole('button', { name: 'Match the columns' }).click();
  await page.waitForTimeout(1200);
  await both(page, 'accounts-import');
  await page.keyboard.press('Escape');
}

async function firmwareAndKeys(page: Page): Promise<void> {
  const rail = (word: string) => page.getByRole('button', { name: new RegExp(`^${word}`) });
  await rail('Firmware').click();
  await page.getByRole('heading', { name: 'Images' }).waitFor();
  await both(page, 'firmware-empty');
  await addImage(page, 'spa962-6.1.9.bin', 'SPA962', '6.1.9');
  await addImage(page, 'pap2t-5.1.6.bin', 'PAP2T', '5.1.6');
  await both(page, 'firmware');
  await rail('Keys').click();
  await page.getByRole('heading', { name: 'Server certificate' }).waitFor();
  await page.waitForTimeout(500);
  await both(page, 'keys');
}

async function addImage(page: Page, name: string, model: string, version: string): Promise<void> {
  await page.getByRole('button', { name: 'Add image' }).first().click();
  const dialog = page.getByRole('dialog');
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'File', exact: true }).click();
  const buffer = Buffer.alloc(1_800_000, `${name} `);
  await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer });
  await dialog.getByRole('combobox', { name: 'Models' }).click();
  await page.getByRole('option', { name: model, exact: true }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('textbox', { name: 'Version' }).fill(version);
  await dialog.getByRole('button', { name: 'Add image' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('.toasts button').first().click();
}

async function settingsScreens(page: Page): Promise<void> {
  for (const name of [
    'station',
    'scanner',
    'sounds',
    'screen',
    'labels',
    'models',
    'presets',
    'backup',
  ]) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `/settings/${name}`);
    await page.waitForTimeout(700);
    await both(page, `settings-${name}`);
    if (name !== 'models') continue;
    await page.getByText('Has this computer').scrollIntoViewIfNeeded();
    await both(page, 'settings-compiler');
  }
}

async function manyUnits(page: Page): Promise<void> {
  live.plug({
    units: 200,
    scale: 0.6,
    seed: 13,
    models: MODELS,
    faults: { silent: 3 },
    lingerMs: 3_600_000,
    firstMac: '000e08b00001',
  });
  await page.keyboard.press('F2');
  await page.locator('.tile').nth(240).waitFor({ timeout: 90_000 });
  await page.waitForTimeout(8000);
  await both(page, 'bench-250');
}

async function profileScreens(page: Page): Promise<void> {
  await page.keyboard.press('F6');
  await page.evaluate(() => {
    location.hash = '/profiles/model/SPA962/sec-prv-2';
  });
  const text = page.locator('.code-editor .cm-content');
  await text.click();
  await page.keyboard.insertText(PUBLISHED);
  await page.getByTestId('draft-state').getByText('Draft saved').waitFor();
  await page.getByRole('button', { name: 'Publish v1' }).click();
  const dialog = page.getByRole('dialog');
  const isKnown = dialog.getByRole('checkbox');
  if ((await isKnown.count()) > 0) await isKnown.check();
  await dialog.getByRole('button', { name: 'Publish v1' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('.cm-line', { hasText: '7200' }).click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.insertText('Resync_Periodic          "3600+600" ;');
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(WRITTEN);
  await page.locator('.cm-lintRange-error').first().waitFor();
  await page.getByTestId('draft-state').getByText('Draft saved').waitFor();
  await page.locator('.cm-line', { hasText: 'Dial_Tone' }).click();
  await page.mouse.move(700, 880);
  await page.locator('.toasts button').first().click();
  await page.waitForTimeout(1500);
  await both(page, 'profiles');
  await page.locator('.cm-line', { hasText: 'Resync_Periodic' }).click();
  await page.keyboard.press('End');
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowLeft');
  const access = page.getByRole('button', { name: 'What the user sees' });
  await access.click();
  await page
    .getByRole('group', { name: 'Parameters' })
    .getByRole('button', { name: 'All' })
    .click();
  await page.getByLabel('Search the parameters').fill('time');
  await page.getByRole('checkbox', { name: /^All .* shown$/ }).check();
  await page.waitForTimeout(500);
  await page.getByText(/^Written into/).scrollIntoViewIfNeeded();
  await both(page, 'profiles-access');
  await access.click();
  await page.getByRole('button', { name: 'Values' }).click();
  await page.getByRole('button', { name: 'After factory reset' }).click();
  await page.waitForTimeout(500);
  await both(page, 'profiles-values');
}
