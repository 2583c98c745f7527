import { beforeEach, expect, it } from 'vitest';
import type { BenchUnit } from '../binding/rules.ts';
import { openStore, type Store } from '../store/store.ts';
import { PinDesk } from './pins.ts';

const START = Date.UTC(2025, 10, 22);
const HOUR = 3_600_000;
const FIRST = '000e08000001';
const SECOND = '000e08000002';

let now: number;
let store: Store;
let desk: PinDesk;
let news: number;
const told: string[] = [];

const unit = (mac: string): BenchUnit => ({
  ...{ mac, stage: 'SP-CUST', condition: 'ok', reason: null, since: START },
  ...{ model: 'SPA962', serial: null, firmware: null },
});

beforeEach(async () => {
  now = START;
  news = 0;
  told.length = 0;
  store = openStore({ memory: true });
  const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
  await store.write(({ accounts }) => {
    for (const account of ['A1', 'A2']) {
      accounts.save({ account, ...texts, allowed: 1, isClosed: false });
    }
  });
  desk = new PinDesk({
    store,
    clock: { now: () => now, monotonicMs: () => now },
    units: () => ({ byMac: unit, bySerial: () => null }),
    host: () => 'prov.example.net',
    whyHeld: () => null,
    onBound: async (mac) => void told.push(mac),
    onChange: () => {
      news += 1;
    },
  });
});

async function made(account: string, hours: number) {
  const [pin] = await desk.make([account], hours);
  if (pin === undefined) throw new Error('none was made');
  return pin;
}
const stateOf = (id: number) => desk.list().find((pin) => pin.id === id)?.state;

it('a code is good to the last millisecond, and then no longer', async () => {
  const early = await made('A1', 2);
  const late = await made('A2', 2);
  expect(early).toMatchObject({ madeAt: START, expiresAt: START + 2 * HOUR, state: 'open' });
  now = START + 2 * HOUR - 1;
  expect(stateOf(late.id)).toBe('open');
  expect(await desk.take(early.pin, FIRST)).toEqual({ ok: true, account: 'A1' });
  now += 1;
  expect(stateOf(late.id)).toBe('expired');
  expect(await desk.take(late.pin, SECOND)).toEqual({
    ...{ ok: false, reason: 'this code is too old' },
  });
  expect(told).toEqual([FIRST]);
  expect(store.read(({ bindings }) => bindings.live(SECOND))).toBeNull();
});

it('a unit bound in time fetches its profile after the end, too, and only once', async () => {
  const { pin, id } = await made('A1', 1);
  await desk.take(pin, FIRST);
  now += 5 * HOUR;
  expect(stateOf(id)).toBe('taken');
  expect(await desk.take(pin, FIRST)).toMatchObject({ ok: true });
  await desk.served(FIRST);
  expect(stateOf(id)).toBe('spent');
  expect(await desk.take(pin, FIRST)).toEqual({ ok: false, reason: 'this code is spent' });
  await expect(desk.withdraw(id)).rejects.toThrow(/Release the unit/);
});

it('a unit that was released is not bound again by the code it had used', async () => {
  const { pin } = await made('A1', 1);
  await desk.take(pin, FIRST);
  await store.write(({ bindings }) => {
    const id = bindings.live(FIRST)?.id ?? 0;
    bindings.end(id, 'released', now, 'came back');
  });
  expect(await desk.take(pin, FIRST)).toMatchObject({
    reason: expect.stringMatching(/was released/),
  });
  await expect(desk.addressFor(pin, FIRST)).rejects.toThrow(/was released/);
});

it('withdrawn is withdrawn, and stays so from its first moment', async () => {
  const { pin, id } = await made('A1', 1);
  await desk.withdraw(id);
  now += 1000;
  expect(await desk.withdraw(id)).toMatchObject({ state: 'withdrawn' });
  expect(store.read(({ pins }) => pins.get(id))?.withdrawnAt).toBe(START);
  expect(await desk.take(pin, FIRST)).toEqual({ ok: false, reason: 'no such code' });
});

it('wrong codes of a unit shut it out for the rest of an hour, and nobody else', async () => {
  const { pin } = await made('A1', 24);
  for (let tries = 0; tries < 10; tries += 1) await desk.take('aaaaaaaaaa', FIRST);
  expect(await desk.take(pin, FIRST)).toMatchObject({
    reason: expect.stringMatching(/too many wrong codes/),
  });
  now += HOUR;
  expect(await desk.take(pin, FIRST)).toEqual({ ok: true, account: 'A1' });
});

it('a code has an address for a unit that may use it, and asking for it spends nothing', async () => {
  const { pin, id, url } = await made('A1', 1);
  expect(await desk.addressFor(pin, FIRST)).toBe(`https://prov.example.net/cisco-init/${pin}`);
  expect(await desk.addressFor(` ${url}\n`, FIRST)).toBe(url);
  expect(stateOf(id)).toBe('open');
  for (const text of ['', 'ABC', 'aaaaaaaaaa', `${pin}x`, '../admin']) {
    await expect(desk.addressFor(text, FIRST)).rejects.toMatchObject({ code: 'BAD_CODE' });
  }
  await desk.take(pin, FIRST);
  expect(await desk.addressFor(pin, FIRST)).toBe(url);
  await expect(desk.addressFor(pin, SECOND)).rejects.toThrow(/was used by 00:0E:08:00:00:01/i);
  const late = await made('A2', 1);
  now += HOUR;
  await expect(desk.addressFor(late.pin, SECOND)).rejects.toThrow(/too old/);
});

it('every change is told, and no code is in the list', async () => {
  const { pin, id } = await made('A1', 1);
  await desk.take(pin, FIRST);
  await desk.served(FIRST);
  await desk.withdraw((await made('A2', 1)).id);
  expect(news).toBe(5);
  const list = JSON.stringify(desk.list());
  expect(list).toContain(`"id":${id}`);
  expect(list).not.toContain(pin);
});
