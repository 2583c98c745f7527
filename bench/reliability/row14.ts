/**
 * Syslog loss: 5,000 lines within a second, then 200 a second for ten minutes (ROW14_SECONDS: for less) while 20 transfers
 * run, against the station as it ships, counted in its database. Forging and the log's bounds: see docs/reliability.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, onLoopback, startStation, temporaryDir } from '../../test/cli/station-process.ts';
import { figure } from './figures.ts';
import { keptNumbers, Load } from './lab.ts';
import { shownByTests } from './tests.ts';

const SECONDS = Number(process.env.ROW14_SECONDS ?? 600);
const PER_SECOND = 200;
const TRANSFERS = 20;

const files = join(temporaryDir(), 'files');
mkdirSync(files);
writeFileSync(join(files, 'image.bin'), Buffer.alloc(1_000_000, 7));
const station = await startStation([...onLoopback, '--files', files]);
const { tftp, http, syslog } = station.ready.ports;
const where = {
  host: '127.0.0.1',
  ports: { tftp: tftp ?? 0, http: http ?? 0, syslog: syslog ?? 0 },
};

const burst = new Load(null, {
  ...where,
  syslog: { text: 'SPA962 burst', perSecond: 5000, lines: 5000 },
});
await burst.ready;
await burst.until(({ syslogSent }) => syslogSent === 5000, 20_000);
await sleep(2000);
burst.stop();

const lines = SECONDS * PER_SECOND;
const load = new Load(null, {
  ...where,
  slow: { path: '/image.bin', clients: TRANSFERS, ackDelayMs: 8 },
  syslog: { text: 'SPA962 line', perSecond: PER_SECOND, lines },
});
await load.ready;
for (const end = performance.now() + SECONDS * 1000 + 2000; performance.now() < end; ) {
  await sleep(5000);
}
const seen = await load.seen();
load.stop();
await sleep(2000);
const { code } = await station.stop('SIGTERM');

function count(text: string, sent: number): string {
  const kept = keptNumbers(station.dir, text);
  const different = new Set(kept).size;
  return `${sent} sent, ${sent - different} lost, ${kept.length - different} doubled`;
}
const clean = (sent: number) => `${sent} sent, 0 lost, 0 doubled`;
const first = count('SPA962 burst', 5000);
figure(14, '5,000 lines in 1 s: 0 lost, 0 doubled', first, first === clean(5000));
const second = count('SPA962 line', seen.syslogSent);
const transfers = `${TRANSFERS} transfers at any time, ${seen.slow.done} done, ${seen.slow.failed} failed`;
figure(
  14,
  '10 minutes at 200/s while 20 transfers run: 0 lost',
  `${SECONDS} s: ${second}; ${transfers}`,
  seen.syslogSent === lines && second === clean(lines) && seen.slow.failed === 0 && code === 0,
);
await cleanUp();
shownByTests(14, 'control characters, line breaks, markup harmless in window, file and CSV', [
  ['unit', 'main/station/syslog/message.test.ts', ''],
  ['unit', 'main/station/export/bindings-csv.test.ts', ''],
  ['ui', 'test/ui/bench.test.ts', 'say as text'],
]);
shownByTests(14, 'store bounded (rows and bytes), a visible mark where older lines were dropped', [
  ['unit', 'main/station/store/store.test.ts', 'drops the oldest'],
  ['unit', 'main/station/log-book.test.ts', 'lets the oldest go'],
]);
