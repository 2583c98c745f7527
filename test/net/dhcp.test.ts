import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canUseNamespaces, type Namespace, NetLab } from '../kit/netns.ts';

const right = canUseNamespaces();
const has = (program: string): boolean => !spawnSync(program, ['--help']).error;
const unless = (program: string): string =>
  has(program) ? '' : ` (skipped: ${program} is not installed)`;
const AGENT = fileURLToPath(new URL('dhcp-agent.ts', import.meta.url));
const UNIT_MAC = '00:0e:08:12:34:56';

type Fact = Record<string, unknown> & { event: string };

/** Lines of JSON a program prints; each fact can be waited for once. */
class Facts {
  readonly seen: Fact[] = [];
  readonly #changed = new EventTarget();

  constructor(child: { stdout: NodeJS.ReadableStream }) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.seen.push(JSON.parse(line));
      this.#changed.dispatchEvent(new Event('change'));
    });
  }

  async next(wanted: Partial<Fact>): Promise<Fact> {
    for (;;) {
      const index = this.seen.findIndex((fact) =>
        Object.entries(wanted).every(([name, value]) => fact[name] === value),
      );
      const [fact] = index < 0 ? [] : this.seen.splice(index, 1);
      if (fact) return fact;
      await once(this.#changed, 'change');
    }
  }
}

/** The station's bench card and a unit's card on one cable. */
describe.skipIf(!right.ok)(
  `DHCP on a real card ${right.ok ? '' : `(skipped: ${right.reason})`}`,
  () => {
    const lab = new NetLab();
    const dir = mkdtempSync(join(tmpdir(), 'dhcp-net-'));
    let station: Namespace;
    let unit: Namespace;

    beforeAll(async () => {
      station = await lab.namespace('station');
      unit = await lab.namespace('unit');
      await lab.cable(station, 'bench0', unit, 'eth0');
      await unit.ip('link', 'set', 'dev', 'eth0', 'address', UNIT_MAC);
      await station.up('bench0', '192.168.76.1/23');
      await unit.up('eth0');
    });
    afterEach(async () => {
      await Promise.all([station.killAll(), unit.killAll()]);
      await unit.ip('address', 'flush', 'dev', 'eth0');
    });
    afterAll(async () => {
      await lab.remove();
      rmSync(dir, { recursive: true });
    });

    const serve = async (leaseSeconds: number): Promise<Facts> => {
      const facts = new Facts(station.node(AGENT, 'serve', 'bench0', String(leaseSeconds)));
      expect(await facts.next({ event: 'ready' })).toMatchObject({ port: 67 });
      return facts;
    };

    it.skipIf(!has('udhcpc'))(
      `udhcpc gets a lease with option 66, renews and releases it${unless('udhcpc')}`,
      async () => {
        const facts = await serve(3600);
        const script = join(dir, 'udhcpc.sh');
        const told = join(dir, 'udhcpc.env');
        const body = `#!/bin/sh
case "$1" in bound|renew) env > ${told}
  ip address replace "$ip/$mask" dev eth0
  echo "{\\"event\\":\\"$1\\"}";; esac
`;
        writeFileSync(script, body, { mode: 0o755 });
        const args = ['-f', '-i', 'eth0', '-s', script, '-V', 'LINKSYS SPA-962', '-R'];
        const client = unit.spawn('udhcpc', args);
        const states = new Facts(client);
        const granted = await facts.next({ event: 'lease-granted' });
        expect(granted).toMatchObject({ mac: '000e08123456', address: '192.168.76.20' });
        await states.next({ event: 'bound' });
        client.kill('SIGUSR1');
        expect(await facts.next({ event: 'lease-granted' })).toMatchObject({
          address: '192.168.76.20',
          isRenewal: true,
        });
        await states.next({ event: 'renew' });
        const env = readFileSync(told, 'utf8');
        expect(env).toMatch(/^tftp=192\.168\.76\.1$/m);
        expect(env).toMatch(/^siaddr=192\.168\.76\.1$/m);
        expect(env).toMatch(/^lease=3600$/m);
        expect(env).toMatch(/^subnet=255\.255\.254\.0$/m);
        client.kill('SIGUSR2');
        expect(await facts.next({ event: 'lease-ended' })).toMatchObject({ why: 'released' });
      },
    );

    it.skipIf(!has('dhclient'))(
      `dhclient gets a lease with option 66, renews by unicast and releases it${unless('dhclient')}`,
      async () => {
        const facts = await serve(8);
        const script = join(dir, 'dhclient.sh');
        const body = `#!/bin/sh
[ -n "$new_ip_address" ] && ip address replace "$new_ip_address/23" dev eth0
exit 0
`;
        writeFileSync(script, body, { mode: 0o755 });
        const conf = join(dir, 'dhclient.conf');
        writeFileSync(
          conf,
          'send vendor-class-identifier "Cisco SPA504G";\nrequest subnet-mask;\n',
        );
        const leaseFile = join(dir, 'dhclient.leases');
        const files = [
          '-sf',
          script,
          '-cf',
          conf,
          '-lf',
          leaseFile,
          '-pf',
          join(dir, 'dhclient.pid'),
        ];
        unit.spawn('dhclient', ['-4', '-d', ...files, 'eth0']);
        await facts.next({ event: 'lease-granted', isRenewal: false });
        expect(await facts.next({ event: 'lease-granted', isRenewal: true })).toMatchObject({
          address: '192.168.76.20',
        });
        expect(readFileSync(leaseFile, 'utf8')).toContain('option tftp-server-name "192.168.76.1"');
        await unit.exec('dhclient', '-4', '-r', ...files, 'eth0');
        expect(await facts.next({ event: 'lease-ended' })).toMatchObject({ why: 'released' });
      },
    );

    it('a probe on the wire finds the station, and the station alone finds nobody', async () => {
      await unit.ip('address', 'add', '192.168.76.9/23', 'dev', 'eth0');
      const probe = async (from: Namespace, card: string) =>
        (await new Facts(from.node(AGENT, 'probe', card)).next({ event: 'probed' })).result;
      await serve(3600);
      expect(await probe(unit, 'eth0')).toEqual({
        kind: 'heard',
        servers: [
          {
            serverId: '192.168.76.1',
            address: '192.168.76.1',
            mac: null,
            vendor: 'SPA Bench station',
          },
        ],
      });
      expect(await probe(station, 'bench0')).toEqual({ kind: 'heard', servers: [] });
    });

    it('an address somebody took by hand is found and set aside before anybody is offered it', async () => {
      await unit.ip('address', 'add', '192.168.76.20/23', 'dev', 'eth0');
      const facts = await serve(3600);
      const msg =
        '192.168.76.20 is in use by 00:0E:08:12:34:56 without a lease: set aside. Give that device another address, or exclude this one from the pool.';
      await facts.next({ event: 'line', msg });
    });

    it('made-up relays that answer no ARP keep nobody from its OFFER', async () => {
      await unit.ip('address', 'add', '192.168.76.9/23', 'dev', 'eth0');
      const facts = await serve(3600);
      const flood = `
        const socket = require('dgram').createSocket('udp4');
        const message = Buffer.alloc(300);
        message.write('010106', 'hex');
        message.write('000e08', 28, 'hex');
        message.write('63825363350101ff', 236, 'hex');
        let sent = 0;
        setInterval(() => {
          for (let at = 0; at < 100; at += 1, sent += 1) {
            message.writeUInt16BE(sent % 65536, 32);
            message.set([192, 168, 76, 100 + (sent % 100)], 24);
            socket.send(Buffer.from(message), 67, '192.168.76.1');
          }
        }, 20);`;
      unit.spawn(process.execPath, ['-e', flood]);
      await facts.next({
        event: 'line',
        msg: 'Many messages name relays or addresses that nobody answers for: somebody makes them up. Units are answered by broadcast meanwhile, relays not at all.',
      });
      const probe = new Facts(unit.node(AGENT, 'probe', 'eth0'));
      expect(await probe.next({ event: 'probed' })).toMatchObject({
        result: { servers: [{ serverId: '192.168.76.1' }] },
      });
    });

    it('a probe says so when another program has port 68', async () => {
      await unit.ip('address', 'add', '192.168.76.9/23', 'dev', 'eth0');
      const taker = unit.spawn(process.execPath, [
        '-e',
        "require('dgram').createSocket('udp4').bind(68, () => console.log('{\"event\":\"bound\"}'))",
      ]);
      await new Facts(taker).next({ event: 'bound' });
      const { result } = await new Facts(unit.node(AGENT, 'probe', 'eth0')).next({
        event: 'probed',
      });
      expect(result).toMatchObject({ kind: 'could-not-listen' });
    });
  },
);
