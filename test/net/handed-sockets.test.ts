/**
 * Sockets handed over as a systemd socket unit hands them over (sd_listen_fds(3)), to a station without any
 * right: where only they can be its ports, they are; and one that is not tied to the bench card is not used.
 */
import { chownSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, type Line, Program, temporaryDir } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import { Agent } from './agent-client.ts';
import { isp, quieten, simulateIn, skipNote, startIn, whyNot } from './station-lab.ts';

const skipped = whyNot('python3', 'setpriv');
const STATION = '192.168.76.1';
const NOBODY = 65534;
const handOver = resolve(import.meta.dirname, '../kit/hand-over.py');
const press = resolve(import.meta.dirname, 'press.ts');
const withoutRights = [
  ...['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'],
  ...['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'],
];

interface Plan {
  name: string;
  kind: 'udp' | 'tcp' | 'udp6' | 'tcp6';
  address: string;
  port: number;
  card: string | null;
}

const plan = (name: string, kind: Plan['kind'], port: number, change: Partial<Plan> = {}): Plan => {
  const address = port === 67 || port === 68 ? '0.0.0.0' : STATION;
  return { name, kind, address, port, card: 'bench0', ...change };
};
/** What the station's socket units make. */
const units = [
  plan('dhcp', 'udp', 67),
  plan('dhcp-client', 'udp', 68),
  plan('tftp', 'udp', 69),
  plan('http', 'tcp', 80),
  plan('syslog', 'udp', 514),
  plan('syslog', 'tcp', 514),
];
const launcher = (plans: readonly Plan[]) => [
  ...['/usr/bin/env', 'python3', handOver, JSON.stringify(plans), ...withoutRights],
];

/** unit ── eth0 ── bench0 ─ station ─ other0 ── eth1 ── unit */
describe.skipIf(skipped !== null)(`sockets handed over${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let bench: Namespace;
  let unit: Namespace;
  let far: Agent;

  beforeAll(async () => {
    bench = await lab.namespace('station');
    unit = await lab.namespace('unit');
    for (const each of [bench, unit]) await quieten(each);
    await lab.cable(bench, 'bench0', unit, 'eth0');
    await lab.cable(bench, 'other0', unit, 'eth1');
    await bench.up('bench0', `${STATION}/23`);
    await bench.up('other0', '10.9.0.1/24');
    await unit.up('eth0', '192.168.76.9/23');
    await unit.up('eth1', '10.9.0.2/24');
    const { stdout } = await bench.exec('sysctl', '-n', 'net.ipv4.ip_unprivileged_port_start');
    expect(stdout.trim(), 'ports below it are closed to this station').toBe('1024');
    far = new Agent(unit);
    await far.call('plainUdp', 'out', 0, '192.168.76.9', false);
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  describe('one by one', () => {
    let agent: Agent;
    const texts = (name: string) =>
      agent.events.filter((event) => event.name === name).map(({ text }) => text);

    beforeAll(async () => {
      agent = new Agent(
        bench,
        launcher([
          plan('dhcp', 'udp', 67),
          plan('dhcp-client', 'udp', 68),
          plan('http', 'tcp', 80),
          plan('tftp', 'udp', 69, { card: null }),
          plan('ntp', 'udp', 123, { card: 'other0' }),
          plan('syslog', 'udp', 514, { address: '0.0.0.0' }),
          plan('https', 'tcp6', 443, { address: '::' }),
          plan('dns', 'tcp', 53),
        ]),
      );
      await agent.call('fds');
    });
    afterAll(() => agent.stop());

    it('what came before, or while nothing served, is never heard, and each serves again', async () => {
      const send = (text: string, port = 67) => far.call('plainSend', 'out', text, port, STATION);
      await send('before');
      const early = far.call('plainConnect', 80, STATION);
      await agent.call('takeHanded');
      await agent.call('open', { interfaceName: 'bench0' });
      for (const text of ['first', 'second']) {
        await agent.call('udp', 'dhcp', { port: 67, broadcast: true });
        await send(text);
        await agent.event((event) => event.text === text);
        await expect(agent.call('udp', 'again', { port: 67, broadcast: true })).rejects.toThrow(
          'SPA Bench itself already uses UDP port 67',
        );
        await agent.call('closeUdp', 'dhcp');
        await send('while nothing serves');
        await agent.call('tcp', 'http', 80);
        expect(await far.call('plainConnect', 80, STATION)).toBe('hello');
        await agent.call('closeTcp', 'http');
      }
      expect(await early).not.toBe('hello');
      expect(texts('dhcp')).toEqual(['first', 'second']);
    });

    it('two who look for other DHCP servers at once both hear what comes', async () => {
      const options = { port: 68, broadcast: true, isShared: true };
      await Promise.all([agent.call('udp', 'guard', options), agent.call('udp', 'test', options)]);
      await far.call('plainSend', 'out', 'offer', 68, STATION);
      await agent.event(({ name, text }) => name === 'test' && text === 'offer');
      await agent.call('closeUdp', 'guard');
      await far.call('plainSend', 'out', 'more', 68, STATION);
      await agent.event(({ name, text }) => name === 'test' && text === 'more');
      await agent.call('closeUdp', 'test');
      expect(texts('guard')).toEqual(['offer']);
    });

    it.each([
      ['udp', 69, 'HANDED_SOCKET', 'is tied to no network card, and would hear other networks'],
      ['udp', 123, 'HANDED_SOCKET', 'is tied to other0, not to bench0'],
      ['udp', 514, 'HANDED_SOCKET', 'is bound to 0.0.0.0, not to 192.168.76.1'],
      ['tcp', 443, 'HANDED_SOCKET', 'is one of IPv6'],
      // The right port of the wrong kind, and none at all.
      ['udp', 53, 'NO_PERMISSION', '"dns" TCP 192.168.76.1:53 (descriptor 10)'],
      ['tcp', 514, 'NO_PERMISSION', 'ListenStream= for that port and BindToDevice=bench0'],
    ] as const)(
      'is not used for %s %d when it is not the right one',
      async (kind, port, code, words) => {
        const open =
          kind === 'udp' ? agent.call('udp', 'no', { port }) : agent.call('tcp', 'no', port);
        await expect(open).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
      },
    );

    it('is no concern of the programs the station starts', async () => {
      const seen = await agent.call('childSees');
      expect(seen).toContain('PATH=');
      expect(seen).not.toMatch(/socket:|LISTEN_/);
    });
  });

  it('a station without rights leads a unit to VERIFIED by them, and serves again after Stop', async () => {
    const dir = temporaryDir();
    chownSync(dir, NOBODY, NOBODY);
    const args = ['--interface', 'bench0', ...isp, '--quiet', '1', '--no-checks'];
    const handed = launcher([...units, plan('ntp', 'udp', 123)]);
    const station = await startIn(bench, args, dir, {}, handed);
    const status = (await bench.exec('cat', `/proc/${station.ready.pid}/status`)).stdout;
    expect(status).toMatch(/^Uid:\s+65534\s+65534/m);
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(station.ready.ports).toMatchObject({ dhcp: 67, tftp: 69, http: 80, syslog: 514 });

    const fleet = simulateIn(unit, 'eth0', '--units', '1', '--scale', '0.02', '--linger', '60');
    const isVerified = (all: Line[]) => all.some(({ stage }) => stage === 'VERIFIED');
    await station.until(isVerified, 60_000, 'units');
    await fleet.stop('SIGTERM');

    const say = (text: string) => far.call('plainSend', 'out', text, 514, STATION);
    expect(await pressed(bench, dir, 'stop')).toEqual([{ state: 'stopped', problems: [] }]);
    await say('while it is stopped');
    expect(await pressed(bench, dir, 'start')).toEqual([{ state: 'running', problems: [] }]);
    await say('once more');
    const has = (text: string) => (all: Line[]) =>
      all.some(({ msg }) => String(msg).includes(text));
    const { lines } = await station.until(has('once more'), 20_000, 'log');
    expect(has('while it is stopped')(lines)).toBe(false);
    expect(has('used by no service: "ntp" UDP 192.168.76.1:123 (descriptor 9)')(lines)).toBe(true);
    expect((await station.stop('SIGTERM')).code).toBe(0);
  });

  it('refuses to serve by one that is tied to another card', async () => {
    const dir = temporaryDir();
    chownSync(dir, NOBODY, NOBODY);
    const wrong = units.map((each) => (each.port === 67 ? { ...each, card: 'other0' } : each));
    const start = startIn(
      bench,
      ['--interface', 'bench0', '--no-checks'],
      dir,
      {},
      launcher(wrong),
    );
    await expect(start).rejects.toThrow(/HANDED_SOCKET.* is tied to other0, not to bench0/);
  });
});

/** Presses a button of the page. @returns what it printed */
async function pressed(bench: Namespace, dir: string, button: 'start' | 'stop'): Promise<Line[]> {
  const node = [process.execPath, '--no-warnings', press, dir, button];
  return (await new Program('ip', ['netns', 'exec', bench.name, ...node]).end).lines;
}
