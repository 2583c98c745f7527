/**
 * A page attacked through what devices say: 200 hostile strings as host name, vendor class, User-Agent, path, TFTP file name,
 * syslog line and barcode, at the station as it ships and its page in Chromium. Then Electron's checklist.
 */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { encodeDhcp } from '../../main/simulate/dhcp-message.ts';
import { encodeRequest } from '../../main/station/tftp/packet.ts';
import { cleanUp, onLoopback, startStation } from '../../test/cli/station-process.ts';
import { launchBrowser, watchPage } from '../../test/ui/page.ts';
import { scanOn } from '../../test/ui/scanner-keys.ts';
import { figure, note } from './figures.ts';
import { shownByTests } from './tests.ts';

const COUNT = 200;
const UNITS = 20;
const away = 'http://192.0.2.1/x';
/** Each would set `hit`, or ask for something elsewhere, if it were taken for anything but text. */
const shapes: ((n: number) => string)[] = [
  (n) => `<img src=x onerror=hit(${n})>`,
  (n) => `<script>hit(${n})</script>`,
  (n) => `"><svg onload=hit(${n})>`,
  (n) => `<iframe src=${away}${n}></iframe>`,
  (n) => `<a href=javascript:hit(${n})>a</a>`,
  (n) => `<link rel=stylesheet href=${away}${n}>`,
  (n) => `<meta http-equiv=refresh content=0;url=//192.0.2.1/${n}>`,
  (n) => `<style>@import'${away}${n}'</style>`,
  (n) => `</title><script>hit(${n})</script>`,
  (n) => `<body onfocus=hit(${n}) autofocus>`,
  (n) => `{{constructor.constructor('hit(${n})')()}}`,
  (n) => `javascript:hit(${n})`,
  (n) => `');hit(${n});('`,
  (n) => `<img src=${away}${n}.png>`,
  (n) => `<object data=${away}${n}></object>`,
  (n) => `<base href=${away}${n}/>`,
  (n) => `<form action=${away}${n}><input autofocus>`,
  (n) => `%3Cscript%3Ehit(${n})%3C/script%3E`,
  (n) => `&lt;script&gt;hit(${n})`,
  (n) => `__proto__[hit${n}]`,
];
const strings = Array.from({ length: COUNT }, (_, n) => shapes[n % shapes.length]?.(n) ?? '');

const station = await startStation(onLoopback);
const { dhcp, tftp, http, syslog } = station.ready.ports;
const udp = createSocket('udp4');
udp.bind(0, '127.0.0.1');
await once(udp, 'listening');
const send = (bytes: Uint8Array | string, port: number | null) =>
  new Promise((done) => udp.send(bytes, port ?? 0, '127.0.0.1', done));
/** From a port of its own, to the answer: who asks for another file from the same port no longer wants the first. */
async function readByTftp(path: string): Promise<void> {
  const socket = createSocket('udp4');
  socket.send(encodeRequest('read', path, 'octet'), tftp ?? 0, '127.0.0.1');
  await once(socket, 'message');
  socket.close();
}
/** As it is, whatever Node's own client thinks of it. */
function ask(path: string, agent: string): Promise<void> {
  return new Promise((resolve) => {
    const asked = request({
      host: '127.0.0.1',
      port: http ?? 0,
      path,
      headers: { 'user-agent': agent },
    });
    asked.on('response', (response) => response.resume().on('end', () => resolve()));
    asked.on('error', (error) => {
      note(String(error));
      resolve();
    });
    asked.end();
  });
}
for (const [n, text] of strings.entries()) {
  const tail = n.toString(16).padStart(6, '0');
  const nothing = { secs: 0, requested: null, serverId: null, clientAddress: null, xid: n + 1 };
  const asksFor = [1, 3, 66];
  const unit = {
    mac: `000e08${tail}`,
    vendorClass: `LINKSYS SPA-962 ${text}`,
    hostName: text,
    asksFor,
  };
  const other = { mac: `020000${tail}`, vendorClass: text, hostName: text, asksFor };
  for (const self of n < UNITS ? [unit, other] : [other])
    await send(encodeDhcp(self, { type: 'discover', ...nothing }), dhcp);
  await readByTftp(`/tftp ${text}`);
  await send(`<134>syslog ${text}`, syslog);
  await ask(`/${encodeURIComponent(text)}`, `agent ${text}`);
}
udp.close();

const browser = await launchBrowser();
const { page, faults } = await watchPage(browser, new URL(station.ready.ui).origin);
await page.addInitScript('window.hits = []; window.hit = (n) => window.hits.push(n)');
const dialogs: string[] = [];
page.on('dialog', (dialog) => {
  dialogs.push(dialog.message());
  void dialog.dismiss();
});
await page.goto(station.ready.ui);
let shown = '';
const look = async (): Promise<void> => {
  shown += await page.locator('#page').textContent();
};
const go = async (key: string, title: string): Promise<void> => {
  await page.keyboard.press(key);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
};
/** From the newest line to the oldest, and back: what is older comes while it is read. */
async function readLog(on: Page): Promise<void> {
  const list = on.getByRole('grid', { name: 'Log lines' });
  await list.focus();
  for (const key of ['PageUp', 'PageDown']) {
    for (let same = 0, before = ''; same < 10; ) {
      await on.keyboard.press(key);
      await sleep(100);
      const now = (await list.textContent()) ?? '';
      shown += now;
      same = now === before ? same + 1 : 0;
      before = now;
    }
  }
}
await page.getByText('Not ours here').click();
await look();
for (let n = 0; n < UNITS; n += 1) {
  await page.locator('.tile').nth(n).click();
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await sleep(100);
    await look();
  }
  await page.keyboard.press('Escape');
}
await look();
await go('F3', 'Scan & bind');
let scanned = 0;
for (const text of strings) {
  await scanOn(page, text);
  const isShown = await page
    .locator('#page')
    .getByText(text)
    .first()
    .waitFor({ timeout: 5000 })
    .then(() => true)
    .catch(() => false);
  if (isShown) scanned += 1;
  else note(`not shown after its scan: ${text}`);
}
for (const [key, title] of [
  ['F4', 'Accounts'],
  ['F5', 'Bindings & export'],
] as const) {
  await go(key, title).catch((error) => note(String(error)));
  await look();
}
await page.goto(`${new URL(station.ready.ui).origin}/#/log`);
await page.getByRole('grid', { name: 'Log lines' }).waitFor();
await readLog(page);
const hits = (await page.evaluate('window.hits')) as unknown[];
const title = await page.title();
const elements = await page
  .locator('iframe, object, base, meta[http-equiv=refresh], [onerror], [onload], [onfocus]')
  .count();
await browser.close();
const { code } = await station.stop('SIGTERM');
if (code !== 0) process.exitCode = 1;

/** How many of the strings stood on the page, as they are, behind this word. */
function asText(word: string): number {
  const missing = strings.filter((text) => !shown.includes(word + text));
  if (missing.length > 0) note(`not seen behind "${word}": ${missing.join('\n')}`);
  return COUNT - missing.length;
}
const seen = {
  'host name and vendor class': asText(' · '),
  'TFTP file name': asText('tftp '),
  'User-Agent': asText('agent '),
  syslog: asText('syslog '),
  barcode: scanned,
};
figure(
  24,
  '200 hostile strings (host name, vendor class, User-Agent, syslog, file name, barcode) shown as text',
  Object.entries(seen)
    .map(([what, count]) => `${what} ${count}`)
    .join(', '),
  Object.values(seen).every((count) => count === COUNT),
);
if (faults.length > 0) note(faults.join('\n'));
const isQuiet = faults.length === 0 && dialogs.length === 0 && elements === 0;
figure(
  24,
  '0 script runs, 0 requests',
  `${hits.length} runs, ${dialogs.length} dialogs, ${elements} elements made, ${faults.length} requests or errors; the title is still "${title}"`,
  hits.length === 0 && isQuiet && title.endsWith('SPA Bench'),
);
shownByTests(24, "Electron's checklist, all items but 16", [
  ['integration', 'test/station/shell-security.test.ts', ''],
  ['integration', 'test/station/shell-app.test.ts', ''],
  ['integration', 'test/station/shell-package.test.ts', ''],
  ['ui', 'test/ui/bench.test.ts', 'no script but its own'],
]);
// Electron looks after its three newest major versions.
const asked = spawnSync('npm', ['view', 'electron', 'version'], {
  encoding: 'utf8',
  timeout: 30_000,
});
const newest = Number.parseInt(asked.stdout, 10);
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };
figure(
  24,
  "Electron's checklist, item 16: a supported version",
  `${version}; the newest is ${asked.stdout.trim() || 'not known here'}`,
  newest - Number.parseInt(version, 10) < 3,
);
await cleanUp();
