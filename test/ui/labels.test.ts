/** Labels as a printer gets them, read back by a barcode reader that knows nothing of us. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WebServer } from '../../main/serve/web-server.ts';
import { loadBars } from '../../renderer/labels/bars.ts';
import { violations } from './axe.ts';
import { BenchDouble } from './bench-double.ts';
import { launchBrowser, type WatchedPage, watchPage, whySkipped } from './page.ts';

const hasReader = spawnSync('zbarimg', ['--version']).status === 0;
const whyNot = whySkipped ?? (hasReader ? null : 'no zbarimg found; install zbar-tools');

/** One CSS pixel is 1/96 inch: with this, one millimetre is 8 pixels, as on a printer of 203 dpi. */
const PRINTER_SCALE = (8 * 25.4) / 96;

describe.skipIf(whyNot !== null)(`labels on paper${whyNot ? ` (${whyNot})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'spa-bench-labels-'));
  let browser: Browser;
  let served: WebServer;
  let watched: WatchedPage;

  beforeAll(async () => {
    await buildKit(join(dir, 'page'));
    browser = await launchBrowser();
    served = await new BenchDouble().serve(join(dir, 'page'));
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  afterEach(async () => {
    await watched.page.context().close();
  });

  async function open(options: Parameters<typeof watchPage>[2] = {}): Promise<Page> {
    watched = await watchPage(browser, served.origin, {
      acceptDownloads: true,
      deviceScaleFactor: PRINTER_SCALE,
      ...options,
    });
    const { page } = watched;
    await page.addInitScript(() => {
      window.print = () => document.body.setAttribute('data-was-printed', 'true');
    });
    await page.goto(served.url);
    return page;
  }

  const printed = (page: Page) => page.locator('body[data-was-printed]').waitFor();

  /** Waits until the page printed, then shows the paper instead of the screen. */
  async function toPaper(page: Page): Promise<void> {
    await printed(page);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 640, height: 900 });
  }

  async function pictureOf(page: Page, selector: string): Promise<string[]> {
    const file = join(dir, 'paper.png');
    await page.locator(selector).screenshot({ path: file });
    return read(file);
  }

  test('the printed label of 60 × 40 mm is read: MAC and serial number, from the bars', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('button', { name: 'Print 2 labels' }).click();
    await toPaper(page);
    const [first, second] = ['.label-picture >> nth=0', '.label-picture >> nth=1'];
    expect(await pictureOf(page, `.print-root ${first}`)).toEqual([
      'CODE-128:000E084F1A92',
      'CODE-128:88012BA01234',
    ]);
    expect(await pictureOf(page, `.print-root ${second}`)).toEqual(['CODE-128:000E08123456']);
    expect(watched.faults).toEqual([]);
  });

  test('each label is a page of its own, of the label’s size, whatever size the screen has', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('button', { name: '50 × 30 mm' }).click();
    await page.getByRole('button', { name: 'Print 2 labels' }).click();
    await toPaper(page);
    expect(await pictureOf(page, '.print-root .label-picture >> nth=0')).toEqual([
      'CODE-128:000E084F1A92',
      'CODE-128:88012BA01234',
    ]);
    expect(await paperOf(page)).toEqual(['50 × 30 mm', '50 × 30 mm']);
  });

  test('the preview is the picture that is printed', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Labels' }).click();
    const preview = page.getByRole('img', { name: /^Label of SPA962, 00:0E:08:4F:1A:92/ });
    await preview.locator('path').nth(1).waitFor({ state: 'attached' });
    const shown = await preview.innerHTML();
    await page.getByRole('button', { name: 'Print 2 labels' }).click();
    await printed(page);
    const paper = page.locator('.print-root .label-picture').first();
    expect(await paper.innerHTML()).toBe(shown);
  });

  test('after printing nothing of it is left on the page', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Command sheet' }).click();
    await printed(page);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await page.locator('.print-root').waitFor({ state: 'detached' });
  });

  test('the command sheet is one A5 page, and its five barcodes are read', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Command sheet' }).click();
    await toPaper(page);
    expect(await pictureOf(page, '.print-root .command-sheet')).toEqual([
      'CODE-128:*PPS-CAMERA*',
      'CODE-128:*PPS-CANCEL*',
      'CODE-128:*PPS-OK*',
      'CODE-128:*PPS-PRINT*',
      'CODE-128:*PPS-UNDO*',
    ]);
    const gaps = await page.locator('.print-root .barcode').evaluateAll((pictures) =>
      pictures.slice(1).map((picture, at) => {
        const above = pictures[at]?.getBoundingClientRect().bottom ?? 0;
        return ((picture.getBoundingClientRect().top - above) * 25.4) / 96;
      }),
    );
    for (const gap of gaps) expect(gap).toBeGreaterThan(20);
    expect(await paperOf(page)).toEqual(['148 × 210 mm']);
    expect(watched.faults).toEqual([]);
  });

  test('the ZPL file says the same, and its bars are where a reader finds them', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('button', { name: 'ZPL file' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save 2 labels as ZPL' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('labels-2.zpl');
    const formats = readFileSync(await file.path(), 'utf8')
      .split('^XZ')
      .slice(0, -1);
    expect(formats).toHaveLength(2);
    const pictures = [];
    for (const format of formats) {
      const picture = join(dir, 'zpl.pgm');
      writeFileSync(picture, await barsOfZpl(format));
      pictures.push(read(picture));
    }
    expect(pictures).toEqual([
      ['CODE-128:000E084F1A92', 'CODE-128:88012BA01234'],
      ['CODE-128:000E08123456'],
    ]);
    expect(watched.faults).toEqual([]);
  });

  test('the dialog says what the labels will not say', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByText('1 label without a serial number').waitFor();
    await page.getByText('1 unit not verified').waitFor();
    await page.getByRole('button', { name: 'Print nothing' }).last().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test.each(['light', 'dark'] as const)(
    'the dialog has no axe-core violation in %s',
    async (to) => {
      const page = await open({ colorScheme: to, bypassCSP: true });
      await page.getByRole('button', { name: 'Labels' }).click();
      await page.getByText('60 × 40 mm').last().waitFor();
      expect(await violations(page)).toEqual([]);
      expect(watched.faults).toEqual([]);
    },
  );
});

/** What a barcode reader finds in a picture, sorted. */
function read(picture: string): string[] {
  const { stdout } = spawnSync('zbarimg', ['--quiet', picture], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).sort();
}

/** The pages that would be printed, to the millimetre (Chromium rounds to its pixels). */
async function paperOf(page: Page): Promise<string[]> {
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const boxes = pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g);
  const mm = (points: string | undefined) => ((Number(points) / 72) * 25.4).toFixed(0);
  return [...boxes].map(([, width, height]) => `${mm(width)} × ${mm(height)} mm`);
}

/**
 * Draws the bars of one format: place, narrow bar and height as the commands say them, text left out.
 * Encoding is bwip-js's; a printer's own is for a printer to show (docs/bench-checks.md).
 */
async function barsOfZpl(format: string): Promise<string> {
  const [, width = '', height = ''] = /\^PW(\d+)\^LL(\d+)/.exec(format) ?? [];
  const rows = Array.from({ length: Number(height) }, () => Array<number>(Number(width)).fill(255));
  const field = /\^FO(\d+),(\d+)\^BY(\d+)\^BCN,(\d+),N,N,N,N\^FD>:([^^]+)\^FS/g;
  for (const [, x, y, narrow, tall, text = ''] of format.matchAll(field)) {
    for (const bar of (await loadBars(text)).bars) {
      // The quiet zone is white paper: ^FO is where the first bar stands.
      const from = Number(x) + (bar.x - 10) * Number(narrow);
      for (let row = Number(y); row < Number(y) + Number(tall); row += 1) {
        rows[row]?.fill(0, from, from + bar.width * Number(narrow));
      }
    }
  }
  return `P2\n${width} ${height}\n255\n${rows.map((row) => row.join(' ')).join('\n')}\n`;
}

/** A page with the labels alone (`renderer/labels/page.test-kit.tsx`), built like the real one. */
async function buildKit(outDir: string): Promise<void> {
  const root = resolve(import.meta.dirname, '../../renderer');
  mkdirSync(outDir, { recursive: true });
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: join(root, 'labels/page.test-kit.tsx'),
        output: { entryFileNames: 'kit.js' },
      },
    },
  });
  const styles = readdirSync(join(outDir, 'assets')).filter((name) => name.endsWith('.css'));
  const links = styles.map((name) => `<link rel="stylesheet" href="./assets/${name}">`).join('');
  const head = `<meta charset="utf-8"><title>Labels</title><link rel="icon" href="data:,">${links}`;
  writeFileSync(
    join(outDir, 'index.html'),
    `<!doctype html><html lang="en"><head>${head}<script type="module" src="./kit.js"></script></head>
<body><div id="page"></div></body></html>`,
  );
}
