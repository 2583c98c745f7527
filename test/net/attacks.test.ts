/** What a unit, or something that plays one, may try to get at another's key: refused, logged, held. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mac } from '../../main/contract/values.ts';
import {
  issueServer,
  issueUnit,
  newPracticeCa,
} from '../../main/station/certificates/practice-ca.ts';
import { newKeyPair } from '../../main/station/certificates/request.ts';
import { cleanUp, type Line, temporaryDir } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import { isp, type LabStation, quieten, Switch, skipNote, startIn, whyNot } from './station-lab.ts';
import { type Chain, curl, fetchFile, leaseByUdhcpc, playChain, STATION } from './unit-by-hand.ts';

const skipped = whyNot('udhcpc', 'curl', 'openssl', 'busybox');
const VICTIM = '000e08aabb01';
const THIEF = '000e08aabb02';
const TWIN = '000e08aabb03';
const LAPTOP = '020000000004';
const HOST = 'prov.example.net';
const serialOf: Record<Mac, string> = { [VICTIM]: 'MM500H300101', [THIEF]: 'MM500H300102' };
const addressOf: Record<Mac, string> = {};

describe.skipIf(skipped !== null)(`attacks${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let station: LabStation;
  let victim: Namespace;
  let thief: Namespace;
  let twin: Namespace;
  let again: Namespace;
  let laptop: Namespace;
  let chain: Chain;

  const unit = async (mac: string): Promise<Line> => (await station.done('unit', mac))[0] ?? {};
  const isHeld = (mac: string, why: RegExp) =>
    station.until(
      ([line]) => line?.condition === 'failed' && why.test(String(line.reason)),
      10_000,
      ...['unit', mac],
    );
  const isLogged = (why: RegExp) =>
    station.until((lines) => lines.some(({ msg }) => why.test(String(msg))), 10_000, 'log');
  const lease = async (mac: Mac, namespace: Namespace) => {
    addressOf[mac] = (await leaseByUdhcpc(namespace, 'LINKSYS SPA-962')).ip ?? '';
  };

  /** Of the units' certificates, and `root.crt`. */
  const pems = temporaryDir();
  /** As a unit with that certificate asks for it by HTTPS. */
  const https = (unit: Namespace, as: Mac, path: string, ...more: string[]) => {
    const tls = ['--cacert', join(pems, 'root.crt'), '--cert', join(pems, `${as}.pem`)];
    const there = ['--connect-to', `${HOST}:443:${STATION}:443`];
    return curl(unit, `https://${HOST}${path}`, ...tls, ...there, ...more);
  };
  /** A station's folder with a certificate, and certificates of these units: what the maker would sign. */
  const certified = async (...macs: Mac[]): Promise<string> => {
    const now = Date.now();
    const ca = await newPracticeCa(now);
    const { publicKey, privateKey } = await newKeyPair(2048);
    const server = issueServer(ca, { commonName: HOST, host: HOST, publicKey, now });
    const dir = temporaryDir();
    mkdirSync(join(dir, 'certificates'));
    writeFileSync(join(dir, 'certificates/server.pem'), `${privateKey}${server}`);
    writeFileSync(join(dir, 'certificates/client-root.pem'), ca.certificate);
    writeFileSync(join(pems, 'root.crt'), ca.certificate);
    for (const mac of macs) {
      const unit = { product: 'SPA-962', serial: serialOf[mac] ?? '', mac };
      const { privateKey: key, certificate } = await issueUnit(ca, unit, now);
      writeFileSync(join(pems, `${mac}.pem`), `${key}${certificate}`);
    }
    return dir;
  };

  beforeAll(async () => {
    const wire = await Switch.in(lab);
    const bench = await lab.namespace('station');
    await quieten(bench);
    await wire.plug(bench, 'bench0');
    await bench.up('bench0', `${STATION}/23`);
    victim = await wire.unit('victim', VICTIM);
    thief = await wire.unit('thief', THIEF);
    twin = await wire.unit('twin', TWIN);
    again = await wire.unit('again', TWIN);
    laptop = await wire.unit('laptop', LAPTOP);
    const card = ['--interface', 'bench0', '--no-checks', '--https', 'asked', '--quiet', '1'];
    station = await startIn(bench, [...card, ...isp], await certified(VICTIM, THIEF));
    await lease(VICTIM, victim);
    await lease(THIEF, thief);
    chain = await playChain(victim, VICTIM, 'spa962.cfg');
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  it("a unit that asks for another's files by TFTP or HTTP gets none and is held", async () => {
    const paths = [`/p/${VICTIM}.cfg`, `/profile/${chain.directory}/spa962.cfg`];
    expect(await fetchFile(thief, paths[0] ?? '')).toBeNull();
    await isHeld(THIEF, /another unit's file/);
    for (const path of paths) {
      expect(await fetchFile(thief, path)).toBeNull();
      const { bytes, said } = await curl(thief, `http://${STATION}${path}`);
      expect(bytes).toBeNull();
      expect(said).toMatch(/^403/);
    }
    await isHeld(THIEF, /another unit's file/);
    await isLogged(/another unit's file/);
    expect(await unit(VICTIM)).toMatchObject({ condition: 'ok' });
    expect(String(await fetchFile(thief, '/spa962.cfg'))).not.toContain('--key');
    expect(await fetchFile(thief, `/p/${THIEF}.cfg`)).toBeNull();
  });

  it('by HTTPS, too, whatever it names; and nobody writes over a profile', async () => {
    const junk = join(pems, 'junk');
    writeFileSync(junk, '<flat-profile/>');
    const agent = (mac: Mac) => ['-A', `cisco/SPA962-6.1.5(a) (${serialOf[mac]})`];
    const own = `/p/${THIEF}.cfg`;
    const others = `/p/${VICTIM}.cfg`;
    // Each ends in words of its own, so that each is seen to hold the unit.
    const tries: [why: RegExp, ask: () => ReturnType<typeof curl>][] = [
      [/Asked for .*asks for a file of/, () => https(thief, THIEF, others)],
      [/another unit's file/, () => https(thief, THIEF, `/profile/${chain.directory}/spa962.cfg`)],
      [/names serial MM500H300101/, () => https(thief, THIEF, own, ...agent(VICTIM))],
      [/its lease of 00:0E:08:AA:BB:02/i, () => https(thief, VICTIM, others)],
      [/Sent .*asks for a file of/, () => https(thief, THIEF, others, '-T', junk)],
      [/write over \/p\/000e08aabb02/, () => https(thief, THIEF, own, '-T', junk)],
      [
        /write over \/p\/000e08aabb01/,
        () => curl(thief, `tftp://${STATION}/${others}`, '-T', junk),
      ],
    ];
    await station.done('again', THIEF);
    for (const [why, ask] of tries) {
      const { bytes, said } = await ask();
      expect(bytes).toBeNull();
      // 69: the ERROR packet says access violation.
      expect(said).toMatch(/^403|curl: \(69\)/);
      await isHeld(THIEF, why);
    }
    expect((await https(thief, THIEF, own)).said).toMatch(/^403/);
    const log = JSON.stringify(await station.done('log'));
    for (const why of [
      /asks for a file of/,
      /another unit's file/,
      /names serial/,
      /its lease of/,
    ]) {
      expect(log).toMatch(why);
    }
    expect(log.match(/an upload over a profile/g)?.length).toBeGreaterThan(1);
    expect(await unit(VICTIM)).toMatchObject({ condition: 'ok' });
  });

  it('a bound unit that begins anew gets the holding profile and no key', async () => {
    const list = join(pems, 'accounts.csv');
    writeFileSync(list, 'account;name;allowed\nA1;Ada;1\n');
    await station.done('accounts', 'import', list);
    await station.until(([line]) => line?.stage === 'VERIFIED', 20_000, 'unit', VICTIM);
    await station.done('scan', VICTIM, 'A1');
    const own = `/p/${VICTIM}.cfg`;
    const common = String(await fetchFile(victim, '/spa962.cfg'));
    expect(common).not.toContain('--key');
    expect(common).not.toContain(chain.bootstrap);
    expect(await fetchFile(victim, own)).toBeNull();
    expect(await fetchFile(victim, `/profile/${chain.directory}/spa962.cfg`)).toBeNull();
    for (const path of [own, '/cisco', `/profile/${chain.directory}/${chain.lastName}.cfg`]) {
      expect((await https(victim, VICTIM, path)).said).toMatch(/^403/);
    }
    const { account, evidence } = await unit(VICTIM);
    expect(account).toBe('A1');
    expect(JSON.stringify(evidence)).toMatch(/"held".{0,40}bound and asks for the common file/);
    await isLogged(/bound or held/);
  });

  it('a second unit with the same MAC is held once its serial is another', async () => {
    await lease(TWIN, twin);
    const says = (serial: string) => ['-A', `Linksys/SPA962-6.1.5(a) (${serial})`];
    const common = `http://${STATION}/spa962.cfg`;
    expect(String((await curl(twin, common, ...says('MM500H300001'))).bytes)).toContain('--key');
    await twin.ip('link', 'set', 'dev', 'eth0', 'down');
    await lease(TWIN, again);
    const { bytes, said } = await curl(again, common, ...says('MM500H300002'));
    expect(bytes).toBeNull();
    expect(said).toMatch(/^403/);
    await isHeld(TWIN, /names serial MM500H300002/);
    await isLogged(/names serial MM500H300002/);
    expect(String(await fetchFile(again, '/spa962.cfg'))).not.toContain('--key');
  });

  it('whoever takes the address of a unit gets nothing of it, and the unit is held', async () => {
    await victim.ip('link', 'set', 'dev', 'eth0', 'down');
    const address = addressOf[VICTIM] ?? '';
    await laptop.ip('address', 'add', `${address}/23`, 'dev', 'eth0');
    // Its question for the station's MAC makes the station's neighbour table name it.
    await laptop.exec('busybox', 'ping', '-c', '1', '-W', '1', '-I', address, STATION);
    expect(await fetchFile(laptop, `/p/${VICTIM}.cfg`)).toBeNull();
    await isHeld(VICTIM, /02:00:00:00:00:04 uses the address/);
    for (const path of [`/p/${VICTIM}.cfg`, `/profile/${chain.directory}/spa962.cfg`]) {
      expect(await fetchFile(laptop, path)).toBeNull();
      expect((await curl(laptop, `http://${STATION}${path}`)).bytes).toBeNull();
      expect((await https(laptop, THIEF, path)).said).toMatch(/^403/);
    }
    expect(String(await fetchFile(laptop, '/spa962.cfg'))).not.toContain('--key');
    await isLogged(/02:00:00:00:00:04 uses the address/);
    // What is for a unit is told to no other.
    const { code, lines } = await station.run('resync', VICTIM);
    expect([code, lines[0]?.code]).toEqual([1, 'ANOTHER_UNIT']);
  });
});
