import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canUseNamespaces, type Namespace, NetLab } from '../kit/netns.ts';
import { Agent } from './agent-client.ts';

const right = canUseNamespaces();
const UNIT = '192.168.76.20';

describe.skipIf(!right.ok)(`bench card ${right.ok ? '' : `(skipped: ${right.reason})`}`, () => {
  const lab = new NetLab();
  let station: Namespace;
  let unit: Namespace;
  let bench: Agent;
  let unitMac: string;

  beforeAll(async () => {
    station = await lab.namespace('station');
    unit = await lab.namespace('unit');
    await lab.cable(station, 'bench0', unit, 'eth0');
    await station.up('bench0', '192.168.76.1/23');
    await unit.up('eth0', `${UNIT}/23`);
    const [link] = JSON.parse(await unit.ip('-j', 'link', 'show', 'dev', 'eth0'));
    unitMac = link.address.replaceAll(':', '');
    bench = new Agent(station);
    await bench.call('open', { interfaceName: 'bench0' });
  });
  afterAll(() => lab.remove());

  it('finds a living neighbour by its echo', async () => {
    expect(await bench.call('probe', UNIT, 0)).toEqual({ mac: unitMac, how: 'echo reply' });
    expect(await bench.call('macOf', UNIT)).toBe(unitMac);
    expect(await bench.call('neighbour', UNIT)).toMatchObject({ mac: unitMac });
  });

  it('finds a neighbour that answers no echo by its refusal', async () => {
    await unit.exec('sysctl', '-w', 'net.ipv4.icmp_echo_ignore_all=1');
    expect(await bench.call('probe', UNIT, 0)).toEqual({ mac: unitMac, how: 'port unreachable' });
  });

  it('finds a neighbour that answers nothing but ARP, from a stale entry', async () => {
    // What the unit sends to the station goes to a MAC nobody has; its ARP answers do not.
    const nobody = ['lladdr', '02:00:00:00:00:99', 'nud', 'permanent'];
    await unit.ip('neigh', 'replace', '192.168.76.1', ...nobody, 'dev', 'eth0');
    const stale = ['lladdr', unitMac.replace(/..(?!$)/g, '$&:'), 'nud', 'stale'];
    await station.ip('neigh', 'replace', UNIT, ...stale, 'dev', 'bench0');
    expect(await bench.call('probe', UNIT, 0)).toEqual({ mac: unitMac, how: 'neighbour' });
    await unit.ip('neigh', 'del', '192.168.76.1', 'dev', 'eth0');
  });

  it('does not take an old entry for life once the address is gone', async () => {
    await unit.ip('address', 'del', `${UNIT}/23`, 'dev', 'eth0');
    expect(await bench.call('macOf', UNIT)).toBe(unitMac);
    expect(await bench.call('probe', UNIT, 0)).toBeNull();
    await unit.ip('address', 'add', `${UNIT}/23`, 'dev', 'eth0');
  });

  it('knows nothing of addresses off the bench', async () => {
    expect(await bench.call('probe', '10.9.0.2', 0)).toBeNull();
  });

  it('says within 2 s that link or address is gone and back, and serves on', async () => {
    await bench.call('udp', 'dhcp', { port: 67, broadcast: true });
    await bench.call('watch');
    const next = async (change: () => Promise<unknown>, state: string): Promise<void> => {
      const seen = bench.events.length;
      const since = performance.now();
      await change();
      await bench.event((event) => bench.events.indexOf(event) >= seen && event.event === 'card');
      expect(bench.events.slice(seen)).toMatchObject([
        { event: 'card', state, isNewCard: false, sleptMs: 0 },
      ]);
      expect(performance.now() - since).toBeLessThan(2500);
    };
    await next(() => unit.ip('link', 'set', 'dev', 'eth0', 'down'), 'no-link');
    await bench.call('send', 'dhcp', 'into the void', 68, '255.255.255.255');
    await next(() => unit.ip('link', 'set', 'dev', 'eth0', 'up'), 'ok');
    await next(
      () => station.ip('address', 'del', '192.168.76.1/23', 'dev', 'bench0'),
      'address-lost',
    );
    await next(() => station.ip('address', 'add', '192.168.76.1/23', 'dev', 'bench0'), 'ok');

    const far = new Agent(unit);
    await far.call('plainUdp', 'in', 68, '0.0.0.0', false);
    await bench.call('send', 'dhcp', 'still here', 68, '255.255.255.255');
    await far.event((event) => event.text === 'still here');
    await far.stop();
  });

  it('tells a card that was taken out, and the one put in for it', async () => {
    const seen = bench.events.length;
    await station.ip('link', 'del', 'bench0');
    await bench.event((event) => event.state === 'card-gone');
    await lab.cable(station, 'bench0', unit, 'eth0');
    await unit.up('eth0', `${UNIT}/23`);
    await station.up('bench0', '192.168.76.1/23');
    await bench.event((event) => event.state === 'ok' && event.isNewCard === true);
    expect(bench.events.slice(seen).map((event) => event.state)).toContain('card-gone');
  });

  it('says NO_LINK as a problem, not as a refusal', async () => {
    await unit.ip('link', 'set', 'dev', 'eth0', 'down');
    const opened = await bench.call('open', { interfaceName: 'bench0' });
    expect(opened.problem).toContain('no link');
    await bench.call('udp', 'waiting', { port: 69 });
  });
});
