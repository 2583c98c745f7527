import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canUseNamespaces, type Namespace, NetLab } from '../kit/netns.ts';
import { Agent } from './agent-client.ts';

const right = canUseNamespaces();

/**
 * Three computers. The station has two cards; its default route is on the office card.
 *
 *     unit ── eth0 ─────── bench0 ─ station ─ office0 ─────── eth0 ── office
 *        192.168.76.20   192.168.76.1     10.9.0.1    10.9.0.2 (the gateway)
 */
describe.skipIf(!right.ok)(`bench network ${right.ok ? '' : `(skipped: ${right.reason})`}`, () => {
  const lab = new NetLab();
  let station: Namespace;
  let unit: Namespace;
  let office: Namespace;

  beforeAll(async () => {
    station = await lab.namespace('station');
    unit = await lab.namespace('unit');
    office = await lab.namespace('office');
    await lab.cable(station, 'bench0', unit, 'eth0');
    await lab.cable(station, 'office0', office, 'eth0');
    await station.up('bench0', '192.168.76.1/23');
    await unit.up('eth0', '192.168.76.20/23');
    await station.up('office0', '10.9.0.1/24');
    await office.up('eth0', '10.9.0.2/24');
    await station.ip('route', 'add', 'default', 'via', '10.9.0.2');
    // The office knows a way to the bench address: straight through the station's other card.
    await office.ip('route', 'add', '192.168.76.0/23', 'via', '10.9.0.1');
  });
  afterAll(() => lab.remove());

  /** Agents of one test, ended with it. */
  async function withAgents(
    test: (agents: { bench: Agent; unit: Agent; office: Agent }) => Promise<void>,
  ): Promise<void> {
    const agents = { bench: new Agent(station), unit: new Agent(unit), office: new Agent(office) };
    try {
      await test(agents);
    } finally {
      await Promise.all([agents.bench.stop(), agents.unit.stop(), agents.office.stop()]);
    }
  }

  it('hears broadcasts of the bench card and none of another card', () =>
    withAgents(async ({ bench, unit, office }) => {
      const opened = await bench.call('open', { interfaceName: 'bench0' });
      expect(opened).toMatchObject({
        interfaceName: 'bench0',
        address: '192.168.76.1',
        prefix: 23,
        limitation: null,
        problem: null,
      });
      await bench.call('udp', 'dhcp', { port: 67, broadcast: true });
      await office.call('plainUdp', 'out', 68, '10.9.0.2', false);
      await unit.call('plainUdp', 'out', 68, '192.168.76.20', false);
      await office.call('plainSend', 'out', 'from the office', 67, '255.255.255.255');
      await office.call('plainSend', 'out', 'from the office', 67, '10.9.0.255');
      await office.call('plainSend', 'out', 'from the office', 67, '192.168.76.1');
      await unit.call('plainSend', 'out', 'limited', 67, '255.255.255.255');
      await unit.call('plainSend', 'out', 'directed', 67, '192.168.77.255');
      await unit.call('plainSend', 'out', 'unicast', 67, '192.168.76.1');
      await bench.event((event) => event.text === 'unicast');
      expect(bench.events.map((event) => event.text)).toEqual(['limited', 'directed', 'unicast']);
    }));

  it('sends 255.255.255.255 out of the bench card only, though the default route is elsewhere', () =>
    withAgents(async ({ bench, unit, office }) => {
      await bench.call('open', { address: '192.168.76.1' });
      await bench.call('udp', 'dhcp', { port: 67, broadcast: true });
      await bench.call('plainUdp', 'other', 0, '10.9.0.1', false);
      await unit.call('plainUdp', 'in', 68, '0.0.0.0', false);
      await office.call('plainUdp', 'in', 68, '0.0.0.0', false);
      await bench.call('send', 'dhcp', 'offer', 68, '255.255.255.255');
      // Nor does what no route covers leave by the default route.
      await bench.call('send', 'dhcp', 'stray', 68, '10.9.0.2');
      const offer = await unit.event((event) => event.text === 'offer');
      expect(offer.from).toBe('192.168.76.1');
      await bench.call('plainSend', 'other', 'the end', 68, '10.9.0.2');
      await office.event((event) => event.text === 'the end');
      expect(office.events).toHaveLength(1);
    }));

  it('does not serve the bench address to packets that came in by another card', () =>
    withAgents(async ({ bench, unit, office }) => {
      await bench.call('open', { interfaceName: 'bench0' });
      await bench.call('udp', 'tftp', { port: 69 });
      await bench.call('tcp', 'http', 80);
      await office.call('plainUdp', 'out', 0, '10.9.0.2', false);
      await unit.call('plainUdp', 'out', 0, '192.168.76.20', false);
      await office.call('plainSend', 'out', 'echo office', 69, '192.168.76.1');
      expect(await office.call('plainConnect', 80, '192.168.76.1')).toMatch(/^failed: /);
      await unit.call('plainSend', 'out', 'echo unit', 69, '192.168.76.1');
      await unit.event((event) => event.text === 'echo unit');
      expect(await unit.call('plainConnect', 80, '192.168.76.1')).toBe('hello');
      expect(bench.events.map((event) => event.text)).toEqual(['echo unit']);
      expect(office.events).toEqual([]);
    }));

  it('locks the card with the default route, by name and by address', () =>
    withAgents(async ({ bench }) => {
      const locked = { code: 'CARD_LOCKED', message: expect.stringContaining('default route') };
      await expect(bench.call('open', { interfaceName: 'office0' })).rejects.toMatchObject(locked);
      await expect(bench.call('open', { address: '10.9.0.1' })).rejects.toMatchObject(locked);
    }));

  it('lists cards without address or link, and what locks them', () =>
    withAgents(async ({ bench }) => {
      await station.ip('link', 'add', 'spare0', 'type', 'veth', 'peer', 'name', 'spare1');
      await station.ip(
        'address',
        'add',
        '192.0.2.7/24',
        'dev',
        'spare0',
        'valid_lft',
        '600',
        'preferred_lft',
        '600',
      );
      const cards = await bench.call('cards');
      await station.ip('link', 'del', 'spare0');
      const bare = cards.map(({ name, isUp, isLoopback, lockedBecause, addresses }) => [
        name,
        isUp,
        isLoopback,
        lockedBecause,
        addresses.map((own) => `${own.address}/${own.prefix}`).join(),
      ]);
      expect(bare).toEqual([
        ['bench0', true, false, null, '192.168.76.1/23'],
        ['office0', true, false, expect.stringContaining('default route'), '10.9.0.1/24'],
        ['spare0', false, false, expect.stringContaining('192.0.2.7'), '192.0.2.7/24'],
        ['spare1', false, false, null, ''],
        ['lo', true, true, null, '127.0.0.1/8'],
      ]);
      expect(cards[0]?.mac).toMatch(/^[0-9a-f]{12}$/);
    }));

  it('serves loopback', () =>
    withAgents(async ({ bench }) => {
      const opened = await bench.call('open', { address: '127.0.0.1' });
      expect(opened).toMatchObject({ interfaceName: 'lo', prefix: 8, isLoopback: true });
      const { port } = await bench.call('udp', 'tftp', { port: 0 });
      await bench.call('plainUdp', 'client', 0, '127.0.0.2', false);
      await bench.call('plainSend', 'client', 'echo', port, '127.0.0.1');
      await bench.event((event) => event.name === 'client' && event.from === '127.0.0.1');
      const httpPort = await bench.call('tcp', 'http', 0);
      expect(await bench.call('plainConnect', httpPort, '127.0.0.1')).toBe('hello');
    }));

  it('names the program that has the port, though it would share it', () =>
    withAgents(async ({ bench }) => {
      const other = new Agent(station);
      await other.call('plainUdp', 'dhcpd', 67, '0.0.0.0', true);
      await bench.call('open', { interfaceName: 'bench0' });
      await expect(bench.call('udp', 'dhcp', { port: 67, broadcast: true })).rejects.toMatchObject({
        code: 'PORT_TAKEN',
        message: expect.stringMatching(/UDP port 67: \S+ \(process \d+\)/),
      });
      await other.stop();
      await bench.call('udp', 'dhcp', { port: 67, broadcast: true });
      await expect(bench.call('udp', 'again', { port: 67, broadcast: true })).rejects.toMatchObject(
        { code: 'PORT_TAKEN', message: expect.stringContaining('itself') },
      );
      // Nor can a program that shares its ports push in later.
      await expect(bench.call('plainUdp', 'thief', 67, '0.0.0.0', true)).rejects.toThrow(
        'EADDRINUSE',
      );
      await bench.call('tcp', 'http', 80);
      await expect(bench.call('tcp', 'web', 80)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    }));

  it('gives the receive buffer asked for, which Linux counts twice', () =>
    withAgents(async ({ bench }) => {
      await bench.call('open', { interfaceName: 'bench0' });
      const asked = 4 * 1024 * 1024;
      const given = await bench.call('udp', 'syslog', { port: 514, receiveBufferBytes: asked });
      expect(given.receiveBufferBytes).toBe(2 * asked);
    }));

  it('leaves no descriptor behind, neither after closing nor after failing', () =>
    withAgents(async ({ bench }) => {
      await bench.call('open', { interfaceName: 'bench0' });
      const { port: takenUdp } = await bench.call('udp', 'taken', { port: 0, broadcast: true });
      const takenTcp = await bench.call('tcp', 'taken', 0);
      await bench.call('churn', 2, takenUdp, takenTcp);
      const before = await bench.call('fds');
      await bench.call('churn', 20, takenUdp, takenTcp);
      expect(await bench.call('fds')).toBe(before);
    }));

  it('reports what cannot be sent and what a service throws, and goes on', () =>
    withAgents(async ({ bench, unit }) => {
      await bench.call('open', { interfaceName: 'bench0' });
      await bench.call('udp', 'dhcp', { port: 67, broadcast: true });
      await bench.call('udp', 'closed', { port: 0 });
      await bench.call('closeUdp', 'closed');
      await bench.call('closeUdp', 'closed');
      await bench.call('send', 'closed', 'late', 68, '192.168.76.20');
      await bench.event((event) => event.name === 'closed' && event.event === 'error');
      await bench.call('send', 'dhcp', 'no port', 0, '192.168.76.20');
      await bench.event((event) => event.code === 'ERR_SOCKET_BAD_PORT');
      await bench.call('send', 'dhcp', 'no address', 68, 'example.net');
      await bench.event((event) => event.event === 'error' && event.code === 'EINVAL');
      await unit.call('plainUdp', 'out', 0, '0.0.0.0', false);
      await unit.call('plainSend', 'out', 'throw', 67, '192.168.76.1');
      await bench.event((event) => event.text === 'thrown on purpose');
      await unit.call('plainSend', 'out', 'echo', 67, '192.168.76.1');
      await unit.event((event) => event.text === 'echo');
    }));

  it('says what is missing when a user may not open the port', () =>
    withAgents(async ({ bench }) => {
      const { code, stdout, stderr } = await station.exec(
        'setpriv',
        '--reuid=65534',
        '--clear-groups',
        '--bounding-set=-all',
        '--inh-caps=-all',
        process.execPath,
        '--no-warnings',
        '--input-type=module-typescript',
        '-e',
        `import { openBenchNetwork } from ${JSON.stringify(new URL('../../main/station/net/open-network.ts', import.meta.url).href)};
         import { createServer } from 'node:net';
         const network = await openBenchNetwork({ interfaceName: 'bench0', log: { write: console.log } });
         console.log(network.limitation);
         const options = { port: 67, broadcast: true, onDatagram: () => {}, onError: () => {} };
         for (const open of [() => network.openUdp(options), () => network.listenTcp(createServer(), 80)])
           await open().catch((error) => console.log(error.code, error.message));
         const free = await network.openUdp({ ...options, port: 6767 });
         console.log(free.port);
         await free.close();`,
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(stdout.split('\n')).toEqual([
        'null',
        expect.stringMatching(
          /^NO_PERMISSION .*sudo sysctl net.ipv4.ip_unprivileged_port_start=67`/,
        ),
        expect.stringMatching(/^NO_PERMISSION .*TCP port 80/),
        '6767',
        '',
      ]);
      expect(await bench.call('fds')).toBeGreaterThan(0);
    }));
});
