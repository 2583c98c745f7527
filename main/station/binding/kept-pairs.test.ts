import { beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../contract/contract.ts';
import type { AccountRecord } from '../store/accounts.ts';
import { openStore, type Store } from '../store/store.ts';
import { bindReadyPairs } from './announce.ts';
import { type BenchUnit, type Binder, type BindingSettings, createBinder } from './bind.ts';

const START = new Date(2026, 10, 22, 13, 31, 0).getTime();
const READY = '000e08000001';
const UNDER_WAY = '000e08000002';
const LATER = '000e08000003';
const FAILED = '000e08000004';
const DAY = 24 * 3_600_000;

let units: Map<string, BenchUnit>;
let store: Store;
let settings: BindingSettings;
let now: number;
let binder: Binder;

function put(mac: string, change: Partial<BenchUnit> = {}): void {
  const facts = { stage: 'VERIFIED', condition: 'ok', reason: null, since: START } as const;
  const named = { model: 'SPA942', serial: null, firmware: '6.1.5' };
  units.set(mac, { mac, ...facts, ...named, ...change });
}
function account(number: string, change: Partial<AccountRecord> = {}): AccountRecord {
  const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
  return { account: number, ...texts, allowed: 1, isClosed: false, ...change };
}
function openBinder(): Binder {
  return createBinder({
    store,
    units: { byMac: (mac) => units.get(mac) ?? null, bySerial: () => null },
    clock: { now: () => now, monotonicMs: () => now },
    lockingSeats: (seat) => seat === 'screen',
    settings: () => settings,
  });
}

beforeEach(async () => {
  now = START;
  settings = { bindWhenReady: true, halfPairMs: 60_000 };
  units = new Map();
  put(READY);
  put(UNDER_WAY, { stage: 'SEC-PRV-1', since: START - 24_000 });
  put(LATER, { stage: 'MFG-RESET', model: null });
  put(FAILED, { stage: 'SEC-PRV-1', condition: 'failed' });
  store = openStore({ memory: true });
  const accounts = [account('A1'), account('A2'), account('A4', { model: 'SPA962' })];
  await store.write((t) => accounts.forEach((each) => void t.accounts.save(each)));
  binder = openBinder();
});

async function scan(...texts: string[]) {
  const outcomes = [];
  for (const text of texts) {
    outcomes.push(await binder.submit('screen', text));
    now += 3000;
  }
  return outcomes;
}
const live = () => binder.list().filter((b) => b.state === 'bound');
const kept = () => store.read((t) => t.seats.keptPairs()).map((p) => `${p.mac} ${p.account}`);

describe('with "bind when ready"', () => {
  it.each([[[UNDER_WAY, 'A1']], [['A1', UNDER_WAY]]])(
    '%j is kept, and binds by itself when the unit is verified',
    async (texts) => {
      const [first, second] = await scan(...texts);
      expect(first?.verdict).toBe('held');
      expect(second).toMatchObject({
        ...{
          verdict: 'held',
          unit: UNDER_WAY,
          account: 'A1',
          reason: 'Binds when it is verified.',
        },
      });
      expect(binder.seat('screen')).toMatchObject({ heldUnit: null, heldAccount: null });
      expect(await binder.bindReady()).toEqual([]);
      put(UNDER_WAY);
      const [done] = await binder.bindReady();
      expect(done).toMatchObject({
        outcome: { verdict: 'bound', unit: UNDER_WAY, account: 'A1' },
        binding: { account: 'A1', mac: UNDER_WAY, state: 'bound' },
        seat: { seat: 'screen', lockedBy: null },
      });
      expect(await binder.bindReady()).toEqual([]);
      expect(live()).toMatchObject([{ mac: UNDER_WAY, boundAt: now }]);
      const recorded = store.read((t) => t.scans.list('screen', 5)).map((s) => s.verdict);
      expect(recorded).toEqual(['held', 'held', 'bound']);
    },
  );

  it('is told every UI as the scan it was', async () => {
    await scan(UNDER_WAY, 'A1');
    put(UNDER_WAY);
    const told: Change[] = [];
    const held: string[] = [];
    await bindReadyPairs({
      binder,
      changes: { publish: (changes) => void told.push(...changes) },
      bindingChanged: async (mac) => void held.push(mac),
    });
    expect(told).toMatchObject([
      { type: 'scan', seat: 'screen', outcome: { verdict: 'bound', unit: UNDER_WAY } },
      { type: 'seat', seat: { seat: 'screen' } },
      { type: 'binding', binding: { mac: UNDER_WAY, state: 'bound' } },
    ]);
    expect(held).toEqual([UNDER_WAY]);
  });

  it('says of the unit alone where it is', async () => {
    expect((await scan(UNDER_WAY))[0]?.reason).toBe(
      'Not ready: SEC-PRV-1 since 0:24. Now scan the account: it binds when it is verified.',
    );
  });

  it('outlives a restart', async () => {
    await scan(UNDER_WAY, 'A1');
    binder = openBinder();
    put(UNDER_WAY);
    expect(await binder.bindReady()).toHaveLength(1);
    expect(live()).toHaveLength(1);
  });

  it('a kept pair takes its place in the account', async () => {
    await scan(UNDER_WAY, 'A1');
    const [, second] = await scan(READY, 'A1');
    expect(second).toMatchObject({
      ...{ verdict: 'not-bound', reason: '1 of 1 devices: 00:0E:08:00:00:02' },
    });
  });

  it('a failed unit is refused, and one that fails later waits on', async () => {
    expect((await scan(FAILED))[0]?.verdict).toBe('not-bound');
    await binder.acknowledge('screen');
    await scan(UNDER_WAY, 'A1');
    put(UNDER_WAY, { stage: 'SEC-PRV-2', condition: 'failed' });
    expect(await binder.bindReady()).toEqual([]);
    expect(kept()).toEqual([`${UNDER_WAY} A1`]);
  });

  it('a model not known yet is judged when it is, and a refusal pauses the seat', async () => {
    await scan(LATER, 'A4');
    put(LATER, { model: 'SPA942' });
    const [done] = await binder.bindReady();
    const reason = 'Order asks for SPA962, this is SPA942.';
    expect(done).toMatchObject({ binding: null, seat: { lockedBy: { reason } } });
    expect((await scan(READY))[0]?.verdict).toBe('locked');
    expect([kept(), live()]).toEqual([[], []]);
  });

  it('a pair that can never be is refused at once', async () => {
    expect((await scan(UNDER_WAY, 'A4'))[1]).toMatchObject({
      ...{ verdict: 'not-bound', reason: 'Order asks for SPA962, this is SPA942.' },
    });
  });

  it('a later pair of the same unit counts', async () => {
    await scan(UNDER_WAY, 'A1', UNDER_WAY, 'A2');
    expect(kept()).toEqual([`${UNDER_WAY} A2`]);
    put(UNDER_WAY);
    await scan(UNDER_WAY, 'A1');
    expect(live()).toMatchObject([{ account: 'A1' }]);
    expect(kept()).toEqual([]);
  });

  it('undo takes back the kept pair before an older bind', async () => {
    await scan(READY, 'A2', UNDER_WAY, 'A1');
    expect(await binder.undo('screen')).toMatchObject({
      wasKept: true,
      binding: { mac: UNDER_WAY },
    });
    expect(kept()).toEqual([]);
    expect(live()).toHaveLength(1);
    expect(await binder.undo('screen')).toMatchObject({ wasKept: false, binding: { mac: READY } });
    await scan(UNDER_WAY, 'A1');
    expect((await scan('*PPS-UNDO*'))[0]).toMatchObject({
      ...{ verdict: 'command', unit: null },
      reason: 'Taken back: 00:0E:08:00:00:02 waits no longer for account A1.',
    });
    await scan(UNDER_WAY, 'A1');
    expect(await binder.undo('other', UNDER_WAY)).toMatchObject({ wasKept: true });
  });

  it('a scanner that fires twice changes nothing for a program either', async () => {
    await binder.submit('cli', UNDER_WAY);
    await binder.submit('cli', 'A1');
    expect(await binder.submit('cli', 'A1')).toMatchObject({ verdict: 'held', unit: UNDER_WAY });
    expect(binder.seat('cli').heldAccount).toBeNull();
  });

  it.each<[string, () => void, string]>([
    [
      'a day has gone by',
      () => {
        now += DAY;
      },
      'Not verified within a day.',
    ],
    [
      'it is switched off',
      () => {
        settings = { ...settings, bindWhenReady: false };
      },
      'switched off',
    ],
  ])('ends aloud when %s', async (_name, change, reason) => {
    await scan(UNDER_WAY, 'A1');
    change();
    const [done] = await binder.bindReady();
    expect(done?.outcome).toMatchObject({ verdict: 'not-bound' });
    expect(done?.outcome.reason).toContain(reason);
    expect(kept()).toEqual([]);
  });
});

it('without it a unit that is not verified is refused as before', async () => {
  settings = { ...settings, bindWhenReady: false };
  expect((await scan(UNDER_WAY))[0]).toMatchObject({
    ...{ verdict: 'not-bound', reason: 'Not ready: SEC-PRV-1 since 0:24' },
  });
});

it('a half pair is held as long as the settings say', async () => {
  settings = { ...settings, halfPairMs: 20_000 };
  await binder.submit('screen', READY);
  now += 19_999;
  expect(binder.seat('screen').heldUnit).toBe(READY);
  now += 1;
  expect(await binder.tick()).toMatchObject([{ heldUnit: null }]);
});
