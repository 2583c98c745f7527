import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../contract/model.ts';
import { CardAddresses } from './card-addresses.ts';
import type { Elevated } from './net/elevate.ts';
import { openStore, type Store } from './store/store.ts';

const done: Elevated = { outcome: 'done' };
const set = [['ip', 'address', 'add', '192.168.76.1/23', 'dev', 'eth1']];
const undo = [['ip', 'address', 'del', '192.168.76.1/23', 'dev', 'eth1']];
const given = { address: '192.168.76.1', prefix: 23 };

const card = (name: string, about: Partial<Card> = {}): Card => ({
  name,
  mac: '020000000001',
  addresses: [],
  isUp: true,
  isLoopback: false,
  lockedBecause: null,
  ...about,
});

/** A computer whose one card `eth1` has no address, and whose commands work. */
function computer() {
  const state = {
    bench: card('eth1'),
    others: [card('lo', { isLoopback: true, addresses: [{ address: '127.0.0.1', prefix: 8 }] })],
    boot: 'one',
    inUse: null as string | null,
    ran: [] as string[][][],
    log: [] as string[],
    result: done,
    /** What else happens while a command runs. */
    onRun: (): void | Promise<void> => undefined,
  };
  const open = (store: Store) =>
    new CardAddresses({
      store,
      platform: 'linux',
      log: { write: ({ source, msg }) => state.log.push(`${source}: ${msg}`) },
      listCards: async () => [state.bench, ...state.others],
      usual: () => given,
      bootId: async () => state.boot,
      isInUse: (name) => name === state.inUse,
      runElevated: async (commands) => {
        state.ran.push(commands);
        await state.onRun();
        if (state.result === done) {
          const addresses = commands[0]?.[2] === 'add' ? [given] : [];
          state.bench = { ...state.bench, addresses };
        }
        return state.result;
      },
    });
  return { state, open };
}

describe('the address of a card', () => {
  let store: Store;
  let state: ReturnType<typeof computer>['state'];
  let reopen: () => CardAddresses;
  let addresses: CardAddresses;

  beforeEach(() => {
    store = openStore({ memory: true });
    const made = computer();
    state = made.state;
    reopen = () => made.open(store);
    addresses = reopen();
  });
  afterEach(() => store.close());

  const giver = async (): Promise<string | undefined> =>
    (await addresses.list()).find(({ name }) => name === 'eth1')?.addressGiver;
  const refused = (code: string) => expect.objectContaining({ code });

  it('is planned without running anything', async () => {
    expect(await addresses.plan('eth1')).toEqual({
      ...given,
      set: 'sudo ip address add 192.168.76.1/23 dev eth1',
      undo: 'sudo ip address del 192.168.76.1/23 dev eth1',
    });
    expect(state.ran).toEqual([]);
    expect(state.log).toEqual([]);
  });

  it('is given, shown as ours, and taken back, each with a line in the log', async () => {
    expect(await giver()).toBe('nobody');
    const listed = await addresses.set('eth1');
    expect(listed[0]).toEqual({ ...state.bench, addresses: [given], addressGiver: 'station' });
    expect((await addresses.plan('eth1')).undo).toContain('address del 192.168.76.1/23');
    expect((await addresses.undo('eth1'))[0]?.addressGiver).toBe('nobody');
    expect(state.ran).toEqual([set, undo]);
    expect(state.log).toEqual([
      'station: Ran, to give eth1 the address 192.168.76.1/23: sudo ip address add 192.168.76.1/23 dev eth1',
      'station: Ran, to take the address 192.168.76.1/23 from eth1: sudo ip address del 192.168.76.1/23 dev eth1',
    ]);
  });

  it('is still ours after a restart of the station', async () => {
    await addresses.set('eth1');
    addresses = reopen();
    expect(await giver()).toBe('station');
    await addresses.undo('eth1');
    expect(state.ran).toEqual([set, undo]);
  });

  it('is ours when only the first of the commands went through', async () => {
    state.result = { outcome: 'failed', why: 'no such device' };
    state.onRun = () => {
      state.bench = { ...state.bench, addresses: [given] };
    };
    await expect(addresses.set('eth1')).rejects.toEqual(refused('ADDRESS_FAILED'));
    expect(await giver()).toBe('station');
  });

  it('is remembered before the command runs, should the station die with it', async () => {
    let seen: string | undefined;
    state.onRun = async () => {
      state.bench = { ...state.bench, addresses: [given] };
      seen = (await reopen().list())[0]?.addressGiver;
    };
    await addresses.set('eth1');
    expect(seen).toBe('station');
  });

  it.each([
    ['somebody set the same one after a restart of the computer', { boot: 'two' }],
    [
      'another card has the name now',
      { bench: card('eth1', { mac: '020000000002', addresses: [given] }) },
    ],
    [
      'it is another one',
      { bench: card('eth1', { addresses: [{ address: '10.0.0.1', prefix: 8 }] }) },
    ],
  ])('is not ours when %s', async (_why, change) => {
    await addresses.set('eth1');
    Object.assign(state, change);
    expect(await giver()).toBe('other');
    await expect(addresses.undo('eth1')).rejects.toEqual(refused('NOT_OURS'));
    await expect(addresses.set('eth1')).rejects.toEqual(refused('HAS_ADDRESS'));
    expect(state.ran).toEqual([set]);
  });

  it.each([
    ['an unknown card', 'eth9', {}, 'NO_CARD'],
    ['loopback', 'lo', {}, 'LOOPBACK_CARD'],
    [
      'a card of a live network',
      'eth1',
      { bench: card('eth1', { lockedBecause: 'it has a DNS server.' }) },
      'CARD_LOCKED',
    ],
    ['the card the station serves on', 'eth1', { inUse: 'eth1' }, 'CARD_IN_USE'],
    [
      'a card that has one',
      'eth1',
      { bench: card('eth1', { addresses: [{ address: '10.0.0.1', prefix: 8 }] }) },
      'HAS_ADDRESS',
    ],
    [
      'a subnet that holds ours',
      'eth1',
      { others: [card('eth0', { addresses: [{ address: '192.168.0.9', prefix: 16 }] })] },
      'SUBNET_TAKEN',
    ],
    [
      'a subnet within ours',
      'eth1',
      { others: [card('eth0', { addresses: [{ address: '192.168.77.9', prefix: 24 }] })] },
      'SUBNET_TAKEN',
    ],
  ])('is refused for %s, and nothing runs', async (_what, name, change, code) => {
    Object.assign(state, change);
    await expect(addresses.plan(name)).rejects.toEqual(refused(code));
    await expect(addresses.set(name)).rejects.toEqual(refused(code));
    const undoCode = ['HAS_ADDRESS', 'SUBNET_TAKEN'].includes(code) ? 'NOT_OURS' : code;
    await expect(addresses.undo(name)).rejects.toEqual(refused(undoCode));
    expect(state.ran).toEqual([]);
  });

  it('is given beside a self-assigned one and beside a neighbouring subnet', async () => {
    state.bench = card('eth1', { addresses: [{ address: '169.254.3.3', prefix: 16 }] });
    state.others = [card('eth0', { addresses: [{ address: '192.168.78.1', prefix: 23 }] })];
    expect((await addresses.set('eth1'))[0]?.addressGiver).toBe('station');
  });

  it.each([
    [{ outcome: 'declined' }, 'DECLINED', 'was declined'],
    [{ outcome: 'failed', why: 'Not authorized' }, 'ADDRESS_FAILED', 'Not authorized'],
    [{ outcome: 'no-dialog', byHand: 'sudo ip x' }, 'NO_DIALOG', '`sudo ip x`'],
  ] as const)(
    'stays as it is when the end is %j, which the log has too',
    async (result, code, words) => {
      state.result = result;
      await expect(addresses.set('eth1')).rejects.toEqual(refused(code));
      expect(await giver()).toBe('nobody');
      expect(state.log).toEqual([expect.stringContaining(words)]);
      // Set by hand afterwards, as the sentence may have asked for, it is not this station's.
      state.bench = card('eth1', { addresses: [given] });
      expect(await giver()).toBe('other');
    },
  );

  it('can still be taken back after the question was declined once', async () => {
    await addresses.set('eth1');
    state.result = { outcome: 'declined' };
    await expect(addresses.undo('eth1')).rejects.toEqual(refused('DECLINED'));
    expect(await giver()).toBe('station');
    state.result = done;
    await addresses.undo('eth1');
    expect(await giver()).toBe('nobody');
  });

  it('is given once when two people ask at the same moment', async () => {
    const both = await Promise.allSettled([addresses.set('eth1'), addresses.set('eth1')]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(state.ran).toEqual([set]);
  });
});
