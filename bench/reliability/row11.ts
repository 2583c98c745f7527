/**
 * TFTP under load and loss, against the station as it ships on loopback, every byte compared: 250 boxes at once; 200
 * transfers abandoned; 33.6 MB in blocks of 512. Loss of 15 % each way: 50 boxes through a lossy client (test/station/tftp.test.ts has
 * it at the server's side).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, onLoopback, startStation, temporaryDir } from '../../test/cli/station-process.ts';
import { loopbackNetwork, lossyNetwork } from '../../test/kit/loopback-network.ts';
import { bytesAnswer, fetchFile, sampleBytes, startTftp } from '../../test/station/tftp-kit.ts';
import { abandonReads } from './abandoned.ts';
import { figure, note, seconds } from './figures.ts';
import { descriptorsOf } from './lab.ts';

const BOXES = 250;
const ABANDONED = 200;
const LOSSY = 50;
const LARGE = sampleBytes(33_600_000);

const files = join(temporaryDir(), 'files');
mkdirSync(files);
const small = Array.from({ length: BOXES }, (_, n) => sampleBytes(4_096 + n, n + 1));
small.forEach((bytes, n) => {
  writeFileSync(join(files, `${n}.bin`), bytes);
});
writeFileSync(join(files, 'large.bin'), LARGE);
const station = await startStation([...onLoopback, '--files', files]);
const port = station.ready.ports.tftp ?? 0;

let since = performance.now();
const got = await Promise.all(small.map((_, n) => fetchFile(port, `/${n}.bin`)));
const boxesMs = performance.now() - since;
const right = got.filter(({ bytes }, n) => bytes.equals(small[n] ?? Buffer.alloc(0))).length;
const again = got.reduce((sum, { requests }) => sum + requests - 1, 0);
figure(
  11,
  '250 at once, all bytes right, under 5 s',
  `${right} of ${BOXES} right in ${seconds(boxesMs)}, ${again} asked twice`,
  right === BOXES && boxesMs < 5000,
);

since = performance.now();
const { bytes, doubled } = await fetchFile(port, '/large.bin', [], 2_000);
const largeMs = performance.now() - since;
const isWhole = bytes.equals(LARGE);
figure(
  11,
  '33 MB over 512-byte blocks past the roll-over right',
  `${LARGE.length} bytes ${isWhole ? 'right' : 'WRONG'} in ${seconds(largeMs)}, ${doubled} blocks doubled`,
  isWhole,
);

const lossy = await startTftp(lossyNetwork(loopbackNetwork(), 0.15, 7), async ({ path }) =>
  bytesAnswer(path, small[Number(path)] ?? Buffer.alloc(0)),
);
since = performance.now();
const through = await Promise.allSettled(
  Array.from({ length: LOSSY }, (_, n) => fetchFile(lossy.port, String(n), [], 300)),
);
await lossy.server.stop();
const complete = through.filter(
  (one, n) => one.status === 'fulfilled' && one.value.bytes.equals(small[n] ?? Buffer.alloc(0)),
).length;
figure(
  11,
  '15 % loss: complete',
  `${complete} of ${LOSSY} complete in ${seconds(performance.now() - since)}`,
  complete === LOSSY,
);

await sleep(1000);
const pid = station.child.pid ?? 0;
const before = descriptorsOf(pid);
since = performance.now();
const abandoning = abandonReads(port, '/large.bin', ABANDONED, 85_000);
await sleep(3000);
const held = descriptorsOf(pid);
let backMs: number | null = null;
while (backMs === null && performance.now() - since < 120_000) {
  await sleep(500);
  if (descriptorsOf(pid) <= before) backMs = performance.now() - since;
}
const { answered } = await abandoning;
const after = descriptorsOf(pid);
note(`descriptors: ${before} before, ${held} after 3 s, ${after} at the end`);
figure(
  11,
  '200 abandoned: all descriptors back within 90 s',
  `${answered} answered; ${before} before, ${held} meanwhile, ${after} after; back after ${backMs === null ? 'never' : seconds(backMs)}`,
  answered === ABANDONED && backMs !== null && backMs <= 90_000 && after <= before,
);
const { code } = await station.stop('SIGTERM');
if (code !== 0) process.exitCode = 1;
await cleanUp();
