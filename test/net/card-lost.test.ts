/** The bench card's comings and goings: cable out, address gone, adapter unplugged. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, type Line, type Program } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import {
  isp,
  type LabStation,
  packetsOf,
  quieten,
  skipNote,
  startIn,
  whyNot,
} from './station-lab.ts';
import { curl, leaseByUdhcpc, STATION } from './unit-by-hand.ts';

const skipped = whyNot('udhcpc', 'curl');
const UNIT = '000e08aabb01';
const UNIT_ADDRESS = '192.168.76.20/23';

describe.skipIf(skipped !== null)(`a bench card that comes and goes${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let bench: Namespace;
  let unit: Namespace;
  let station: LabStation;
  let log: Program;

  /** The station's own line about it that comes after `since`, and how long it took. */
  const said = async (text: string, since: number): Promise<number> => {
    const line = await log.line(
      ({ source, msg, at }) =>
        source === 'station' && String(msg).includes(text) && Date.parse(String(at)) >= since,
    );
    return Date.parse(String(line.at)) - since;
  };
  const status = async (): Promise<Line> => (await station.done('status'))[0] ?? {};
  /** Milliseconds until the unit gets its file again. */
  const servedAfter = async (since: number): Promise<number> => {
    for (;;) {
      const { bytes, said: why } = await curl(unit, `tftp://${STATION}//spa962.cfg`);
      if (bytes !== null) return Date.now() - since;
      if (Date.now() - since > 15_000) throw new Error(`not served again: ${why}`);
    }
  };
  const cable = async (): Promise<void> => {
    await lab.cable(bench, 'bench0', unit, 'eth0');
    await unit.ip('link', 'set', 'dev', 'eth0', 'address', '00:0e:08:aa:bb:01');
    await bench.up('bench0', `${STATION}/23`);
    await unit.up('eth0');
  };

  beforeAll(async () => {
    bench = await lab.namespace('station');
    unit = await lab.namespace('unit');
    await quieten(bench);
    await quieten(unit);
    await cable();
    station = await startIn(bench, ['--interface', 'bench0', '--no-checks', ...isp]);
    log = station.follow('log', '--follow');
    await leaseByUdhcpc(unit, 'LINKSYS SPA-962');
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  it('says within 2 s that the cable is out, sends nothing, and serves within 5 s of its return', async () => {
    const out = Date.now();
    await unit.ip('link', 'set', 'dev', 'eth0', 'down');
    expect(await said('No link on the bench card', out)).toBeLessThan(2000);
    const before = await packetsOf(bench, 'bench0');
    expect(await status()).toMatchObject({ state: 'no-link', ports: { tftp: { port: 69 } } });
    const [shown] = await station.done('unit', UNIT);
    expect(shown).toMatchObject({ condition: 'link-lost' });
    expect((await packetsOf(bench, 'bench0')).tx).toBe(before.tx);

    const back = Date.now();
    await unit.ip('link', 'set', 'dev', 'eth0', 'up');
    expect(await servedAfter(back)).toBeLessThan(5000);
    expect(await said('running', back)).toBeLessThan(5000);
    expect(await status()).toMatchObject({ state: 'running', problem: null });
    expect((await station.done('unit', UNIT))[0]).toMatchObject({ condition: 'ok' });
  });

  it('stops serving when the address is taken away, and goes on when it is given back', async () => {
    const out = Date.now();
    await bench.ip('address', 'del', `${STATION}/23`, 'dev', 'bench0');
    expect(await said('lost its address', out)).toBeLessThan(2500);
    expect(await status()).toMatchObject({ state: 'no-link' });

    const back = Date.now();
    await bench.ip('address', 'add', `${STATION}/23`, 'dev', 'bench0');
    expect(await said('running', back)).toBeLessThan(5000);
    expect(await servedAfter(back)).toBeLessThan(8000);
  });

  it('serves again on a card that was unplugged and put back, leases and all', async () => {
    const out = Date.now();
    await bench.ip('link', 'del', 'bench0');
    expect(await said('is gone', out)).toBeLessThan(2500);
    expect(await status()).toMatchObject({ state: 'no-link' });

    const back = Date.now();
    await cable();
    expect(await said('running', back)).toBeLessThan(5000);
    await unit.ip('address', 'add', UNIT_ADDRESS, 'dev', 'eth0');
    expect(await servedAfter(back)).toBeLessThan(8000);
    const { bytes } = await curl(unit, `http://${STATION}/spa962.cfg`);
    // The lease still tells who asks: the common profile, not the holding one.
    expect(String(bytes)).toContain('--key');
    await unit.ip('address', 'flush', 'dev', 'eth0');
    expect(await leaseByUdhcpc(unit, 'LINKSYS SPA-962')).toMatchObject({ ip: '192.168.76.20' });
  });
});
