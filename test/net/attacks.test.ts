/** What a unit, or something that plays one, may try to get at another's key: refused, logged, held. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mac } from '../../main/contract/values.ts';
import { cleanUp, type Line } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import { isp, type LabStation, quieten, Switch, skipNote, startIn, whyNot } from './station-lab.ts';
import { type Chain, curl, fetchFile, leaseByUdhcpc, playChain, STATION } from './unit-by-hand.ts';

const skipped = whyNot('udhcpc', 'curl', 'openssl', 'busybox');
const VICTIM = '000e08aabb01';
const THIEF = '000e08aabb02';
const TWIN = '000e08aabb03';
const LAPTOP = '020000000004';
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
    station = await startIn(bench, ['--interface', 'bench0', '--no-checks', ...isp]);
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
    }
    expect(String(await fetchFile(laptop, '/spa962.cfg'))).not.toContain('--key');
    await isLogged(/02:00:00:00:00:04 uses the address/);
  });
});
