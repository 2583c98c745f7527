/** Scans, moves and the goal as a UI asks for them, on a station that serves nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../main/contract/contract.ts';
import { type Desk, openDesk } from './desk-kit.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk({
    accounts: [
      { account: 'A1', workOrder: 'W1', name: 'Ada' },
      { account: 'A2', workOrder: 'W1', allowed: 2 },
      { account: 'A3', workOrder: 'W1', isClosed: true },
      { account: 'A4', model: 'SPA962' },
      { account: 'A5' },
      { account: 'A6', workOrder: 'W6', allowed: 4 },
    ],
    units: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4, stage: 'SEC-PRV-1' }, { n: 5 }],
  });
});
afterEach(() => desk.close());

const seat = 'screen';
const scan = async (...texts: string[]) => {
  const verdicts = [];
  for (const text of texts) {
    verdicts.push((await desk.ask.scans.submit({ seat, text })).verdict);
    desk.pass(3000);
  }
  return verdicts;
};
const typesOf = (changes: readonly Change[]) => changes.map(({ type }) => type);

describe('"Move it here"', () => {
  const move = (account: string, mac = desk.mac(1)) =>
    desk.ask.scans.moveHere({ seat, mac, account, reason: 'wrong box' });

  it('ends the one binding and begins the other, with the reason kept, and tells both', async () => {
    await scan(desk.mac(1), 'A1', desk.mac(1), 'A2');
    const before = desk.changes().length;
    expect(await move('A2')).toMatchObject({ verdict: 'bound', unit: desk.mac(1), account: 'A2' });
    const told = desk.changes().slice(before);
    expect(typesOf(told).filter((type) => type === 'binding')).toHaveLength(2);
    expect(told).toContainEqual(
      expect.objectContaining({
        type: 'unit',
        unit: expect.objectContaining({ account: 'A2', binding: 'bound' }),
      }),
    );
    expect(await desk.ask.bindings.list()).toMatchObject([
      { account: 'A1', state: 'released' },
      { account: 'A2', state: 'bound' },
    ]);
    const { evidence } = await desk.ask.units.get({ mac: desk.mac(1) });
    expect(evidence.map(({ detail }) => detail)).toContain('Released from account A1: wrong box');
    // The refusal that asked for it no longer pauses the seat.
    expect(await scan('A1', desk.mac(2))).toEqual(['held', 'bound']);
  });

  it.each([
    ['A4', 'Order asks for SPA962, this is SPA942.'],
    ['A3', 'Account A3 is closed.'],
    ['nobody', 'Not in the account list.'],
  ])('to %s is refused, and the binding stays', async (account, reason) => {
    await scan(desk.mac(1), 'A1');
    expect(await move(account)).toMatchObject({ verdict: 'not-bound', reason });
    expect(await desk.ask.bindings.list()).toMatchObject([{ account: 'A1', state: 'bound' }]);
    expect(await scan(desk.mac(2))).toEqual(['locked']);
  });

  it('to an account that is full, or of a unit that is not ready, is refused', async () => {
    await scan(desk.mac(1), 'A1', desk.mac(2), 'A5');
    expect(await move('A5')).toMatchObject({ verdict: 'not-bound' });
    expect(await move('A2', desk.mac(4))).toMatchObject({ verdict: 'not-bound' });
    expect(await move('A2', '000e08ffffff')).toMatchObject({
      reason: 'This station has never seen it.',
    });
    expect(await move('A1')).toMatchObject({ verdict: 'already' });
  });

  it('of an exported unit leaves its batch as it was, and goes into the next', async () => {
    await scan(desk.mac(1), 'A1');
    await desk.ask.exports.make({ preset: 'billing' });
    expect(await move('A2')).toMatchObject({ verdict: 'bound' });
    expect(await desk.ask.exports.make({ preset: 'billing' })).toMatchObject({ batch: 2, rows: 1 });
    expect(await desk.ask.exports.list()).toMatchObject([{ state: 'live' }, { state: 'live' }]);
  });
});

describe('the goal', () => {
  it('is the work order of the account bound last at that seat, else on the station', async () => {
    expect(await desk.ask.scans.goal({ seat })).toEqual({
      ...{ workOrder: null, bound: 0, total: 0, secondsLeft: null },
    });
    await scan(desk.mac(1), 'A1');
    const goal = { workOrder: 'W1', bound: 1, total: 3, secondsLeft: null };
    expect(await desk.ask.scans.goal({ seat })).toEqual(goal);
    expect(await desk.ask.scans.goal({ seat: 'other' })).toEqual(goal);
    await scan(desk.mac(2), 'A2', desk.mac(3), 'A2');
    expect(await desk.ask.scans.goal({ seat })).toMatchObject({
      bound: 3,
      total: 3,
      secondsLeft: 0,
    });
    await desk.ask.scans.undo({ seat });
    await desk.ask.scans.undo({ seat });
    await scan(desk.mac(2), 'A5');
    expect(await desk.ask.scans.goal({ seat })).toMatchObject({ workOrder: null });
  });

  it('tells roughly how long, from the last binds, a break among them left out', async () => {
    // 6 s from bind to bind, but for one break.
    await scan(desk.mac(1), 'A5', desk.mac(2), 'A2');
    desk.pass(3_600_000);
    await scan(desk.mac(3), 'A2', desk.mac(5), 'A6');
    const { workOrder, bound, total, secondsLeft } = await desk.ask.scans.goal({ seat });
    expect({ workOrder, bound, total }).toEqual({ workOrder: 'W6', bound: 1, total: 4 });
    expect(secondsLeft).toBe(18);
  });
});

describe('the scans of today', () => {
  it('are all of the seat, newest first, those of yesterday left out', async () => {
    await scan('nobody');
    desk.pass(86_400_000);
    await scan('*PPS-OK*', desk.mac(1), 'A1');
    await desk.ask.scans.submit({ seat: 'other', text: desk.mac(2) });
    const today = await desk.ask.scans.today({ seat });
    expect(today.map(({ verdict }) => verdict)).toEqual(['bound', 'held', 'command']);
  });
});
