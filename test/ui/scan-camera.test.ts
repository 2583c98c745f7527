import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bwip from 'bwip-js/node';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { findChromium, launchBrowser, whySkipped } from './page.ts';
import { eventually, ScanPage } from './scan-kit.ts';

const WIDTH = 640;
const HEIGHT = 360;

/** One picture of a Code 128 barcode as an uncompressed video, grey only. */
function videoOf(text: string): Buffer {
  const [symbol] = bwip.raw({ bcid: 'code128', text });
  if (symbol === undefined || !('sbs' in symbol)) throw new Error('no bars');
  const bars = symbol.sbs;
  const module = 3;
  const picture = Buffer.alloc(WIDTH * HEIGHT, 235);
  let x = Math.floor((WIDTH - bars.reduce((sum, bar) => sum + bar, 0) * module) / 2);
  bars.forEach((bar, index) => {
    for (let row = 100; index % 2 === 0 && row < 260; row += 1) {
      picture.fill(16, row * WIDTH + x, row * WIDTH + x + bar * module);
    }
    x += bar * module;
  });
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), picture, colour]);
  return Buffer.concat([head, frame, frame]);
}

describe.skipIf(whySkipped !== null)(`the camera${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'spa-bench-camera-'));
  let withCamera: Browser;
  let withoutCamera: Browser;
  let at: ScanPage;

  beforeAll(async () => {
    const file = join(dir, 'barcode.y4m');
    writeFileSync(file, videoOf('000E084F1A92'));
    withCamera = await chromium.launch({
      executablePath: findChromium() ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${file}`,
      ],
    });
    withoutCamera = await launchBrowser();
  });
  afterAll(async () => {
    await withCamera?.close();
    await withoutCamera?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  afterEach(async () => {
    expect(at.faults).toEqual([]);
    await at.close();
  });

  test('reads a barcode into the same queue, once, and lets the camera go', async () => {
    at = await ScanPage.open(withCamera, inject('pageDir'));
    const { bench, page } = at;
    bench.answerScan = () => ({
      verdict: 'held',
      unit: '000e084f1a92',
      seat: { heldUnit: '000e084f1a92' },
    });
    await page.evaluate(() => {
      const tracks: MediaStreamTrack[] = [];
      Object.assign(window, { tracks });
      const { mediaDevices } = navigator;
      const open = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted);
        tracks.push(...stream.getTracks());
        return stream;
      };
    });
    await page.getByRole('button', { name: 'Use camera' }).click();
    await eventually(() => bench.submitted).toEqual(['000E084F1A92']);
    await page.getByRole('dialog').getByText('Now scan the account').waitFor();
    expect(bench.submitted).toEqual(['000E084F1A92']);
    await page.getByRole('button', { name: 'Close the camera' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const states = () =>
      page.evaluate(() =>
        (Reflect.get(window, 'tracks') as MediaStreamTrack[]).map((track) => track.readyState),
      );
    await eventually(states).toEqual(['ended']);
  });

  test('the CAMERA barcode opens it, and without a camera it says what to do', async () => {
    at = await ScanPage.open(withoutCamera, inject('pageDir'), { path: '/accounts' });
    at.bench.answerScan = () => ({ verdict: 'command', class: 'command' });
    await at.scan('*PPS-CAMERA*');
    await at.page.getByRole('alert').getByText('No camera was found.').waitFor();
  });
});
