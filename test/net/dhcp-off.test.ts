/** A bench with its own DHCP server: the neighbour table alone tells which unit asks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, type Line } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import { isp, type LabStation, quieten, Switch, skipNote, startIn, whyNot } from './station-lab.ts';
import { curl, fetchFile, parameterOf, playChain, STATION } from './unit-by-hand.ts';

const skipped = whyNot('busybox', 'curl', 'openssl');
const QUIET_SECONDS = 2;
const ONE = '000e08aabb01';
const TWO = '000e08aabb02';
const ADDRESS_OF_ONE = '192.168.76.51/23';
const PC = '020000000003';

describe.skipIf(skipped !== null)(`a bench without our DHCP${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let bench: Namespace;
  let station: LabStation;
  let one: Namespace;
  let two: Namespace;
  let pc: Namespace;

  const stageOf = async (mac: string): Promise<Line> => (await station.done('unit', mac))[0] ?? {};

  beforeAll(async () => {
    const wire = await Switch.in(lab);
    bench = await lab.namespace('station');
    await quieten(bench);
    await wire.plug(bench, 'bench0');
    await bench.up('bench0', `${STATION}/23`);
    one = await wire.unit('one', ONE);
    two = await wire.unit('two', TWO);
    pc = await wire.unit('pc', PC);
    await one.ip('address', 'add', ADDRESS_OF_ONE, 'dev', 'eth0');
    await two.ip('address', 'add', '192.168.76.52/23', 'dev', 'eth0');
    await pc.ip('address', 'add', '192.168.76.53/23', 'dev', 'eth0');
    const args = ['--interface', 'bench0', '--ports', 'dhcp=off', '--quiet', `${QUIET_SECONDS}`];
    station = await startIn(bench, [...args, ...isp]);
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  it('gives each unit its own bootstrap key by its MAC, and a PC the holding profile', async () => {
    const ruleFor = async (unit: Namespace) =>
      parameterOf(String(await fetchFile(unit, '/spa962.cfg')), 'Profile_Rule');
    const [first, second] = [await ruleFor(one), await ruleFor(two)];
    expect(first).toMatch(/^\[--key [0-9a-f]{64}\]/);
    expect(second).toMatch(/^\[--key [0-9a-f]{64}\]/);
    expect(second).not.toBe(first);
    expect(await ruleFor(one)).toBe(first);
    expect(await ruleFor(pc)).not.toContain('--key');
  });

  it('gives a unit its own file, and refuses it that of another over TFTP and HTTP', async () => {
    expect(await fetchFile(one, `/p/${ONE}.cfg`)).not.toBeNull();
    for (const thief of [one, pc]) {
      expect(await fetchFile(thief, `/p/${TWO}.cfg`)).toBeNull();
      const { said } = await curl(thief, `http://${STATION}/p/${TWO}.cfg`);
      expect(said).toMatch(/^403/);
    }
    expect(await fetchFile(two, `/p/${TWO}.cfg`)).not.toBeNull();
  });

  it('refuses the files of a directory to everybody but its unit', async () => {
    const chain = await playChain(two, TWO, 'spa962.cfg');
    for (const name of ['spa962.cfg', `${chain.lastName}.cfg`]) {
      expect(await fetchFile(one, `/profile/${chain.directory}/${name}`)).toBeNull();
    }
    const isVerified = ([line]: Line[]) => line?.stage === 'VERIFIED';
    await station.until(isVerified, 20_000, 'unit', TWO);
  });

  it('does not take another unit, plugged in with the same address, for a sign of life', async () => {
    // It asked for the other's files and is held.
    await station.done('again', ONE);
    await playChain(one, ONE, 'spa962.cfg');
    await one.ip('link', 'set', 'dev', 'eth0', 'down');
    await two.ip('address', 'add', ADDRESS_OF_ONE, 'dev', 'eth0');
    // Its question for the station's MAC makes the station's neighbour table name the other unit.
    await two.ip('neigh', 'flush', 'dev', 'eth0');
    await speak(two, ADDRESS_OF_ONE);
    const { stdout } = await bench.exec('ip', 'neigh', 'show', 'dev', 'bench0');
    expect(stdout).toMatch(/192\.168\.76\.51 lladdr 00:0e:08:aa:bb:02/);
    await sleep((QUIET_SECONDS + 12) * 1000);
    expect(await stageOf(ONE)).toMatchObject({ stage: 'SEC-PRV-2' });

    await two.ip('address', 'del', ADDRESS_OF_ONE, 'dev', 'eth0');
    await one.ip('link', 'set', 'dev', 'eth0', 'up');
    await speak(one, ADDRESS_OF_ONE);
    const isVerified = ([line]: Line[]) => line?.stage === 'VERIFIED';
    await station.until(isVerified, 20_000, 'unit', ONE);
  });

  it('looks up the servers of its rules, and says that from here none answers', async () => {
    const { code, lines } = await station.run('servers');
    expect(code).toBe(1);
    expect(lines).toMatchObject([{ host: 'prov.example.net', addresses: [] }]);
    expect(lines[0]?.problem).toContain('no DNS server');
  });
});

/** One packet from that address, so that its ARP question is heard; whether an echo comes is no matter. */
async function speak(unit: Namespace, address: string): Promise<void> {
  const from = address.replace(/\/\d+$/, '');
  await unit.exec('busybox', 'ping', '-c', '1', '-W', '1', '-I', from, STATION);
}
