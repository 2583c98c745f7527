/** The practice bench beside a real station: on loopback, the whole way from box to batch. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Change } from '../../main/contract/contract.ts';
import type { Unit } from '../../main/contract/model.ts';
import { openStations, type Stations } from '../../main/practice/stations.ts';
import { readSettings } from '../../main/station/settings.ts';

const UNITS = 6;
let dir: string;
let stations: Stations;

async function open(): Promise<Stations> {
  return openStations({
    dir,
    settings: readSettings({
      address: '127.0.0.1',
      ports: { dhcp: 0, tftp: 0, http: 0, syslog: 0 },
    }),
    practiceSpeed: 10,
  });
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'spa-practice-test-'));
  stations = await open();
});

afterEach(async () => {
  await stations.close();
  rmSync(dir, { recursive: true });
});

const ask = () => stations.facade;
const snapshot = () => ask().station.snapshot({ seat: 'screen', logLines: 10 });
const refusedWith = (code: string) => ({ code });

/** Follows the station in front from its beginning until a change is as wished. */
async function until(isSo: (change: Change) => boolean): Promise<void> {
  const { changes } = ask();
  for await (const batch of changes.subscribe(changes.run, 0, AbortSignal.timeout(30_000))) {
    if (batch.changes.some(isSo)) return;
  }
  throw new Error('it never came');
}

/** Resolves when so many units have become as wished. */
async function unitsWhen(count: number, isSo: (unit: Unit) => boolean): Promise<void> {
  const so = new Set<string>();
  await until((change) => {
    if (change.type === 'unit' && isSo(change.unit)) so.add(change.unit.mac);
    return so.size === count;
  });
}

const isVerified = ({ stage }: Unit) => stage === 'VERIFIED';

it('goes from boxes to a batch, and leaves the real station untouched', async () => {
  const real = await snapshot();
  const begun = await ask().practice.begin({ units: UNITS });
  expect(begun).toMatchObject({ state: 'running', isPractice: true, address: '127.0.0.1' });
  await unitsWhen(UNITS, isVerified);

  const { boxes, accounts } = await ask().practice.shelf();
  for (const { mac } of boxes) {
    const { readBack } = await ask().units.get({ mac });
    expect(readBack).toMatchObject({ by: 'web', phase: 'last', outcome: 'equal' });
  }
  expect(new Set(boxes.map(({ model }) => model)).size).toBe(UNITS);
  expect(accounts[0]).toEqual({ account: '10-990001', name: 'Practice customer 1' });
  for (const [n, { mac }] of boxes.entries()) {
    const seat = 'screen';
    await ask().scans.submit({ seat, text: mac.toUpperCase() });
    const outcome = await ask().scans.submit({ seat, text: accounts[n]?.account ?? '' });
    expect(outcome).toMatchObject({ verdict: 'bound', unit: mac });
  }
  const batch = await ask().exports.make({ preset: 'billing' });
  expect(batch).toMatchObject({ batch: 1, rows: UNITS });
  expect(batch.file?.startsWith(join(dir, 'practice'))).toBe(true);
  expect((await snapshot()).boundToday).toBe(UNITS);

  expect(await ask().practice.end()).toMatchObject({ state: 'stopped', isPractice: false });
  expect(existsSync(join(dir, 'practice'))).toBe(false);
  const now = await snapshot();
  expect(now).toMatchObject({ run: real.run, units: [], boundToday: 0, scans: [] });
  expect(await ask().exports.list()).toEqual([]);
  expect(await ask().accounts.list()).toEqual([]);
});

it('ends the streams of what was in front, so that every screen looks anew', async () => {
  const { changes } = ask();
  const stream = changes.subscribe(changes.run, changes.seq, AbortSignal.timeout(30_000));
  const ofReal = expect(drained(stream)).rejects.toMatchObject(refusedWith('GAP'));
  await ask().practice.begin({ units: 1 });
  await ofReal;
  expect((await snapshot()).run).not.toBe(changes.run);
  const practice = ask().changes;
  const next = practice.subscribe(practice.run, practice.seq, AbortSignal.timeout(30_000));
  const ofPractice = expect(drained(next)).rejects.toMatchObject(refusedWith('GAP'));
  await ask().practice.end();
  await ofPractice;
  expect(ask().changes.run).toBe(changes.run);
});

async function drained(stream: AsyncGenerator<unknown>): Promise<void> {
  for (;;) if ((await stream.next()).done) return;
}

it('does not begin while the real bench is served, and that does not start meanwhile', async () => {
  await ask().station.start({});
  await expect(ask().practice.begin({ units: 1 })).rejects.toMatchObject(
    refusedWith('BENCH_RUNNING'),
  );
  await ask().station.stop();
  await ask().practice.begin({ units: 1 });
  await expect(ask().station.start({})).rejects.toMatchObject(refusedWith('PRACTICE_ONLY'));
  expect(stations.station.status().state).toBe('stopped');
});

it('is ended by stopping the station; a second end is harmless', async () => {
  await ask().practice.begin({ units: 1 });
  expect(await ask().station.stop()).toMatchObject({ state: 'stopped', isPractice: false });
  expect(await ask().practice.end()).toMatchObject({ isPractice: false });
  await expect(ask().practice.shelf()).rejects.toMatchObject(refusedWith('NOT_PRACTISING'));
});

it('lets nothing out: no key file, no backup, no card, no probe, no chosen folder', async () => {
  await ask().practice.begin({ units: 1 });
  const file = join(dir, 'keys.jsonl');
  const card = { interface: 'eth9' };
  for (const asked of [
    ask().keys.exportTo({ file }),
    ask().backups.make({}),
    ask().station.setAddress(card),
    ask().station.undoAddress(card),
    ask().preflight.probe(card),
    ask().preflight.fix({ ...card, check: 'firewall' }),
  ]) {
    await expect(asked).rejects.toMatchObject(refusedWith('PRACTICE_ONLY'));
  }
  await unitsWhen(1, isVerified);
  const { boxes, accounts } = await ask().practice.shelf();
  for (const text of [boxes[0]?.mac, accounts[0]?.account]) {
    await ask().scans.submit({ seat: 'screen', text: text ?? '' });
  }
  const elsewhere = join(dir, 'elsewhere');
  const batch = await ask().exports.make({ preset: 'billing', dir: elsewhere });
  expect(batch.file?.startsWith(join(dir, 'practice'))).toBe(true);
  expect(readdirSync(dir)).not.toContain('elsewhere');
});

it('keeps what was set, such as a learned scanner, for the real station', async () => {
  await ask().practice.begin({ units: 1 });
  const scanner = {
    mode: 'prefix',
    prefix: 'F19',
    suffix: 'Tab',
    gapMs: 50,
    layout: 'de',
  } as const;
  await ask().settings.change({ scanner, halfPair: 120 });
  expect((await snapshot()).settings.values).toMatchObject({ scanner, halfPair: 120 });
  await until((change) => change.type === 'settings' && change.settings.values.halfPair === 120);
  await ask().practice.end();
  expect((await ask().settings.read()).values).toMatchObject({ scanner, halfPair: 120 });
});

it('a finished unit goes through the chain once more, and one taken off stays off until put back', async () => {
  await ask().practice.begin({ units: 1 });
  await unitsWhen(1, isVerified);
  const mac = (await ask().practice.shelf()).boxes[0]?.mac ?? '';
  const files = async () => (await ask().units.get({ mac })).files.length;
  const before = await files();
  await ask().units.provisionAgain({ mac });
  const passes: string[] = [];
  await until((change) => {
    if (change.type === 'unit') passes.push(change.unit.stage);
    return (
      change.type === 'unit' &&
      isVerified(change.unit) &&
      passes.lastIndexOf('SP-CUST') > passes.indexOf('VERIFIED')
    );
  });
  expect(await files()).toBe(before + 4);

  await ask().units.takeOff({ mac });
  expect(await ask().units.list()).toEqual([]);
  await ask().units.putBack({ mac });
  expect(await ask().units.list()).toMatchObject([{ mac, stage: 'VERIFIED' }]);
});

it('leaves nothing behind when the station closes in the middle of it', async () => {
  await ask().practice.begin({ units: UNITS });
  await unitsWhen(1, () => true);
  const startedAt = performance.now();
  await stations.close();
  expect(performance.now() - startedAt).toBeLessThan(1_700);
  expect(existsSync(join(dir, 'practice'))).toBe(false);
});

it('what a killed practice left is gone at the next start', async () => {
  await stations.close();
  mkdirSync(join(dir, 'practice', 'exports'), { recursive: true });
  writeFileSync(join(dir, 'practice', 'station.db'), 'half a database');
  stations = await open();
  expect(existsSync(join(dir, 'practice'))).toBe(false);
});
