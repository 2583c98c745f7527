/** A bad wire, and a station that is killed: every unit still verifies, with the key and address it was given first. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, type Line, Program, temporaryDir } from '../cli/station-process.ts';
import type { Cable } from '../kit/bad-cable.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import {
  isp,
  type LabStation,
  quieten,
  simulateIn,
  skipNote,
  startIn,
  whyNot,
} from './station-lab.ts';

const UNITS = 100;
/** Plugged in while the station is killed; a full bench of them: bench/reliability.sh 4. */
const MORE = Number(process.env.SPA_BENCH_FAULT_UNITS ?? 40);
const bad: Cable = { seed: 7, lose: 0.1, double: 0.05, reorder: 0.1, delayMs: 10 };
const good: Cable = { seed: 1, lose: 0, double: 0, reorder: 0, delayMs: 0 };
const options = ['--interface', 'bench0', ...isp, '--quiet', '4'];
const skipped = whyNot();

describe.skipIf(skipped !== null)(`a bad bench${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let bench: Namespace;
  let field: Namespace;
  let between: Namespace;
  let station: LabStation;

  beforeAll(async () => {
    bench = await lab.namespace('station');
    field = await lab.namespace('units');
    between = await lab.namespace('cable');
    for (const each of [bench, field, between]) await quieten(each);
    await lab.cable(bench, 'bench0', between, 'a');
    await lab.cable(field, 'eth0', between, 'b');
    for (const end of ['a', 'b']) {
      await between.ip('link', 'set', 'dev', end, 'promisc', 'on', 'up');
    }
    await bench.up('bench0', '192.168.76.1/23');
    await field.up('eth0');
    station = await startIn(bench, options);
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  async function plugIn(cable: Cable): Promise<Program> {
    const program = resolve(import.meta.dirname, '../kit/bad-cable.ts');
    const node = ['netns', 'exec', between.name, process.execPath, '--no-warnings', program];
    const wire = new Program('ip', [...node, 'a', 'b', JSON.stringify(cable)]);
    await wire.line(({ event }) => event === 'ready');
    return wire;
  }

  function fleetOf(units: number, ...more: string[]): Program {
    const args = [
      '--units',
      String(units),
      '--scale',
      '0.02',
      '--linger',
      '60',
      '--resend',
      '0.5',
      ...more,
    ];
    return simulateIn(field, 'eth0', ...args);
  }

  async function keys(): Promise<Line[]> {
    const file = join(temporaryDir(), 'keys.jsonl');
    await station.done('keys', 'export', '--out', file);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line): Line => JSON.parse(line));
  }

  /** Every unit reaches its goal and is verified. */
  async function allVerified(
    fleet: Program,
    units: number,
    of: (unit: Line) => boolean,
  ): Promise<Line[]> {
    const isDone = (unit: Line) => unit.stage === 'VERIFIED' && unit.condition === 'ok';
    const { lines } = await station
      .until((all) => all.filter(of).length === units && all.every(isDone), 120_000, 'units')
      .catch(async () => {
        // How far one of the others came is what helps.
        const late = (await station.done('units')).find((unit) => !isDone(unit));
        throw new Error(JSON.stringify(await station.done('unit', String(late?.mac))));
      });
    const { code, lines: said, stderr } = await fleet.stop('SIGTERM');
    console.info(JSON.stringify(said[0]));
    expect(code, stderr.slice(-2000)).toBe(0);
    const distinct = { addresses: units, keys: units, directories: units };
    expect(said[0]).toMatchObject({ reachedGoal: units, distinct });
    return lines;
  }

  it(`${UNITS} units verify over a cable that loses, doubles, delays and reorders`, async () => {
    const wire = await plugIn(bad);
    const lines = await allVerified(fleetOf(UNITS, '--timeout', '120'), UNITS, () => true);
    expect(lines).toHaveLength(UNITS);
    const [, did] = (await wire.stop('SIGTERM')).lines;
    console.info(`the cable: ${JSON.stringify(did)}`);
    for (const what of ['lost', 'doubled', 'reordered']) {
      expect(did?.[what]).toBeGreaterThan(UNITS);
    }
  });

  it(`a kill -9 amid ${MORE} more loses no key, no lease and no unit, and no cable is touched`, async () => {
    const known = new Set((await station.done('units')).map(({ mac }) => mac));
    const isNew = ({ mac }: Line) => !known.has(mac);
    await plugIn(good);
    // Models of other prefixes would have the MACs of the first fleet.
    const others = ['--first-mac', '000e0a000001', '--models', 'SPA962,SPA942,SPA504G'];
    const fleet = fleetOf(MORE, '--timeout', '120', ...others);
    const isOnItsWay = (unit: Line) => isNew(unit) && unit.stage !== 'MFG-RESET';
    await station.until((all) => all.filter(isOnItsWay).length >= MORE / 3, 60_000, 'units');
    const before = { keys: await keys(), units: await station.done('units') };
    station.child.kill('SIGKILL');
    await station.exit;
    station = await startIn(bench, options, station.dir);

    const lines = await allVerified(fleet, MORE, isNew);
    expect(lines).toHaveLength(known.size + MORE);
    expect(await keys()).toEqual(expect.arrayContaining(before.keys));
    const addressOf = new Map(lines.map(({ mac, address }) => [mac, address]));
    const leased = before.units.filter(({ address }) => address !== null);
    expect(leased.filter(isNew).length).toBeGreaterThanOrEqual(MORE / 3);
    expect(leased.map(({ mac }) => addressOf.get(mac))).toEqual(leased.map((unit) => unit.address));
  });
});
