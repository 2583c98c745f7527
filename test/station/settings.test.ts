/** Settings people change while the station is there: layers, refusals, and what acts when. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../main/contract/contract.ts';
import type { Preset, SettingsPatch } from '../../main/contract/settings.ts';
import { readSettings } from '../../main/station/settings.ts';
import { openStation, type Station } from '../../main/station/station.ts';
import { openStore } from '../../main/station/store/store.ts';
import { type Bench, isVerified, startBench, unbox, unitWhen } from './chain-kit.ts';

const preset: Preset = {
  name: 'crm',
  columns: [{ field: 'mac', heading: 'MAC' }],
  separator: ';',
  lineEnd: 'lf',
  macNotation: 'colon-upper',
  header: true,
  quoting: 'needed',
  bom: false,
  guardFormulas: true,
};

let dir: string;
let bench: Bench;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-settings-'));
});
afterEach(async () => {
  await bench.close();
  rmSync(dir, { recursive: true, force: true });
});

const change = (patch: SettingsPatch) => bench.ask.settings.change(patch);
const read = () => bench.ask.settings.read();
const refused = (patch: SettingsPatch, code = 'BAD_SETTINGS', place = '') =>
  expect(change(patch)).rejects.toMatchObject({ code, message: expect.stringContaining(place) });

describe('settings', () => {
  it('people set are there after a restart, and told to every page', async () => {
    bench = await startBench({}, dir);
    const { changes } = bench.station;
    const before = changes.seq;
    await change({
      lease: 900,
      unknownUnits: 'refuse',
      labels: { size: '50x30', dpi: 300, station: 'S2' },
    });
    const told = await changesAfter(before);
    expect(told).toContainEqual(
      expect.objectContaining({
        type: 'settings',
        settings: expect.objectContaining({ values: expect.objectContaining({ lease: 900 }) }),
      }),
    );
    await bench.close();
    bench = await startBench({}, dir);
    const { values, nextStart } = await read();
    expect(values).toMatchObject({ lease: 900, unknownUnits: 'refuse', labels: { station: 'S2' } });
    expect(nextStart).toEqual([]);
  });

  it('of the file or the command line win, say so, and cannot be changed', async () => {
    bench = await startBench({}, dir);
    await change({ lease: 900, allowAll: true });
    await bench.close();
    bench = await startBench({ lease: 600 }, dir);
    const { values, fixed } = await read();
    expect(values).toMatchObject({ lease: 600, allowAll: true });
    expect(fixed.toSorted()).toEqual(['interface', 'isp', 'lease', 'ports', 'quiet']);
    await refused({ lease: 1200, allowAll: false }, 'SETTING_FIXED', 'lease');
    expect((await read()).values).toMatchObject({ lease: 600, allowAll: true });
  });

  it.each<[what: string, patch: SettingsPatch, place: string]>([
    ['a lease of seconds', { lease: 5 }, 'lease'],
    ['a pool outside the bench', { pool: { first: '10.9.9.1', last: '10.9.9.9' } }, 'pool'],
    [
      'a pool the wrong way round',
      { pool: { first: '192.168.77.9', last: '192.168.77.1' } },
      'pool',
    ],
    ['a network address as its own', { address: '192.168.76.0' }, 'address'],
    ['a prefix too short', { prefix: 8 }, 'prefix'],
    ['an ISP address no unit can read', { isp: 'nonsense://x y' }, 'isp'],
    ['an ISP address with a password in it', { isp: 'http://me:secret@prov.example.net/p' }, 'isp'],
    ['a preset name that is a path', { presets: [{ ...preset, name: '../x' }] }, 'presets.0.name'],
    ['two presets of a name', { presets: [preset, { ...preset, name: 'CRM' }] }, 'presets'],
    ['another billing preset', { presets: [{ ...preset, name: 'billing' }] }, 'presets'],
    ['limits no bench needs', { limits: { ask: 1, next: 60, failed: 300 } }, 'limits.ask'],
    [
      'a prefix mode without prefix',
      { scanner: { mode: 'prefix', prefix: '', suffix: 'Enter', gapMs: 35, layout: 'us' } },
      'scanner',
    ],
  ])('with %s are refused by the place, and nothing is changed', async (_what, patch, place) => {
    bench = await startBench({ isp: undefined }, dir);
    const before = await read();
    await refused({ halfPair: 99, ...patch }, 'BAD_SETTINGS', place);
    expect(await read()).toEqual(before);
  });

  it('with a key nobody knows are refused', async () => {
    bench = await startBench();
    const unknown = { halfPair: 30, colour: 'red' };
    await refused(unknown, 'BAD_SETTINGS', 'settings');
  });

  it('that a run keeps wait for the next start, and say so until then', async () => {
    bench = await startBench({ isp: undefined });
    const { ask, station } = bench;
    const changed = {
      isp: 'http://prov.example.net/p',
      rehearsal: false,
      lease: 900,
      halfPair: 30,
    };
    expect((await change(changed)).nextStart.toSorted()).toEqual(['isp', 'lease', 'rehearsal']);
    expect(await ask.station.status()).toMatchObject({ hasIspRule: false, isRehearsing: true });
    await change({ rehearsal: true });
    expect((await read()).nextStart.toSorted()).toEqual(['isp', 'lease']);
    await station.stop();
    expect((await read()).nextStart).toEqual([]);
    expect(await ask.station.status()).toMatchObject({ hasIspRule: true });
    await station.start();
    expect((await read()).nextStart).toEqual([]);
    expect(await ask.station.status()).toMatchObject({ hasIspRule: true, isRehearsing: true });
  });

  it('of the evidence act at once: what only its own message may prove is not proved by quiet', async () => {
    bench = await startBench({ quiet: 1 });
    await change({ evidence: 'message' });
    const unit = unbox(bench, 2);
    unit.powerOn();
    const served = await unitWhen(bench, unit.mac, ({ stage }) => stage === 'SEC-PRV-2');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(bench.station.unit(unit.mac)?.stage).toBe(served.stage);
    await change({ evidence: 'usual' });
    await unitWhen(bench, unit.mac, isVerified);
    await unit.powerOff();
  });

  it('of presets and models are used by the station that runs', async () => {
    bench = await startBench();
    await change({ presets: [preset] });
    expect(await bench.ask.exports.make({ preset: 'crm', dir })).toMatchObject({ rows: 0 });
    await change({
      models: [
        {
          ...{ model: 'SPA1001', psn: '1001', file: 'spa1001.cfg', lines: 1 },
          ...{ xmlSince: '2.0.6', isRouter: false, tftpOptions: true },
        },
      ],
    });
    const models = await bench.ask.settings.models();
    expect(models.filter(({ isBuiltIn }) => !isBuiltIn)).toMatchObject([{ model: 'SPA1001' }]);
    expect(models.some(({ model, isBuiltIn }) => model === 'SPA962' && isBuiltIn)).toBe(true);
  });

  it('remember the card served on, when nobody fixed one, and serve on it without being told', async () => {
    bench = await startBench();
    const name = bench.station.status().interface ?? '';
    const first = await openFree(dir);
    expect(first.settingsAnswer().values.interface).toBeNull();
    await first.start({ interface: name });
    expect(first.settingsAnswer()).toMatchObject({ values: { interface: name }, nextStart: [] });
    await first.close();
    const second = await openFree(dir);
    expect(second.status()).toMatchObject({ state: 'stopped', interface: null });
    await second.start();
    expect(second.status()).toMatchObject({ state: 'running', interface: name });
    await second.close();
  });

  it('take no card that is locked or not there', async () => {
    bench = await startBench();
    const station = await openFree(dir);
    const cards = await station.cardAddresses.list();
    const locked = cards.find(({ lockedBecause }) => lockedBecause !== null);
    for (const name of ['no-such-card0', locked?.name ?? 'no-such-card1']) {
      await expect(station.changeSettings({ interface: name })).rejects.toMatchObject({
        code: 'BAD_SETTINGS',
        message: expect.stringContaining(`interface: `),
      });
    }
    expect(station.settingsAnswer().values.interface).toBeNull();
    await station.close();
  });
});

/** A station that was told no card and no ISP. */
function openFree(at: string): Promise<Station> {
  const ports = { dhcp: 0, tftp: 0, http: 0, syslog: 0 };
  return openStation({ store: openStore({ dir: at }), settings: readSettings({ ports }) });
}

/** Everything told since then that is there already. */
async function changesAfter(seq: number): Promise<Change[]> {
  const { changes } = bench.station;
  const stop = AbortSignal.timeout(2000);
  const told: Change[] = [];
  for await (const batch of changes.subscribe(changes.run, seq, stop)) {
    told.push(...batch.changes);
    if (told.some(({ type }) => type === 'settings')) break;
  }
  return told;
}
