/** Another DHCP server on the same wire: the station finds it before it sends its first OFFER. */
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, temporaryDir } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import { isp, quieten, serveInVain, skipNote, startIn, whyNot } from './station-lab.ts';

const skipped = whyNot('dnsmasq');

describe.skipIf(skipped !== null)(`a wire with another DHCP server${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let bench: Namespace;

  beforeAll(async () => {
    bench = await lab.namespace('station');
    const server = await lab.namespace('dnsmasq');
    await quieten(bench);
    await quieten(server);
    await lab.cable(bench, 'bench0', server, 'eth0');
    await bench.up('bench0', '192.168.76.1/23');
    await server.up('eth0', '192.168.76.2/23');
    const dnsmasq = server.spawn('dnsmasq', [
      ...['--no-daemon', '--conf-file=/dev/null', '--port=0', '--user=root', '--log-facility=-'],
      ...['--interface=eth0', '--bind-interfaces', '--dhcp-range=192.168.76.100,192.168.76.150,1h'],
      `--dhcp-leasefile=${join(temporaryDir(), 'leases')}`,
    ]);
    let said = '';
    while (!said.includes('DHCP, IP range')) said += (await once(dnsmasq.stderr, 'data'))[0];
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  it('is refused with the name of the other server, and nothing is served', async () => {
    const { code, lines } = await serveInVain(bench, '--interface', 'bench0', ...isp);
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ code: 'FOREIGN_DHCP' });
    expect(lines[0]?.message).toContain('192.168.76.2');
  });

  it('is served on with --no-checks, for those who know what they do', async () => {
    const station = await startIn(bench, ['--interface', 'bench0', '--no-checks', ...isp]);
    expect(station.ready).toMatchObject({ interface: 'bench0', ports: { dhcp: 67 } });
    expect(await station.stop('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('is served on with DHCP off, which is what such a bench is for', async () => {
    const ports = ['--ports', 'dhcp=off'];
    const station = await startIn(bench, ['--interface', 'bench0', ...ports, ...isp]);
    expect(station.ready).toMatchObject({ ports: { dhcp: null, tftp: 69 } });
    await station.stop('SIGTERM');
  });
});
