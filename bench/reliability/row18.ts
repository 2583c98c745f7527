/**
 * The bench card unplugged and plugged in again under load, 50 times (ROW18_ROUNDS: fewer), in five ways: cable out,
 * address taken, another address, card removed, card switched off. The station as it ships; beside the bench card an office
 * card with the default route, on which nothing may be seen. Needs root.
 *
 *     units ── eth0 ─────── bench0 ─ station ─ office0 ─────── eth0 ── office
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, type Line, temporaryDir } from '../../test/cli/station-process.ts';
import { type Namespace, NetLab } from '../../test/kit/netns.ts';
import { isp, packetsOf, quieten, startIn, whyNot } from '../../test/net/station-lab.ts';
import { figure, note, seconds } from './figures.ts';
import { descriptorsOf, Load } from './lab.ts';
import { framesOf } from './wire-seen.ts';

const ROUNDS = Number(process.env.ROW18_ROUNDS ?? 50);
const STATION = '192.168.76.1';
const why = whyNot();
if (why !== null) throw new Error(why);

const lab = new NetLab();
const [bench, units, office] = [
  await lab.namespace('station'),
  await lab.namespace('units'),
  await lab.namespace('office'),
];
for (const each of [bench, units, office]) await quieten(each);

async function plugIn(): Promise<void> {
  await lab.cable(bench, 'bench0', units, 'eth0');
  await units.ip('link', 'set', 'dev', 'eth0', 'address', '00:0e:08:aa:00:00');
  await bench.up('bench0', `${STATION}/23`);
  await units.up('eth0', '192.168.77.250/23');
  await units.ip('route', 'add', 'default', 'dev', 'eth0');
}
const address = (what: 'add' | 'del', ip: string) =>
  bench.ip('address', what, `${ip}/23`, 'dev', 'bench0');
const link = (on: Namespace, card: string, state: 'up' | 'down') =>
  on.ip('link', 'set', 'dev', card, state);

/** What a person does, how the log says so, and how it is undone. */
const ways: [
  name: string,
  says: string,
  out: () => Promise<unknown>,
  back: () => Promise<unknown>,
][] = [
  [
    'cable out',
    'No link on the bench card',
    () => link(units, 'eth0', 'down'),
    async () => {
      await link(units, 'eth0', 'up');
      await units.ip('route', 'add', 'default', 'dev', 'eth0');
    },
  ],
  [
    'address taken',
    'lost its address',
    () => address('del', STATION),
    () => address('add', STATION),
  ],
  [
    'another address',
    'lost its address',
    async () => {
      await address('del', STATION);
      await address('add', '192.168.76.9');
    },
    async () => {
      await address('del', '192.168.76.9');
      await address('add', STATION);
    },
  ],
  ['card removed', 'is gone', () => bench.ip('link', 'del', 'bench0'), plugIn],
  [
    'card switched off',
    'No link on the bench card',
    () => link(bench, 'bench0', 'down'),
    () => link(bench, 'bench0', 'up'),
  ],
];

await plugIn();
await lab.cable(bench, 'office0', office, 'eth0');
await bench.up('office0', '10.9.0.1/24');
await office.up('eth0', '10.9.0.2/24');
await bench.ip('route', 'add', 'default', 'via', '10.9.0.2');
const files = join(temporaryDir(), 'files');
mkdirSync(files);
writeFileSync(join(files, 'image.bin'), Buffer.alloc(2_000_000, 7));

const seen = framesOf(office);
await seen.ready;
const station = await startIn(bench, ['--interface', 'bench0', '--files', files, ...isp]);
const pid = station.child.pid ?? 0;
const log = station.follow('log', '--follow');
const before = await packetsOf(office, 'eth0');
const startLoad = (): Load =>
  new Load(units, {
    host: STATION,
    ports: { tftp: 69, http: 80, syslog: 514 },
    tftp: { path: '/spa962.cfg', clients: 4 },
    slow: { path: '/image.bin', clients: 4, ackDelayMs: 10 },
    http: { path: '/spa962.cfg', clients: 2 },
    discoversPerSecond: 10,
    syslog: { text: 'SPA962 line', perSecond: 20, lines: 0 },
  });
/** Once everything that was begun is over: a transfer nobody answers ends within a minute. */
async function idleDescriptors(): Promise<number> {
  await sleep(75_000);
  return descriptorsOf(pid);
}

let load = startLoad();
await load.ready;
await load.until(({ tftp, http, dhcp }) => Math.min(tftp.done, http.done, dhcp.done) > 10, 20_000);
load.stop();
const descriptors = await idleDescriptors();

load = startLoad();
await load.ready;
await load.until(({ tftp, http, dhcp }) => Math.min(tftp.done, http.done, dhcp.done) > 10, 20_000);
let [shownMs, servedMs, notShown, notServed] = [0, 0, 0, 0];
for (let round = 0; round < ROUNDS; round += 1) {
  const [name, says, out, back] = ways[round % ways.length] ?? ways[0] ?? [];
  if (!out || !back) throw new Error('no way');
  const gone = Date.now();
  await out();
  const isSaid = ({ source, msg, at }: Line) =>
    source === 'station' && String(msg).includes(says ?? '') && Date.parse(String(at)) >= gone;
  const line = await Promise.race([log.line(isSaid), sleep(15_000)]);
  const shown = Date.now() - gone;
  if (!line) notShown += 1;
  shownMs = Math.max(shownMs, shown);
  const later = await load.seen();
  await sleep(round % 3 === 0 ? 2500 : 300);
  if ((await load.seen()).tftp.lastAt > gone + shown) {
    note(`round ${round}, ${name}: served while the card was away`);
  }
  const returned = Date.now();
  await back();
  const isServed = await load.until(
    ({ tftp, http, dhcp }) => Math.min(tftp.lastAt, http.lastAt, dhcp.lastAt) >= returned,
    15_000,
  );
  const served = Date.now() - returned;
  if (!isServed) notServed += 1;
  servedMs = Math.max(servedMs, served);
  note(
    `${round + 1} ${name}: shown after ${shown} ms, served after ${served} ms; slow transfers failed: ${later.slow.failed}`,
  );
  // Long transfers are under way again.
  await load.until(({ tftp }) => tftp.done > later.tftp.done + 8, 10_000);
}
const did = await load.seen();
load.stop();
const left = (await idleDescriptors()) - descriptors;
const office0 = (await packetsOf(office, 'eth0')).rx - before.rx;
const frames = await seen.stop();
if (frames) note(frames);
const isAlive = station.child.exitCode === null;
const { code, stderr } = await station.stop('SIGTERM');
const complaints = stderr.replace(/^SPA Bench runs as root.*\n/m, '');
if (complaints) note(complaints);

const rounds = `${ROUNDS} rounds`;
figure(
  18,
  'state shown within 2 s',
  `${rounds}, the slowest ${seconds(shownMs)}`,
  notShown === 0 && shownMs <= 2000,
);
figure(
  18,
  'back: serving again within 5 s without restart (DHCP, TFTP, HTTP)',
  `${rounds}, the slowest ${seconds(servedMs)}`,
  notServed === 0 && servedMs <= 5000,
);
const isWhole = isAlive && code === 0 && complaints === '';
figure(
  18,
  '50 unplug/replug rounds during load: 0 uncaught errors; running transfers end with an error',
  `${rounds}: ${isWhole ? 'none, ended by SIGTERM with 0' : `exit code ${code}`}; ${did.tftp.done + did.http.done} files, ${did.slow.failed} long transfers cut`,
  ROUNDS >= 50 && isWhole && did.slow.failed > 0,
);
figure(18, '0 descriptors lost', `${left} (${descriptors} before)`, left <= 0);
figure(18, '0 frames to the default route', `${office0}`, office0 === 0 && frames === '');
await cleanUp();
await lab.remove();
