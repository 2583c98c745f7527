/** A full bench: 250 units on one wire, switched on at the same moment, from DISCOVER to billing. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, type Line, temporaryDir } from '../cli/station-process.ts';
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

const UNITS = 250;
const SCANS_PER_CALL = 50;
const skipped = whyNot();

describe.skipIf(skipped !== null)(`a bench of ${UNITS} units${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let out: string;
  let bench: Namespace;
  let field: Namespace;
  let station: LabStation;
  let units: Line[] = [];

  beforeAll(async () => {
    out = temporaryDir();
    bench = await lab.namespace('station');
    field = await lab.namespace('units');
    await quieten(bench);
    await quieten(field);
    await lab.cable(bench, 'bench0', field, 'eth0');
    await bench.up('bench0', '192.168.76.1/23');
    await field.up('eth0');
    station = await startIn(bench, ['--interface', 'bench0', ...isp, '--quiet', '3']);
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  it('reaches VERIFIED with every unit, and nobody repeats a DISCOVER or a read request', async () => {
    const args = ['--units', String(UNITS), '--scale', '0.02', '--timeout', '90', '--linger', '20'];
    const since = performance.now();
    const fleet = simulateIn(field, 'eth0', ...args);
    const isVerified = (line: Line) => line.stage === 'VERIFIED';
    const { lines, afterMs } = await station.until(
      (all) => all.length === UNITS && all.every(isVerified),
      90_000,
      'units',
    );
    units = lines;
    const { lines: printed, code, stderr } = await fleet.end;
    const [summary] = printed;
    console.info(
      `250 units: ${JSON.stringify(summary)}; VERIFIED seen after ${Math.round(afterMs)} ms; run ${Math.round(performance.now() - since)} ms`,
    );
    expect(code, stderr.slice(-2000)).toBe(0);
    expect(summary).toMatchObject({
      units: UNITS,
      reachedGoal: UNITS,
      dhcpResends: 0,
      rrqResends: 0,
      distinct: { addresses: UNITS, keys: UNITS, directories: UNITS },
      failures: [],
    });
    expect(units.every(({ condition }) => condition === 'ok')).toBe(true);
    expect(new Set(units.map(({ address }) => address)).size).toBe(UNITS);
  });

  it('shows what proved the last file of a unit it calls verified: quiet and alive, or a restart', async () => {
    for (const index of [0, UNITS / 2, UNITS - 1]) {
      const [unit] = await station.done('unit', String(units[index]?.mac));
      expect(JSON.stringify(unit?.evidence)).toMatch(/"kind":"(alive|power-cycle)"/);
    }
  });

  it('gives the ISP 250 keys and directories, all different', async () => {
    const file = join(out, 'keys.jsonl');
    await station.done('keys', 'export', '--out', file);
    const keys: Line[] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(keys).toHaveLength(UNITS);
    for (const name of ['mac', 'key', 'directory']) {
      expect(new Set(keys.map((each) => each[name])).size).toBe(UNITS);
    }
  });

  it('binds all of them by scans, and the exported file read back equals the table', async () => {
    const accounts = units.map((_, index) => `00${String(71_000 + index)}`);
    const csv = join(out, 'accounts.csv');
    writeFileSync(
      csv,
      ['account,name', ...accounts.map((each) => `${each},Subscriber`)].join('\n'),
    );
    expect(await station.done('accounts', 'import', csv)).toMatchObject([{ added: UNITS }]);

    const since = performance.now();
    const texts = units.flatMap(({ mac }, index) => [
      String(mac).toUpperCase(),
      accounts[index] ?? '',
    ]);
    const verdicts: unknown[] = [];
    for (let at = 0; at < texts.length; at += SCANS_PER_CALL) {
      const said = await station.done('scan', ...texts.slice(at, at + SCANS_PER_CALL));
      verdicts.push(...said.map(({ verdict }) => verdict));
    }
    expect(verdicts).toEqual(units.flatMap(() => ['held', 'bound']));
    console.info(`500 scans: ${Math.round(performance.now() - since)} ms`);

    const [batch] = await station.done('export', '--preset', 'billing', '--out', out);
    expect(batch).toMatchObject({ batch: 1, rows: UNITS });
    const bytes = readFileSync(String(batch?.file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(batch?.sha256);
    const rows: Record<string, string>[] = parse(bytes, { columns: true });
    const bindings = await station.done('bindings');
    const told = (line: Line) => [
      line.account,
      line.mac,
      line.serial ?? '',
      line.model,
      line.boundAt,
    ];
    expect(rows.map((row) => [row.account, row.mac, row.serial, row.model, row.bound_at])).toEqual(
      bindings.map(told),
    );
    expect(bindings).toHaveLength(UNITS);
    expect(bindings.every((line) => line.state === 'exported' && line.batch === 1)).toBe(true);
    expect(rows.every((row) => row.state === 'VERIFIED' && row.batch === '1')).toBe(true);
  });
});
