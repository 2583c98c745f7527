/** The station against programs it does not know: DHCP, TFTP and HTTP clients, openssl, logger. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatMac } from '../../main/contract/values.ts';
import { cleanUp, type Line, temporaryDir } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import {
  isInstalled,
  isp,
  type LabStation,
  quieten,
  Switch,
  skipNote,
  startIn,
  whyNot,
} from './station-lab.ts';
import { curl, leaseByUdhcpc, parameterOf, playChain, STATION } from './unit-by-hand.ts';

const skipped = whyNot('udhcpc', 'curl', 'openssl');
const QUIET_SECONDS = 3;
/** Longer than the quiet and the longest search for a sign of life together. */
const NEVER_MS = (QUIET_SECONDS + 12) * 1000;
const PHONE = '000e08aabb01';
const OTHER = '000e08aabb02';

describe.skipIf(skipped !== null)(`real clients${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let dir: string;
  let station: LabStation;
  let phone: Namespace;
  let other: Namespace;
  /** The phone's bootstrap passphrase. */
  let bootstrap = '';

  const unit = async (mac: string): Promise<Line> => (await station.done('unit', mac))[0] ?? {};
  const becomesVerified = (mac: string) =>
    station.until(([line]) => line?.stage === 'VERIFIED', 20_000, 'unit', mac);

  beforeAll(async () => {
    dir = temporaryDir();
    const wire = await Switch.in(lab);
    const bench = await lab.namespace('station');
    await quieten(bench);
    await wire.plug(bench, 'bench0');
    await bench.up('bench0', `${STATION}/23`);
    phone = await wire.unit('phone', PHONE);
    other = await wire.unit('other', OTHER);
    const quiet = ['--quiet', String(QUIET_SECONDS), '--ports', 'dns=53,ntp=123'];
    station = await startIn(bench, ['--interface', 'bench0', '--no-checks', ...isp, ...quiet]);
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  it('udhcpc with the vendor class and MAC of a unit gets a lease and option 66', async () => {
    const told = await leaseByUdhcpc(phone, 'LINKSYS SPA-962');
    expect(told).toMatchObject({
      ip: '192.168.76.20',
      siaddr: STATION,
      tftp: STATION,
      serverid: STATION,
      mask: '23',
      lease: '3600',
      dns: STATION,
      ntpsrv: STATION,
    });
    expect(await unit(PHONE)).toMatchObject({ address: '192.168.76.20', model: 'SPA962' });
  });

  it.skipIf(!isInstalled('dhclient'))(
    'dhclient reads option 66 as a name without a NUL',
    async () => {
      const script = join(dir, 'dhclient.sh');
      const conf = join(dir, 'dhclient.conf');
      const leases = join(dir, 'dhclient.leases');
      const say = `[ -n "$new_ip_address" ] && ip address replace "$new_ip_address/23" dev eth0`;
      writeFileSync(script, `#!/bin/sh\n${say}\nexit 0\n`, { mode: 0o755 });
      const asks = 'request subnet-mask, tftp-server-name, dhcp-lease-time;';
      writeFileSync(conf, `send vendor-class-identifier "Cisco SPA504G";\n${asks}\n`);
      const files = ['-sf', script, '-cf', conf, '-lf', leases, '-pf', join(dir, 'dhclient.pid')];
      const { code, stderr } = await other.exec('dhclient', '-4', '-1', '-v', ...files, 'eth0');
      expect(code, stderr).toBe(0);
      // ISC's lease file shows a NUL or any other unprintable byte as an octal escape.
      expect(readFileSync(leases, 'utf8')).toContain(`option tftp-server-name "${STATION}";`);
      expect(await unit(OTHER)).toMatchObject({ address: '192.168.76.21', model: 'SPA504G' });
    },
  );

  it.skipIf(!isInstalled('dig') || !isInstalled('ntpdig'))(
    'dig gets the station for the name of the rule alone, ntpdig its time',
    async () => {
      const ask = (...args: string[]) => phone.exec('dig', `@${STATION}`, ...args);
      expect((await ask('+short', 'prov.example.net')).stdout.trim()).toBe(STATION);
      expect((await ask('+short', '+tcp', 'prov.example.net')).stdout.trim()).toBe(STATION);
      expect((await ask('example.net')).stdout).toContain('status: REFUSED');
      const time = await phone.exec('ntpdig', '-j', STATION);
      expect(time.code, time.stderr).toBe(0);
      expect(JSON.parse(time.stdout)).toMatchObject({ host: STATION, stratum: 10 });
    },
  );

  it('tftp-hpa, atftp and curl over TFTP and HTTP get the same common profile', async () => {
    const [hpa, at] = ['hpa', 'at'].map((name) => join(dir, `${name}.cfg`));
    const got = [
      (await curl(phone, `tftp://${STATION}//spa962.cfg`)).bytes,
      (await curl(phone, `http://${STATION}/spa962.cfg`)).bytes,
    ];
    if (isInstalled('tftp') && hpa) {
      await phone.exec('tftp', '-m', 'binary', STATION, '-c', 'get', '/spa962.cfg', hpa);
      got.push(readFileSync(hpa));
    }
    if (isInstalled('atftp') && at) {
      await phone.exec('atftp', '--get', '-r', '/spa962.cfg', '-l', at, STATION);
      got.push(readFileSync(at));
    }
    const [first] = got;
    expect(parameterOf(String(first), 'Profile_Rule')).toMatch(/^\[--key [0-9a-f]{64}\] tftp:/);
    expect(got.map(String)).toEqual(got.map(() => String(first)));
  });

  it('curl, openssl and gunzip lead a unit through the chain, and the station says VERIFIED', async () => {
    const chain = await playChain(phone, PHONE, 'spa962.cfg');
    bootstrap = chain.bootstrap;
    expect(chain.key).toMatch(/^[0-9a-f]{64}$/);
    expect(chain.own).toContain(`<Syslog_Server>${STATION}</Syslog_Server>`);
    for (const file of [chain.common, chain.own, chain.rehearsal]) {
      expect(parameterOf(file, 'Resync_Periodic')).toBe('5');
      expect(parameterOf(file, 'Resync_Error_Retry_Delay')).toBe('10');
    }
    expect(chain.last).toContain('<Syslog_Server></Syslog_Server>');
    expect(parameterOf(chain.last, 'Profile_Rule')).toBe(
      '[--key $SA] http://prov.example.net/p/$B/spa$PSN.cfg',
    );
    expect(parameterOf(chain.last, 'Resync_Periodic')).toBe('3600');
    expect(chain.last).not.toContain(STATION);
    expect(await unit(PHONE)).toMatchObject({ stage: 'SEC-PRV-2' });

    const { lines } = await becomesVerified(PHONE);
    const [shown] = lines;
    const evidence = shown?.evidence as { kind: string; detail: string }[];
    expect(evidence.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['dhcp', 'served', 'proved', 'alive', 'verified']),
    );
    expect(evidence.filter(({ kind }) => kind === 'proved')).toHaveLength(3);
    const files = shown?.files as { complete: boolean; name: string }[];
    expect(files.at(-1)).toMatchObject({ complete: true });
    for (const secret of [chain.key, chain.bootstrap]) {
      expect(JSON.stringify([shown, await station.done('log')])).not.toContain(secret);
    }
  });

  it.skipIf(!isInstalled('logger'))("logger's syslog lines appear in the unit's log", async () => {
    const colons = formatMac(PHONE, 'colon');
    const to = ['-n', STATION, '-P', '514', '-d'];
    await phone.exec('logger', ...to, '--rfc3164', '-p', 'local0.warning', 'hello from the lease');
    await phone.exec('logger', ...to, '--rfc5424', '-t', 'SPA962', `${colons} names itself`);
    const { lines } = await station.until(
      (all) => all.some(({ msg }) => String(msg).includes('names itself')),
      5000,
      ...['log', '--unit', PHONE],
    );
    const said = lines.filter(({ source }) => source === 'syslog');
    expect(said).toMatchObject([
      { mac: PHONE, address: '192.168.76.20', facility: 16, severity: 4 },
      { mac: PHONE, facility: 1, severity: 5 },
    ]);
    expect(String(said[0]?.msg)).toContain('hello from the lease');
    expect(String(said[0]?.raw)).toMatch(/^<132>/);
  });

  it.skipIf(!isInstalled('tshark'))(
    'tshark opens what was captured of it, and finds nothing wrong with any packet',
    async () => {
      const file = join(dir, 'phone.pcap');
      const [told] = await station.done('capture', PHONE, '--out', file);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const checks = ['ip.check_checksum', 'udp.check_checksum'].flatMap((name) => [
        ...['-o', `${name}:TRUE`],
      ]);
      const shown = [
        ...['frame.protocols', 'ip.checksum.status', 'udp.checksum.status', 'ip.src', 'ip.dst'],
        ...['_ws.expert.message', 'dhcp.option.tftp_server_name', 'tftp.source_file'],
        ...['syslog.msg', 'dhcp.hw.mac_addr', 'frame.encap_type'],
      ];
      const fields = shown.flatMap((field) => ['-e', field]);
      const text = execFileSync(
        'tshark',
        ['-r', file, '-n', '-T', 'fields', '-E', 'occurrence=f', ...checks, ...fields],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      const packets = text
        .trimEnd()
        .split('\n')
        .map((line) => {
          const values = line.split('\t');
          return Object.fromEntries(shown.map((field, at) => [field, values[at] ?? '']));
        });
      expect(told).toMatchObject({ packets: packets.length, dropped: 0 });
      // Encapsulation 7 is raw IP, status 1 is "good".
      for (const packet of packets) {
        expect(packet).toMatchObject({ 'frame.encap_type': '7', '_ws.expert.message': '' });
        expect(packet).toMatchObject({ 'ip.checksum.status': '1', 'udp.checksum.status': '1' });
      }
      const all = (field: string) => new Set(packets.flatMap((packet) => packet[field] || []));
      const protocols = [...all('frame.protocols')].map((stack) =>
        stack.slice('raw:ip:udp:'.length),
      );
      const needed = ['dhcp', 'tftp', 'syslog', 'tftp:data'];
      expect(protocols).toEqual(expect.arrayContaining(needed));
      // dig and ntpdig may not be there.
      expect([...needed, 'dns', 'ntp']).toEqual(expect.arrayContaining(protocols));
      expect(packets[0]).toMatchObject({ 'ip.src': '0.0.0.0', 'ip.dst': '255.255.255.255' });
      expect(all('dhcp.hw.mac_addr')).toEqual(new Set([formatMac(PHONE, 'colon')]));
      expect(all('dhcp.option.tftp_server_name')).toEqual(new Set([STATION]));
      expect([...all('tftp.source_file')].join(' ')).toMatch(
        /\/spa962\.cfg .*\/p\/000e08aabb01\.cfg/,
      );
      expect([...all('syslog.msg')].join(' ')).toContain('hello from the lease');
      // The common file is in it in clear, the passphrase in its rule is not.
      const bytes = readFileSync(file, 'latin1');
      expect(bytes).toMatch(/<Profile_Rule>\[--key \*{64}\] tftp:/);
      expect(bytes).not.toContain(bootstrap);
    },
  );

  it('a unit unplugged right after its last file is never verified, until it is back', async () => {
    if (!isInstalled('dhclient')) await leaseByUdhcpc(other, 'Cisco SPA504G');
    await playChain(other, OTHER, 'spa504G.cfg');
    await other.ip('address', 'flush', 'dev', 'eth0');
    await sleep(NEVER_MS);
    expect(await unit(OTHER)).toMatchObject({ stage: 'SEC-PRV-2' });

    await other.ip('address', 'add', '192.168.76.21/23', 'dev', 'eth0');
    const { lines } = await becomesVerified(OTHER);
    expect(lines[0]).toMatchObject({ stage: 'VERIFIED', condition: 'ok' });
  });
});
