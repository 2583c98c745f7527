/**
 * A rogue DHCP server: dnsmasq on the bench wire before the start, dnsmasq plugged in while the station serves; how long the
 * wire is probed before the first OFFER and how often after. Needs root, dnsmasq and tcpdump; four minutes.
 */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, type Line, temporaryDir } from '../../test/cli/station-process.ts';
import { type Namespace, NetLab } from '../../test/kit/netns.ts';
import { isp, quieten, serveInVain, startIn, whyNot } from '../../test/net/station-lab.ts';
import { figure, note, seconds } from './figures.ts';
import { Load } from './lab.ts';
import { shownByTests } from './tests.ts';
import { type DhcpSeen, dhcpSeen } from './wire-seen.ts';

const STATION = '192.168.76.1';
const ROGUE = '192.168.76.2';
const ROGUE_MAC = '02:00:00:00:00:77';
const why = whyNot('dnsmasq', 'tcpdump');
if (why !== null) throw new Error(why);

const lab = new NetLab();
const bench = await lab.namespace('station');
const wire = await lab.namespace('wire');
for (const each of [bench, wire]) await quieten(each);
await lab.cable(bench, 'bench0', wire, 'eth0');
await wire.ip('link', 'set', 'dev', 'eth0', 'address', ROGUE_MAC);
await bench.up('bench0', `${STATION}/23`);
await wire.up('eth0', `${ROGUE}/23`);

async function rogue(on: Namespace) {
  const dnsmasq = on.spawn('dnsmasq', [
    ...['--no-daemon', '--conf-file=/dev/null', '--port=0', '--user=root', '--log-facility=-'],
    ...['--interface=eth0', '--bind-interfaces', '--dhcp-range=192.168.76.100,192.168.76.150,1h'],
    ...['--no-ping', `--dhcp-leasefile=${join(mkdtempSync(join(temporaryDir(), 'l-')), 'leases')}`],
  ]);
  let said = '';
  while (!said.includes('DHCP, IP range')) said += (await once(dnsmasq.stderr, 'data'))[0];
  dnsmasq.stderr.resume();
  return dnsmasq;
}

let dnsmasq = await rogue(wire);
const refused = await serveInVain(bench, '--interface', 'bench0', ...isp);
const said = String(refused.lines[0]?.message);
const isNamed = said.includes(ROGUE) && said.toLowerCase().includes(ROGUE_MAC);
figure(
  16,
  'any answer: refuse and show server address and MAC',
  `exit code ${refused.code}, ${String(refused.lines[0]?.code)}; ${isNamed ? 'both are named' : said}`,
  refused.code === 1 && refused.lines[0]?.code === 'FOREIGN_DHCP' && isNamed,
);
dnsmasq.kill('SIGKILL');
await once(dnsmasq, 'exit');

const dhcp = dhcpSeen(wire);
await dhcp.ready;
// Units that ask all the time: the first OFFER is as early as the station gives one.
const load = new Load(wire, {
  host: STATION,
  ports: { tftp: 69, http: 80, syslog: 514 },
  discoversPerSecond: 10,
});
await wire.ip('route', 'add', 'default', 'dev', 'eth0');
await load.ready;
const station = await startIn(bench, ['--interface', 'bench0', ...isp]);
await load.until(({ dhcp: { done } }) => done > 0, 20_000);
const ofStation = ({ from, what }: DhcpSeen) => from === STATION && what === 'Reply';
const probes = () =>
  dhcp.seen.filter(({ mac, what }) => mac.startsWith('02:') && what === 'Request');
const firstOffer = dhcp.seen.find(ofStation)?.at ?? 0;
const silent = firstOffer - (probes()[0]?.at ?? firstOffer);
figure(
  16,
  'before the first OFFER: a probe of at least 3 s',
  `${seconds(silent)} from the first DISCOVER of the probe to the first OFFER`,
  silent >= 3000,
);
load.stop();

// Looks come as several DISCOVERs within a few seconds.
const looksSince = (since: number): number[] => {
  const times = probes().map(({ at }) => at);
  return times.filter((at, n) => at > since && at - (times[n - 1] ?? 0) > 10_000);
};
while (looksSince(firstOffer).length < 3) await sleep(500);
const looks = looksSince(firstOffer);
const gaps = looks.slice(1).map((at, n) => at - (looks[n] ?? 0));
figure(
  16,
  'probe again every 60 s',
  `looks ${gaps.map(seconds).join(' and ')} apart`,
  gaps.every((ms) => ms > 30_000 && ms <= 61_000),
);

const log = station.follow('log', '--follow');
dnsmasq = await rogue(wire);
const isStopped = ({ source, msg }: Line) =>
  source === 'station' &&
  /stopped|another DHCP server/i.test(String(msg)) &&
  String(msg).includes(ROGUE);
const line = await Promise.race([log.line(isStopped), sleep(90_000)]);
const foreign = dhcp.seen.find(({ from, what }) => from === ROGUE && what === 'Reply')?.at ?? 0;
const stoppedMs = line ? Date.parse(String(line.at)) - foreign : Number.NaN;
const [status] = await station.done('status');
note(String(line?.msg));
figure(
  16,
  'stop within 5 s of a foreign OFFER',
  `${seconds(stoppedMs)}, then ${String(status?.state)}`,
  stoppedMs >= 0 && stoppedMs <= 5000 && status?.state === 'failed',
);
await station.stop('SIGTERM');
await dhcp.stop();
await cleanUp();
await lab.remove();

shownByTests(
  16,
  'refuse cards with a gateway, Wi-Fi, VPN, a DHCP-given address',
  [
    ['unit', 'main/station/net/choose-card.test.ts', ''],
    ['unit', 'main/station/net/cards-linux.test.ts', ''],
    ['net', 'test/net/live-network.test.ts', ''],
  ],
  {},
  'no override at all: such a card stays locked',
);
shownByTests(16, '0 replies on other cards', [
  ['net', 'test/net/two-cards.test.ts', 'answers no DISCOVER of the other card'],
]);
