/** Two copies of the program, and two stations on one wire. The second needs root. */
import { cleanUp } from '../../test/cli/station-process.ts';
import { NetLab } from '../../test/kit/netns.ts';
import { isp, Switch, serveInVain, startIn, whyNot } from '../../test/net/station-lab.ts';
import { figure, note } from './figures.ts';
import { shownByTests } from './tests.ts';

shownByTests(28, 'second copy exits and raises the first', [
  ['integration', 'test/station/shell-app.test.ts', 'a second copy ends'],
  ['integration', 'test/cli/serve.test.ts', 'a second one on the same data'],
]);

const why = whyNot();
if (why !== null) throw new Error(why);
const lab = new NetLab();
const wire = await Switch.in(lab);
const one = await wire.unit('one', '020000000001');
const two = await wire.unit('two', '020000000002');
await one.ip('address', 'add', '192.168.76.1/23', 'dev', 'eth0');
await two.ip('address', 'add', '192.168.76.2/23', 'dev', 'eth0');
const station = await startIn(one, ['--interface', 'eth0', ...isp]);
const { code, lines } = await serveInVain(two, '--interface', 'eth0', ...isp);
const said = String(lines[0]?.message);
note(said);
const [status] = await station.done('status');
figure(
  28,
  'a second station on the same wire is found by the probe',
  `refused: ${String(lines[0]?.code)}, ${said.includes('192.168.76.1') ? 'the first is named' : said}; the first: ${String(status?.state)}`,
  code === 1 &&
    lines[0]?.code === 'FOREIGN_DHCP' &&
    said.includes('192.168.76.1') &&
    status?.state === 'running',
);
await station.stop('SIGTERM');
await cleanUp();
await lab.remove();
