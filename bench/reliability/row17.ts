/**
 * Reply by the wrong card: a whole run of 100 units from DISCOVER to VERIFIED on the bench card, every service on, while
 * the default route leads through an office card, whose network asks for leases too. Nothing may be seen there. Needs root.
 */
import { cleanUp, type Line } from '../../test/cli/station-process.ts';
import { NetLab } from '../../test/kit/netns.ts';
import {
  isp,
  packetsOf,
  quieten,
  simulateIn,
  startIn,
  whyNot,
} from '../../test/net/station-lab.ts';
import { figure, note } from './figures.ts';
import { framesOf } from './wire-seen.ts';

const UNITS = 100;
const why = whyNot('tcpdump', 'udhcpc');
if (why !== null) throw new Error(why);

const lab = new NetLab();
const [bench, field, office] = [
  await lab.namespace('station'),
  await lab.namespace('units'),
  await lab.namespace('office'),
];
for (const each of [bench, field, office]) await quieten(each);
await lab.cable(bench, 'bench0', field, 'eth0');
await lab.cable(bench, 'office0', office, 'eth0');
await bench.up('bench0', '192.168.76.1/23');
await bench.up('office0', '10.9.0.1/24');
await field.up('eth0');
await office.up('eth0');
await bench.ip('route', 'add', 'default', 'via', '10.9.0.2');

const seen = framesOf(office, 'in');
await seen.ready;
const before = {
  office: await packetsOf(bench, 'office0'),
  bench: await packetsOf(bench, 'bench0'),
};
const ports = ['--ports', 'dns=53,ntp=123'];
const station = await startIn(bench, ['--interface', 'bench0', ...ports, ...isp, '--quiet', '2']);
const asks = ['-i', 'eth0', '-n', '-q', '-f', '-t', '5', '-T', '1', '-V', 'LINKSYS SPA-942'];
const stranger = office.exec('udhcpc', ...asks, '-s', '/bin/true');
const options = ['--scale', '0.02', '--timeout', '90', '--linger', '90'];
const fleet = simulateIn(field, 'eth0', '--units', String(UNITS), ...options);
const isVerified = ({ stage }: Line) => stage === 'VERIFIED';
const { lines } = await station.until(
  (all) => all.filter(isVerified).length === UNITS,
  120_000,
  'units',
);
const asked = await stranger;
await fleet.stop('SIGTERM');
await station.done('self-test');
const { code } = await station.stop('SIGTERM');
const after = {
  office: await packetsOf(bench, 'office0'),
  bench: await packetsOf(bench, 'bench0'),
};
const frames = await seen.stop();
if (frames) note(frames);
const sent = after.bench.tx - before.bench.tx;
const elsewhere = after.office.tx - before.office.tx;
const heard = after.office.rx - before.office.rx;
figure(
  17,
  '100 % of replies on the chosen card with a default route on another',
  `${lines.filter(isVerified).length} units verified, ${sent} frames sent there; ${heard} DISCOVERs of the office got ${asked.code === 1 ? 'no lease' : 'an answer'}`,
  lines.length === UNITS && heard >= 3 && asked.code === 1 && code === 0,
);
figure(17, '0 frames elsewhere in a whole run', `${elsewhere}`, elsewhere === 0 && frames === '');
await cleanUp();
await lab.remove();
