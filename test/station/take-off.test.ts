/** A unit leaves the board and comes back: a whole station on loopback, simulated units, files by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Change } from '../../main/contract/contract.ts';
import { openStore } from '../../main/station/store/store.ts';
import {
  type Bench,
  fetchFrom,
  isVerified,
  leaseOf,
  mustFetch,
  startBench,
  unbox,
  unitWhen,
  walkChain,
} from './chain-kit.ts';

const mac = '000e08000001';
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function bench(
  settings: Parameters<typeof startBench>[0] = {},
  dir: string | null = null,
): Promise<Bench> {
  const started = await startBench(settings, dir);
  cleanUp.push(() => started.close());
  return started;
}

/** Resolves when the board announces this of the unit. */
async function announced(
  { station: { changes } }: Bench,
  type: 'unit' | 'unit-removed',
  after: number,
): Promise<void> {
  const isIt = (change: Change) =>
    change.type === type && (change.type === 'unit' ? change.unit.mac : change.mac) === mac;
  for await (const batch of changes.subscribe(changes.run, after, AbortSignal.timeout(20_000))) {
    if (batch.changes.some(isIt)) return;
  }
  throw new Error(`no ${type}`);
}

async function macsOnBoard({ ask }: Bench): Promise<string[]> {
  const { units } = await ask.station.snapshot({ seat: 'screen', logLines: 0 });
  const listed = await ask.units.list();
  expect(units.map((unit) => unit.mac)).toEqual(listed.map((unit) => unit.mac));
  return listed.map((unit) => unit.mac);
}

const usedAddresses = ({ station }: Bench) => station.status().pool?.used;

it('it is gone from the board, its lease is free, and everything else of it stays', async () => {
  const served = await bench();
  const address = await leaseOf(served, mac);
  await walkChain(served, mac, address);
  await unitWhen(served, mac, isVerified);
  const before = await served.ask.units.get({ mac });
  expect(usedAddresses(served)).toBe(1);

  const { seq } = served.station.changes;
  await served.ask.units.takeOff({ mac });
  await announced(served, 'unit-removed', seq);
  expect(await macsOnBoard(served)).toEqual([]);
  expect(usedAddresses(served)).toBe(0);
  const now = await served.ask.units.get({ mac });
  expect(now).toMatchObject({ stage: 'VERIFIED', key: before.key, files: before.files });
  expect(now.evidence.at(-1)?.detail).toBe('Taken off the board');
});

it('a scan of its box still means the unit', async () => {
  const served = await bench();
  const address = await leaseOf(served, mac);
  await walkChain(served, mac, address);
  await unitWhen(served, mac, isVerified);
  await served.ask.units.takeOff({ mac });
  const base64 = Buffer.from('account\n10-448213\n').toString('base64');
  await served.ask.accounts.importCsv({ fileName: 'a.csv', base64, isDryRun: false });
  const seat = 'screen';
  await served.ask.scans.submit({ seat, text: mac });
  expect(await served.ask.scans.submit({ seat, text: '10-448213' })).toMatchObject({
    verdict: 'bound',
    unit: mac,
  });
  expect(await macsOnBoard(served)).toEqual([]);
  expect(await served.ask.units.get({ mac })).toMatchObject({ account: '10-448213' });
});

it('a unit in work that still talks is back by itself and goes on where it was', async () => {
  const served = await bench();
  const address = await leaseOf(served, mac);
  const { directory, lastName } = await walkChain(served, mac, address, '962', 'rehearsal');
  const { seq } = served.station.changes;
  await served.ask.units.takeOff({ mac });
  await announced(served, 'unit-removed', seq);
  expect(await served.ask.units.why({ text: mac })).toMatchObject({ rule: 'off-board' });
  await mustFetch(served, address, `/profile/${directory}/${lastName}.cfg`);
  const back = await unitWhen(served, mac, isVerified);
  expect(back).toMatchObject({ address, keyFingerprint: expect.any(String) });
  expect(await macsOnBoard(served)).toEqual([mac]);
  expect(usedAddresses(served)).toBe(1);
});

it('a start brings it back', async () => {
  const served = await bench();
  await leaseOf(served, mac);
  await served.ask.units.takeOff({ mac });
  const unit = unbox(served, 1, { mac, faults: ['silent'] });
  cleanUp.push(() => unit.powerOff());
  const { seq } = served.station.changes;
  unit.powerOn();
  await announced(served, 'unit', seq);
  expect(await macsOnBoard(served)).toEqual([mac]);
});

it('whoever is given its address afterwards gets nothing of it', async () => {
  const pool = '127.0.0.50-127.0.0.50';
  const served = await bench({ pool });
  const address = await leaseOf(served, mac);
  const { directory, lastName } = await walkChain(served, mac, address, '962', 'rehearsal');
  await served.ask.units.takeOff({ mac });
  const other = '000e08000002';
  expect(await leaseOf(served, other)).toBe(address);
  const { status } = await fetchFrom(served, address, `/profile/${directory}/${lastName}.cfg`);
  expect(status).toBe(403);
  expect(await macsOnBoard(served)).toEqual([other]);
});

it('is put back by hand, with its lease', async () => {
  const served = await bench();
  const address = await leaseOf(served, mac);
  await served.ask.units.takeOff({ mac });
  const { seq } = served.station.changes;
  expect(await served.ask.units.putBack({ mac })).toMatchObject({ mac, address });
  await announced(served, 'unit', seq);
  expect(usedAddresses(served)).toBe(1);
});

it('stays off over a restart, and its lease is free then too', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'spa-take-off-'));
  cleanUp.push(() => rmSync(dir, { recursive: true }));
  const first = await startBench({}, dir);
  await leaseOf(first, mac);
  await first.ask.station.stop();
  await first.ask.units.takeOff({ mac });
  await first.close();
  const kept = openStore({ dir });
  expect(kept.read(({ leases }) => leases.all())).toMatchObject([{ mac, state: 'freed' }]);
  await kept.close();

  const served = await bench({}, dir);
  expect(await macsOnBoard(served)).toEqual([]);
  expect(usedAddresses(served)).toBe(0);
  await served.ask.units.putBack({ mac });
  expect(await macsOnBoard(served)).toEqual([mac]);
  expect(usedAddresses(served)).toBe(1);
});

it('a unit nobody has seen cannot be taken off', async () => {
  const served = await bench();
  await expect(served.ask.units.takeOff({ mac })).rejects.toMatchObject({ code: 'NO_SUCH_UNIT' });
});
