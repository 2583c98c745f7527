import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ScanOutcome } from '../../contract/model.ts';
import type { AccountRecord } from '../store/accounts.ts';
import { openStore, type Store } from '../store/store.ts';
import { type BenchUnit, type Binder, createBinder, type UnitDirectory } from './bind.ts';

const START = new Date(2026, 10, 22, 13, 31, 0).getTime();
const D1 = '000e08000001';
const D2 = '000e08000002';
const D3 = '000e0800000f';
const UNREADY = '000e08000004';
const FAILED = '000e08000005';
const UNSEEN = '000e08ffffff';

function unit(mac: string, change: Partial<BenchUnit> = {}): BenchUnit {
  const facts = { stage: 'VERIFIED', condition: 'ok', reason: null, since: START } as const;
  return { mac, ...facts, model: 'SPA942', serial: null, firmware: '6.1.5', ...change };
}

function account(number: string, change: Partial<AccountRecord> = {}): AccountRecord {
  const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
  return { account: number, ...texts, allowed: 1, isClosed: false, ...change };
}

let units: BenchUnit[];
let store: Store;
let binder: Binder;
let now: number;
const directory: UnitDirectory = {
  byMac: (mac) => units.find((u) => u.mac === mac) ?? null,
  bySerial: (serial) => units.find((u) => u.serial === serial) ?? null,
};

beforeEach(fresh);

/** A station where nothing was scanned yet. */
async function fresh(): Promise<void> {
  now = START;
  units = [
    unit(D1, { serial: 'CBT141100HR' }),
    unit(D2),
    unit(D3, { serial: '88012BA01234' }),
    unit(UNREADY, { stage: 'SEC-PRV-1', since: START - 24_000 }),
    unit(FAILED, {
      condition: 'failed',
      reason: { code: 'F02', text: 'Unit rejected its profile' },
    }),
  ];
  store = openStore({ memory: true });
  const accounts = [
    account('A1'),
    account('A2'),
    account('A3', { allowed: 2 }),
    account('A4', { model: 'SPA-962', workOrder: 'W1' }),
    account('A5', { isClosed: true, workOrder: 'W1' }),
    account('A6', { workOrder: 'W2' }),
    account('A7', { workOrder: 'W2' }),
  ];
  await store.write((t) => accounts.forEach((a) => void t.accounts.save(a)));
  binder = createBinder({
    store,
    units: directory,
    clock: { now: () => now, monotonicMs: () => now },
    lockingSeats: (seat) => seat === 'screen',
  });
}

/** Scans one after the other, three seconds apart. */
async function scan(...texts: string[]): Promise<ScanOutcome[]> {
  return scanAt('cli', ...texts);
}
async function scanAt(seat: string, ...texts: string[]): Promise<ScanOutcome[]> {
  const outcomes: ScanOutcome[] = [];
  for (const text of texts) {
    outcomes.push(await binder.submit(seat, text));
    now += 3000;
  }
  return outcomes;
}
async function verdicts(...texts: string[]): Promise<string[]> {
  return (await scan(...texts)).map((o) => o.verdict);
}
const held = () => {
  const { heldUnit, heldAccount } = binder.seat('cli');
  return heldUnit ?? heldAccount;
};
const pairs = () => binder.list().map((b) => `${b.account} ${b.mac} ${b.state}`);

describe('a pair', () => {
  it.each([
    [[D1, 'A1']],
    [['A1', D1]],
    [['CBT141100HR', 'A1']],
    [['A1', 'S/N: CBT141100HR']],
    [['a1', 'MAC:00-0E-08-00-00-01']],
  ])('%j is bound, whichever half comes first', async (texts) => {
    expect(await verdicts(...texts)).toEqual(['held', 'bound']);
    expect(pairs()).toEqual([`A1 ${D1} bound`]);
    expect(held()).toBeNull();
    expect(binder.ofUnit(D1)).toMatchObject({ model: 'SPA942', serial: 'CBT141100HR' });
  });

  it('says which half it waits for', async () => {
    expect((await scan(D1))[0]).toMatchObject({ unit: D1, reason: 'Now scan the account.' });
    expect(binder.seat('cli')).toMatchObject({ heldUnit: D1, heldAccount: null });
  });

  it.each([
    [[D1, D2], '00:00:01 back to Ready.', D2],
    [['A1', 'A2'], 'A1 back to Ready.', 'A2'],
  ])('%j: the later half replaces the earlier one', async (texts, reason, left) => {
    const [, second] = await scan(...texts);
    expect(second).toMatchObject({ verdict: 'replaced', reason });
    expect(held()).toBe(left);
  });

  it('is not replaced by the same unit under its other name', async () => {
    expect(await verdicts(D1, 'CBT141100HR')).toEqual(['held', 'held']);
  });

  it('ignores the same value within two seconds on the screen, whatever it is', async () => {
    await binder.submit('screen', D1);
    now += 1999;
    expect(await binder.submit('screen', D1)).toMatchObject({ verdict: 'ignored' });
    await binder.submit('screen', 'A1');
    expect(await binder.submit('screen', 'A1')).toMatchObject({ verdict: 'ignored' });
    now += 2000;
    expect(await binder.submit('screen', 'A1')).toMatchObject({ verdict: 'held' });
  });

  it('tells a program what stands when the same value comes twice, and changes nothing', async () => {
    await binder.submit('cli', D1);
    expect(await binder.submit('cli', D1)).toMatchObject({ verdict: 'held', unit: D1 });
    await binder.submit('cli', 'A1');
    const again = await binder.submit('cli', 'A1');
    expect(again).toMatchObject({ verdict: 'already', unit: D1, account: 'A1' });
    expect(held()).toBe(null);
    now += 10;
    await binder.submit('cli', UNREADY);
    expect(await binder.submit('cli', UNREADY)).toMatchObject({ verdict: 'not-bound' });
  });

  it.each([[[D1, 'A1']], [['A1', D1]]])('%j again is already done', async (texts) => {
    await scan(D1, 'A1');
    const [, second] = await scan(...texts);
    expect(second).toMatchObject({ verdict: 'already', reason: 'Already done at 13:31.' });
    expect(pairs()).toEqual([`A1 ${D1} bound`]);
    expect(held()).toBeNull();
  });
});

describe('not bound', () => {
  it.each<[string, string[], string[], string | null, string, string | null]>([
    ['bound elsewhere', [D1, 'A1'], ['A2', D1], 'A2', 'Bound to account A1 since 13:31.', 'A2'],
    ['bound elsewhere', [D1, 'A1'], [D1, 'A2'], 'A2', 'Bound to account A1 since 13:31.', null],
    ['not verified', [], ['A1', UNREADY], 'A1', 'Not ready: SEC-PRV-1 since 0:27', 'A1'],
    [
      'failed',
      [],
      ['A1', FAILED],
      'A1',
      'Not ready: failed at VERIFIED since 0:03: Unit rejected its profile',
      'A1',
    ],
    ['never seen', [], ['A1', UNSEEN], 'A1', 'This station has never seen it.', 'A1'],
    ['serial never seen', [], ['A1', 'CBT999900AA'], 'A1', 'This station has never seen it.', 'A1'],
    ['full', [D1, 'A1'], [D2, 'A1'], 'A1', '1 of 1 devices: 00:0E:08:00:00:01', D2],
    ['full', [D1, 'A1'], ['A1', D2], 'A1', '1 of 1 devices: 00:0E:08:00:00:01', null],
    ['wrong model', [], [D1, 'A4'], 'A4', 'Order asks for SPA-962, this is SPA942.', D1],
    ['wrong model', [], ['A4', D1], 'A4', 'Order asks for SPA-962, this is SPA942.', 'A4'],
    ['closed', [], [D1, 'A5'], 'A5', 'Account A5 is closed.', D1],
    ['account unknown', [], [D1, 'A99'], null, 'Not in the account list.', D1],
  ])('%s: %j then %j', async (_name, before, texts, number, reason, left) => {
    await scan(...before);
    const rows = pairs();
    expect((await scan(...texts)).at(-1)).toMatchObject({
      ...{ verdict: 'not-bound', account: number, reason },
    });
    expect(pairs()).toEqual(rows);
    expect(held()).toBe(left);
  });

  it.each<[string, string]>([
    [UNREADY, 'Not ready: SEC-PRV-1 since 0:24'],
    [UNSEEN, 'This station has never seen it.'],
    ['A5', 'Account A5 is closed.'],
    ['nobody', 'Not in the account list.'],
  ])('%s is refused alone, and not held', async (text, reason) => {
    expect((await scan(text))[0]).toMatchObject({ verdict: 'not-bound', reason });
    expect(held()).toBeNull();
  });

  it('a refused unit takes its account with it, so that the row does not slip by one', async () => {
    expect(await verdicts(UNREADY, 'A1', D1, 'A2')).toEqual([
      ...['not-bound', 'not-bound', 'held', 'bound'],
    ]);
    expect(await verdicts(D2, UNREADY, 'A1', D2, 'A1')).toEqual([
      ...['held', 'not-bound', 'not-bound', 'held', 'bound'],
    ]);
    expect(pairs()).toEqual([`A2 ${D1} bound`, `A1 ${D2} bound`]);
  });

  it('a refused unit does not spoil an account scanned much later, nor the next unit', async () => {
    await scan(UNREADY);
    now += 10_000;
    expect(await verdicts('A1', D1)).toEqual(['held', 'bound']);
    expect(await verdicts(UNREADY, D2, 'A2')).toEqual(['not-bound', 'held', 'bound']);
  });

  it('an account takes as many units as it may', async () => {
    expect(await verdicts('A3', D1, 'A3', D2, 'A3', D3)).toEqual([
      ...['held', 'bound', 'held', 'bound', 'held', 'not-bound'],
    ]);
  });

  it('a unit whose model is not known does not prove the model asked for', async () => {
    units[0] = unit(D1, { model: null });
    expect(await verdicts('A4', D1)).toEqual(['held', 'not-bound']);
    units[0] = unit(D1, { model: 'SPA962' });
    expect(await verdicts(D1)).toEqual(['bound']);
  });
});

describe('scans that change nothing', () => {
  it.each([
    ['4006381333931', 'not-readable', 'That is the product code. Scan MAC or S/N.'],
    ['000E08AABB', 'not-readable', 'Not read completely. Scan again.'],
    [
      '000E08ßAA',
      'not-readable',
      'Not readable: the scanner is set to another keyboard layout. Set it to US English.',
    ],
    [
      '88755AA12345',
      'ambiguous',
      'This can be a MAC, a serial or a product code. Scan the other barcode.',
    ],
    ['1Z999AA10123456784', 'not-readable', 'That is the product code. Scan MAC or S/N.'],
    ['https://example.com/box', 'not-readable', 'That is the product code. Scan MAC or S/N.'],
    ['*PPS-PRINT*', 'command', null],
    ['*PPS-CAMERA*', 'command', null],
    ['*PPS-OK*', 'command', null],
  ])('%s is %s', async (text, verdict, reason) => {
    await scan(D1);
    expect((await scan(text))[0]).toMatchObject({ verdict, reason });
    expect(held()).toBe(D1);
  });
});

describe('a work order', () => {
  it('stands for its only open account', async () => {
    units[0] = unit(D1, { model: 'SPA962' });
    expect((await scan(D1, 'W1'))[1]).toMatchObject({
      ...{ class: 'work-order', verdict: 'bound', account: 'A4' },
    });
  });

  it('with several open accounts asks which', async () => {
    expect((await scan(D1, 'W2'))[1]).toMatchObject({ verdict: 'ambiguous' });
    expect(held()).toBe(D1);
  });

  it('without any open account is refused', async () => {
    await scan(D1, 'A6', D2, 'A7');
    expect((await scan(D3, 'W2'))[1]).toMatchObject({ verdict: 'not-bound' });
  });
});

describe('a half pair', () => {
  it('is dropped after a minute, and only then', async () => {
    await binder.submit('cli', D1);
    now += 59_999;
    expect(held()).toBe(D1);
    expect(await binder.tick()).toEqual([]);
    now += 1;
    expect(held()).toBeNull();
    expect(await binder.tick()).toMatchObject([{ seat: 'cli', heldUnit: null }]);
    expect(await binder.tick()).toEqual([]);
    expect(await verdicts('A1')).toEqual(['held']);
  });

  it('is dropped by the cancel barcode', async () => {
    expect(await verdicts(D1, '*PPS-CANCEL*', 'A1')).toEqual(['held', 'command', 'held']);
  });

  it('outlives the station, as long as it is young enough', async () => {
    const restarted = () =>
      createBinder({
        ...{ store, units: directory, lockingSeats: () => false },
        clock: { now: () => now, monotonicMs: () => now },
      });
    await scan(D1);
    expect(await restarted().submit('cli', 'A1')).toMatchObject({ verdict: 'bound' });
    await scan(D2);
    now += 60_000;
    expect(await restarted().submit('cli', 'A2')).toMatchObject({ verdict: 'held' });
  });

  it('belongs to its seat alone', async () => {
    await scanAt('one', D1);
    expect((await scanAt('two', 'A1'))[0]).toMatchObject({ verdict: 'held' });
  });
});

describe('undo', () => {
  it('takes back the binds of a seat, the newest first, and keeps the rows', async () => {
    await scan(D1, 'A1', D2, 'A2');
    await scanAt('other', D3, 'A3');
    expect(await binder.undo('cli')).toMatchObject({ binding: { mac: D2, state: 'undone' } });
    expect((await scan('*PPS-UNDO*'))[0]).toMatchObject({ verdict: 'command', unit: D1 });
    await expect(binder.undo('cli')).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' });
    expect((await scan('*PPS-UNDO*'))[0]).toMatchObject({ verdict: 'command', unit: null });
    expect(pairs()).toEqual([`A1 ${D1} undone`, `A2 ${D2} undone`, `A3 ${D3} bound`]);
    expect(await verdicts(D1, 'A2')).toEqual(['held', 'bound']);
  });

  it('takes back the bind of a chosen unit', async () => {
    await scan(D1, 'A1', D2, 'A2');
    expect(await binder.undo('cli', D1)).toMatchObject({ binding: { mac: D1 } });
    await expect(binder.undo('cli', D1)).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' });
  });

  it('release frees unit and account for good', async () => {
    await scan(D1, 'A1');
    expect(await binder.release(D1, 'wrong box')).toMatchObject({ state: 'released' });
    await expect(binder.release(D1)).rejects.toMatchObject({ code: 'NOT_BOUND' });
    await expect(binder.undo('cli')).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' });
    expect(await verdicts(D2, 'A1')).toEqual(['held', 'bound']);
  });
});

describe("the screen's seat", () => {
  it('is paused by a refusal until OK, and forgets the refused half', async () => {
    const outcomes = await scanAt('screen', UNREADY, 'A1', D1, '*PPS-OK*', 'A1', D1);
    expect(outcomes.map((o) => o.verdict)).toEqual([
      ...['not-bound', 'locked', 'locked', 'command', 'held', 'bound'],
    ]);
  });

  it('keeps the good half over a refusal', async () => {
    await scanAt('screen', 'A1', UNREADY);
    expect(binder.seat('screen')).toMatchObject({
      ...{ heldAccount: 'A1', lockedBy: { unit: UNREADY, verdict: 'not-bound' } },
    });
    expect(await binder.acknowledge('screen')).toMatchObject({ heldAccount: 'A1', lockedBy: null });
    expect((await scanAt('screen', D1))[0]).toMatchObject({ verdict: 'bound' });
  });

  it('is not paused by what could not be read', async () => {
    const outcomes = await scanAt('screen', '000E08AABB', 'A1', '4006381333931', D1);
    expect(outcomes.at(-1)).toMatchObject({ verdict: 'bound' });
  });
});

it('every scan is on record, ignored and locked ones too', async () => {
  await binder.submit('screen', D1);
  await binder.submit('screen', D1);
  await binder.submit('screen', 'nobody');
  const recorded = store.read((t) => t.scans.list('screen', 10));
  expect(recorded.map((s) => s.verdict)).toEqual(['held', 'ignored', 'not-bound']);
});

/** What a scanner set to another keyboard, or pulled away too early, makes of a barcode. */
const damages: ((text: string) => string)[] = [
  (text) => typedOn(text, 'yz-*/0123456789', 'zyß(-=!"§$%&/()'),
  (text) => typedOn(text, 'aqzwm-0123456789', 'qawz,)à&é"\'(-è_ç'),
  (text) => text.slice(0, -1),
  (text) => text + text,
];
function typedOn(text: string, us: string, there: string): string {
  return [...text.toLowerCase()].map((sign) => [...there][us.indexOf(sign)] ?? sign).join('');
}

/** `bench/reliability.sh 23`: a hundred times as many. */
const sequences = Number(process.env.SPA_BENCH_SCAN_SEQUENCES ?? 100);

/** What must hold whatever is scanned, told from the outcomes alone. */
it(`in ${sequences} random sequences of 100 scans no unit ever has two accounts, and no bind disappears silently`, {
  timeout: Math.max(60_000, sequences * 600),
}, async () => {
  const values = [
    ...[D1, D2, D3, UNREADY, UNSEEN, 'CBT141100HR', '88012BA01234', '000E0800000', '000E08ß0'],
    ...['A1', 'A2', 'A3', 'A4', 'A5', 'A99', 'W1', 'W2', '4006381333931', '88755AA12345'],
    ...['*PPS-UNDO*', '*PPS-CANCEL*', '*PPS-OK*'],
  ];
  const text = fc.constantFrom(...values);
  /** Now and then it fires twice, or is damaged. */
  const scans = fc.oneof(
    { weight: 8, arbitrary: text.map((one) => ({ texts: [one], isDamaged: false })) },
    { weight: 1, arbitrary: text.map((one) => ({ texts: [one, one], isDamaged: false })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, fc.constantFrom(...damages))
        .map(([one, damage]) => ({ texts: [damage(one)], isDamaged: true })),
    },
  );
  const steps = fc.array(fc.tuple(scans, fc.constantFrom(50, 2500, 61_000)), {
    minLength: 100,
    maxLength: 100,
    size: 'max',
  });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom('cli', 'screen'), async (fired, seat) => {
      count += 1;
      // What was bound and freed before makes the list longer and longer.
      if (count % 100 === 0) await store.close().then(fresh);
      for (const b of binder.list()) if (b.state === 'bound') await binder.release(b.mac);
      await binder.acknowledge(seat);
      const model = new Map<string, string>();
      const follow = async (scanned: string, isDamaged: boolean): Promise<void> => {
        const { verdict, unit: mac, account: number } = await binder.submit(seat, scanned);
        if (verdict === 'bound') {
          expect(isDamaged).toBe(false);
          expect(model.has(mac ?? '')).toBe(false);
          model.set(mac ?? '', number ?? '');
        } else if (verdict === 'already') expect(model.get(mac ?? '')).toBe(number);
        else if (verdict === 'command' && scanned.includes('UNDO') && mac !== null) {
          expect(model.get(mac)).toBe(number);
          model.delete(mac);
        }
      };
      for (const [{ texts, isDamaged }, pause] of fired) {
        for (const scanned of texts) {
          await follow(scanned, isDamaged);
          now += 40;
        }
        now += pause;
      }
      const live = binder.list().filter((b) => b.state === 'bound');
      expect(live.map((b) => [b.mac, b.account]).sort()).toEqual([...model].sort());
      for (const { account: number, devices, allowed } of store.read((t) => t.accounts.list())) {
        expect(devices, number).toBeLessThanOrEqual(allowed);
      }
      expect(live.some((b) => b.mac === UNREADY || b.mac === UNSEEN)).toBe(false);
    }),
    { numRuns: sequences },
  );
});
