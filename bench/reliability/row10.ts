/** A file that blocks: pipes in the served folder, and a share whose reads never end, asked for by many at once. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeRequest } from '../../main/station/tftp/packet.ts';
import {
  cleanUp,
  onLoopback,
  Program,
  program,
  type StationProcess,
  temporaryDir,
} from '../../test/cli/station-process.ts';
import { fetchFile, sampleBytes } from '../../test/station/tftp-kit.ts';
import { Clients, macOf } from './dhcp-clients.ts';
import { figure, note, seconds } from './figures.ts';

const BLOCKED = 12;
const LIMIT_MS = 1_000;
const SMALL = sampleBytes(4_000);
/** More than is held in memory. */
const LARGE = sampleBytes(300_000);

const dir = temporaryDir();
const files = join(dir, 'files');
const share = join(files, 'share');
mkdirSync(share, { recursive: true });
for (const name of ['', 'share/']) {
  writeFileSync(join(files, `${name}small.cfg`), SMALL);
  writeFileSync(join(files, `${name}large.bin`), LARGE);
}
// Never asked for before the others wait: nothing of it is known or held yet.
writeFileSync(join(files, 'fresh.bin'), LARGE);
mkdirSync(join(files, 'sub'));
writeFileSync(join(files, 'sub', 'fresh.cfg'), SMALL);
for (const name of ['pipe', 'share/pipe']) execFileSync('mkfifo', [join(files, name)]);
const library = join(dir, 'hanging.so');
const source = join(import.meta.dirname, 'hanging.c');
const made = spawnSync('cc', ['-O2', '-Wall', '-shared', '-fPIC', '-o', library, source, '-ldl']);
if (made.status !== 0) throw new Error(`no C compiler: ${made.stderr ?? made.error}`);

const started = new Program(
  process.execPath,
  [
    ...['--no-warnings', program, 'serve', '--json', '--data', join(dir, 'data')],
    ...[...onLoopback, '--no-checks', '--files', files, '--pool', '127.0.1.1-127.0.1.99'],
  ],
  { LD_PRELOAD: library, HANGING_DIR: share },
);
const ready = await started.line(({ event }) => event === 'ready');
const station = Object.assign(started, { ready }) as unknown as StationProcess;
const { tftp, http } = station.ready.ports;
const clients = new Clients(station);

const blocked = createSocket('udp4');
function ask(path: string): void {
  blocked.send(encodeRequest('read', path, 'octet'), tftp ?? 0, '127.0.0.1');
}
const byHttp = (path: string) =>
  new Promise<Buffer>((done, fail) => {
    get({ host: '127.0.0.1', port: http ?? 0, path, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => done(Buffer.concat(parts)));
    }).on('error', fail);
  });
const byTftp = async (path: string) =>
  (await fetchFile(tftp ?? 0, path, [{ name: 'blksize', value: '1428' }])).bytes;

/** What others ask for meanwhile, each timed; Infinity: not right, or not within ten seconds. */
async function others(round: number): Promise<Record<string, number>> {
  const asked: Record<string, () => Promise<boolean>> = {
    'a small file by TFTP': async () => (await byTftp('small.cfg')).equals(SMALL),
    'a large file by TFTP': async () => (await byTftp('large.bin')).equals(LARGE),
    'a file nobody asked for before': async () => (await byTftp('fresh.bin')).equals(LARGE),
    'one of another folder': async () => (await byHttp('/sub/fresh.cfg')).equals(SMALL),
    'a large file by HTTP': async () => (await byHttp('/large.bin')).equals(LARGE),
    'a lease': async () => {
      const client = await clients.open(macOf(100 + round));
      return (await client.join()).kind === 'ACK';
    },
  };
  const timed = Object.entries(asked).map(async ([name, work]) => {
    const since = performance.now();
    const isRight = await Promise.race([work().catch(() => false), pause(10_000, false)]);
    return [name, isRight ? performance.now() - since : Number.POSITIVE_INFINITY] as const;
  });
  return Object.fromEntries(await Promise.all(timed));
}

function show(what: string, found: Record<string, number>): void {
  const [name = '', slowest = 0] = Object.entries(found).toSorted((a, b) => b[1] - a[1])[0] ?? [];
  for (const [each, ms] of Object.entries(found)) note(`${what}: ${each} ${seconds(ms)}`);
  figure(
    10,
    `others served within 1 s ${what}`,
    `slowest: ${name}, ${seconds(slowest)}`,
    slowest < LIMIT_MS,
  );
}

for (let n = 0; n < BLOCKED; n += 1) ask(n % 2 === 0 ? 'pipe' : 'share/pipe');
show(`while ${BLOCKED} ask for pipes`, await others(1));
ask('share/large.bin');
await pause(200);
show('while one read hangs', await others(2));
// Each from a port of its own: another unit.
const many = Array.from({ length: BLOCKED }, () => createSocket('udp4'));
for (const [n, socket] of many.entries()) {
  const path = n % 3 === 0 ? 'share/small.cfg' : 'share/large.bin';
  socket.send(encodeRequest('read', path, 'octet'), tftp ?? 0, '127.0.0.1');
}
void byHttp('/share/large.bin').catch(() => undefined);
void byHttp('/share/small.cfg').catch(() => undefined);
await pause(500);
show(`while ${BLOCKED + 2} reads of one folder hang`, await others(3));
for (const socket of [blocked, ...many]) socket.close();
clients.close();
await started.stop('SIGKILL');
await cleanUp();
// What hung still waits for answers that never come.
process.exit();
