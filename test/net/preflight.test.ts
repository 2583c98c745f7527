/** What preflight does on a real card: looking sends nothing, asking names the other DHCP server. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check, CheckId } from '../../main/contract/preflight.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import { Agent } from './agent-client.ts';
import { packetsOf, quieten, skipNote, whyNot } from './station-lab.ts';

const skipped = whyNot('dnsmasq', 'setpriv');
const SERVER_MAC = '02:00:00:00:00:99';
const UNIT_MAC = '00:0e:08:00:00:99';

describe.skipIf(skipped !== null)(`preflight on a card${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  const dir = mkdtempSync(join(tmpdir(), 'spa-bench-preflight-'));
  let bench: Namespace;
  let server: Namespace;
  let agent: Agent;

  beforeAll(async () => {
    bench = await lab.namespace('station');
    server = await lab.namespace('dnsmasq');
    await quieten(bench);
    await quieten(server);
    await lab.cable(bench, 'bench0', server, 'eth0');
    await lab.cable(bench, 'office0', server, 'eth1');
    await server.ip('link', 'set', 'dev', 'eth0', 'address', SERVER_MAC);
    for (const card of ['eth0', 'eth1']) await server.up(card);
    await bench.up('office0');
    await bench.ip('route', 'add', 'default', 'dev', 'office0');
    agent = new Agent(bench);
    await agent.call('station', dir);
  });
  afterAll(async () => {
    await lab.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  /** dnsmasq on the bench wire, which offers at once. @returns what ends it */
  async function serveDhcp(range: string): Promise<() => Promise<void>> {
    const dnsmasq = server.spawn('dnsmasq', [
      ...['--no-daemon', '--conf-file=/dev/null', '--port=0', '--user=root', '--log-facility=-'],
      ...['--interface=eth0', '--bind-interfaces', '--no-ping', `--dhcp-range=${range},1h`],
      `--dhcp-leasefile=${join(dir, 'leases')}`,
    ]);
    let said = '';
    while (!said.includes('DHCP, IP range')) said += (await once(dnsmasq.stderr, 'data'))[0];
    return async () => {
      const ended = once(dnsmasq, 'exit');
      dnsmasq.kill('SIGKILL');
      await ended;
    };
  }

  const found = (checks: Check[], id: CheckId) => checks.find((check) => check.id === id);
  const sent = async () => (await packetsOf(bench, 'bench0')).tx;

  it('a card that is off is switched on when a person says so, not before', async () => {
    const looked = await agent.call('ask', 'checks', 'bench0');
    expect(found(looked, 'link')).toMatchObject({ result: 'fail', word: 'Switched off' });
    const mended = await agent.call('ask', 'fix', 'bench0', 'link');
    expect(found(mended, 'link')).toMatchObject({
      result: 'ok',
      word: 'Up',
      detail: expect.stringContaining('no address yet'),
    });
    expect(found(mended, 'ports')).toMatchObject({ result: 'open' });
  });

  it('looking, however often, sends not one packet', async () => {
    await bench.ip('address', 'add', '192.168.76.1/23', 'dev', 'bench0');
    const before = await sent();
    for (let look = 0; look < 5; look += 1) {
      const checks = await agent.call('ask', 'checks', 'bench0');
      expect(found(checks, 'ports')).toMatchObject({ result: 'ok', word: 'All free' });
      expect(found(checks, 'foreign-dhcp')).toMatchObject({ result: 'open' });
      expect(found(checks, 'permission')).toMatchObject({ result: 'warn', word: 'Runs as root' });
    }
    expect(await sent()).toBe(before);
  });

  it('asking on a quiet wire sends three questions and finds nobody', async () => {
    const before = await sent();
    expect(await agent.call('ask', 'probe', 'bench0')).toMatchObject([{ result: 'ok' }]);
    expect((await sent()) - before).toBe(3);
    const checks = await agent.call('ask', 'checks', 'bench0');
    expect(found(checks, 'foreign-dhcp')).toMatchObject({ result: 'ok', word: 'None found' });
  });

  it('asking names another server with its MAC and maker, and a start is refused', async () => {
    await server.ip('address', 'add', '192.168.76.2/23', 'dev', 'eth0');
    const end = await serveDhcp('192.168.76.100,192.168.76.150');
    const who = '192.168.76.2 (02:00:00:00:00:99)';
    expect(await agent.call('ask', 'probe', 'bench0')).toMatchObject([
      { result: 'fail', word: 'Another server', detail: expect.stringContaining(who) },
    ]);
    await expect(agent.call('ask', 'start', 'bench0')).rejects.toMatchObject({
      code: 'FOREIGN_DHCP',
      message: expect.stringContaining(who),
    });
    await end();
  });

  it('a unit plugged in by its LAN port is known by its MAC, though its network is another', async () => {
    await server.ip('address', 'flush', 'dev', 'eth0');
    await server.ip('link', 'set', 'dev', 'eth0', 'address', UNIT_MAC);
    await server.ip('address', 'add', '192.168.0.1/24', 'dev', 'eth0');
    const end = await serveDhcp('192.168.0.100,192.168.0.150');
    await expect(agent.call('ask', 'start', 'bench0')).rejects.toMatchObject({
      code: 'FOREIGN_DHCP',
      message: expect.stringMatching(
        /192\.168\.0\.1 \(00:0E:08:00:00:99, Sipura\).*LAN port.*Plug its WAN port/,
      ),
    });
    const checks = await agent.call('ask', 'checks', 'bench0');
    expect(found(checks, 'foreign-dhcp')).toMatchObject({ word: 'A unit’s LAN port' });
    await end();
  });

  it('a locked card is never asked on, and nothing of it is mended', async () => {
    const before = (await packetsOf(bench, 'office0')).tx;
    const checks = await agent.call('ask', 'checks', 'office0');
    expect(found(checks, 'link')).toMatchObject({ result: 'fail', word: 'Locked' });
    for (const question of ['probe', 'fix'] as const) {
      await expect(agent.call('ask', question, 'office0')).rejects.toMatchObject({
        code: 'CARD_LOCKED',
      });
    }
    expect((await packetsOf(bench, 'office0')).tx).toBe(before);
  });

  it('a pulled cable is seen, and no question is asked into it', async () => {
    await server.ip('link', 'set', 'dev', 'eth0', 'down');
    const checks = await agent.call('ask', 'checks', 'bench0');
    expect(found(checks, 'link')).toMatchObject({ result: 'fail', word: 'No cable' });
    await expect(agent.call('ask', 'probe', 'bench0')).rejects.toMatchObject({ code: 'NO_LINK' });
    await server.ip('link', 'set', 'dev', 'eth0', 'up');
  });

  it('while it serves the ports are its own, and nobody else was heard', async () => {
    const checks = await agent.call('ask', 'start', 'bench0');
    expect(found(checks, 'ports')).toMatchObject({ result: 'ok', word: 'Answering' });
    expect(await agent.call('selfTest')).toMatchObject(
      ['dhcp', 'tftp', 'http', 'https', 'syslog'].map((service) => ({
        service,
        result: service === 'https' ? 'off' : 'ok',
      })),
    );
    expect(found(checks, 'foreign-dhcp')).toMatchObject({ result: 'ok', word: 'None found' });
  });

  it('stops by itself when another server is there after the link was away', async () => {
    const failed = agent.next(({ state }) => state === 'failed');
    const end = await serveDhcp('192.168.0.100,192.168.0.150');
    await server.ip('link', 'set', 'dev', 'eth0', 'down');
    await agent.event(({ state }) => state === 'no-link');
    await server.ip('link', 'set', 'dev', 'eth0', 'up');
    const { problem } = await failed;
    expect(problem).toMatch(/192\.168\.0\.1 \(00:0E:08:00:00:99, Sipura\).*Serving was stopped/);
    const checks = await agent.call('ask', 'checks', 'bench0');
    expect(found(checks, 'foreign-dhcp')).toMatchObject({ result: 'fail' });
    expect(found(checks, 'ports')).toMatchObject({ result: 'ok', word: 'All free' });
    await end();
  });

  it('the command line gives a user the low ports by one file, and takes them back', async () => {
    const cli = resolve(import.meta.dirname, '../../main/serve/main.ts');
    // Run by nobody: prints how opening port 67 ended.
    const open = `const socket = require('dgram').createSocket('udp4');
      socket.on('error', ({ code }) => console.log(code));
      socket.bind(67, () => { console.log('open'); socket.close(); });`;
    const script = `mount -t tmpfs none /etc/sysctl.d || exit 9
      rights() { "$0" --no-warnings "$1" rights "$2" --json 2>/dev/null || echo "failed $?"; }
      nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$0" -e "$2"; }
      nobody "$@"; rights "$1" allow; nobody "$@"; rights "$1" undo; nobody "$@"; rights "$1" undo`;
    const { stdout } = await bench.exec('sh', '-c', script, process.execPath, cli, open);
    const lines = stdout.trim().split('\n');
    expect(lines).toEqual([
      'EACCES',
      expect.stringContaining('"openFrom":67'),
      'open',
      expect.stringContaining('"openFrom":1024'),
      'EACCES',
      expect.stringContaining('NO_FIX'),
      'failed 1',
    ]);
  });

  it('a second station on the wire is told to be one', async () => {
    await server.ip('address', 'flush', 'dev', 'eth0');
    await server.ip('address', 'add', '192.168.76.2/23', 'dev', 'eth0');
    const second = new Agent(server);
    const secondDir = mkdtempSync(join(dir, 'second-'));
    await second.call('station', secondDir, { address: '192.168.76.2', checks: false });
    await second.call('ask', 'start', 'eth0');
    await expect(agent.call('ask', 'start', 'bench0')).rejects.toMatchObject({
      code: 'FOREIGN_DHCP',
      message: expect.stringContaining('Another SPA Bench serves on bench0: 192.168.76.2'),
    });
  });
});
