import { afterEach, describe, expect, it } from 'vitest';
import type { DhcpConfig } from '../../main/station/dhcp/config.ts';
import { probeForeignServers } from '../../main/station/dhcp/probe.ts';
import { loopbackNetwork } from '../kit/loopback-network.ts';
import { addressOf, DhcpBench, MemoryKeeper } from './dhcp-kit.ts';

const POOL = { first: '127.0.1.20', last: '127.0.2.60' };
const UNIT = '000e08123456';
const SERVER = addressOf('127.0.0.1');

describe('the DHCP server on loopback', () => {
  const benches: DhcpBench[] = [];
  const open = async (config: Partial<DhcpConfig> = {}, keeper?: MemoryKeeper) => {
    const bench = await new DhcpBench({ pool: POOL, ...config }, keeper).start();
    benches.push(bench);
    return bench;
  };
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.stop();
  });

  it('leads a unit from DISCOVER to a kept lease with option 66', async () => {
    const bench = await open();
    const unit = await bench.client(UNIT);
    const ack = await unit.join();
    expect(ack.kind).toBe('ACK');
    expect(ack.bytes.length).toBeGreaterThanOrEqual(300);
    expect(ack.packet).toMatchObject({ yiaddr: '127.0.1.20', siaddr: '127.0.0.1' });
    expect(Buffer.from(ack.packet.options.get(66) ?? []).toString()).toBe('127.0.0.1');
    expect([...bench.keeper.records.values()]).toMatchObject([
      { mac: UNIT, address: '127.0.1.20', state: 'leased' },
    ]);
    expect(bench.server.holderOf('127.0.1.20')).toBe(UNIT);
    expect(bench.events.map((event) => event.type)).toEqual([
      'dhcp-seen',
      'dhcp-seen',
      'lease-granted',
    ]);
    const lines = bench.lines.filter((line) => line.mac === UNIT).map((line) => line.msg);
    expect(lines).toEqual([
      'DISCOVER from 00:0E:08:12:34:56 (LINKSYS SPA-962) → OFFER 127.0.1.20 [option 55: none, option 60: 4c494e4b535953205350412d393632]',
      'REQUEST from 00:0E:08:12:34:56 (LINKSYS SPA-962) → ACK 127.0.1.20',
    ]);
    expect(bench.lines.at(-1)).toMatchObject({ source: 'dhcp', address: '127.0.0.1' });
  });

  it('sends no ACK before the lease is kept', async () => {
    const bench = await open();
    const unit = await bench.client(UNIT);
    bench.keeper.hold();
    unit.say('REQUEST', [
      [50, addressOf('127.0.1.20')],
      [54, SERVER],
    ]);
    // Another unit's whole exchange passes meanwhile: nothing waits for the disk but this ACK.
    const other = await bench.client('000e08000001');
    other.say('DISCOVER');
    expect((await other.answer()).kind).toBe('OFFER');
    expect(unit.answers).toEqual([]);
    bench.keeper.letGo();
    expect((await unit.answer()).kind).toBe('ACK');
  });

  it('answers one client in the order it asked, though the first answer waits for the disk', async () => {
    const bench = await open();
    const unit = await bench.client(UNIT);
    bench.keeper.hold();
    unit.say('REQUEST', [
      [50, addressOf('127.0.1.20')],
      [54, SERVER],
    ]);
    unit.say('DISCOVER');
    const other = await bench.client('000e08000001');
    other.say('DISCOVER');
    await other.answer();
    expect(unit.answers).toEqual([]);
    bench.keeper.letGo();
    expect([(await unit.answer()).kind, (await unit.answer()).kind]).toEqual(['ACK', 'OFFER']);
  });

  it('gives no ACK when the lease cannot be kept, and says so', async () => {
    const bench = await open();
    const unit = await bench.client(UNIT);
    bench.keeper.fails = true;
    unit.say('REQUEST', [
      [50, addressOf('127.0.1.20')],
      [54, SERVER],
    ]);
    unit.say('DISCOVER');
    const answer = await unit.answer();
    expect(answer).toMatchObject({ kind: 'OFFER', packet: { yiaddr: '127.0.1.20' } });
    expect(bench.lines.find((line) => line.severity === 3)?.msg).toContain('disk full');
    expect(bench.server.leases()).toEqual([]);
    bench.keeper.fails = false;
    expect((await unit.join()).kind).toBe('ACK');
  });

  it('keeps leases over a restart', async () => {
    const keeper = new MemoryKeeper();
    const first = await open({}, keeper);
    await (await first.client('000e08000001')).join();
    await (await first.client(UNIT)).join();
    await first.stop();
    const second = await open({}, keeper);
    const unit = await second.client(UNIT);
    unit.say('REQUEST', [], { ciaddr: '127.0.1.21' });
    expect(await unit.answer()).toMatchObject({ kind: 'ACK', packet: { yiaddr: '127.0.1.21' } });
    expect(second.events.at(-1)).toMatchObject({ type: 'lease-granted', isRenewal: true });
  });

  it('gives 250 units powered on at once an address each', async () => {
    const bench = await open();
    const macs = Array.from({ length: 250 }, (_, n) => `000e08${n.toString(16).padStart(6, '0')}`);
    const units = await Promise.all(macs.map((mac) => bench.client(mac)));
    const acks = await Promise.all(units.map((unit) => unit.join()));
    expect(new Set(acks.map((ack) => ack.packet.yiaddr)).size).toBe(250);
    expect(bench.server.stats()).toMatchObject({ offers: 250, acks: 250, pool: { used: 250 } });
  });

  it('lists a foreign client once and gives it nothing', async () => {
    const bench = await open();
    const pc = await bench.client('3c970e000001', 'MSFT 5.0');
    const unit = await bench.client(UNIT);
    pc.say('DISCOVER');
    pc.say('DISCOVER');
    pc.say('INFORM', [], { ciaddr: '127.0.0.9' });
    await unit.join();
    expect(pc.answers).toEqual([]);
    expect(bench.events.filter((event) => event.mac === '3c970e000001')).toMatchObject([
      { type: 'dhcp-seen', vendorClass: 'MSFT 5.0', isWanted: false },
    ]);
  });

  it('with all allowed, leases to a foreign client but tells it no boot server', async () => {
    const bench = await open({ allowAll: true });
    const ack = await (await bench.client('3c970e000001', 'MSFT 5.0')).join();
    expect(ack.kind).toBe('ACK');
    expect(ack.packet.options.has(66)).toBe(false);
    expect(ack.packet.siaddr).toBe('0.0.0.0');
  });

  it('announces a full pool once a minute, and serves again after a RELEASE', async () => {
    const bench = await open({ pool: { first: '127.0.1.20', last: '127.0.1.20' } });
    const first = await bench.client(UNIT);
    await first.join();
    const second = await bench.client('000e08000002');
    second.say('DISCOVER');
    second.say('DISCOVER');
    first.say('RELEASE', [[54, SERVER]], { ciaddr: '127.0.1.20' });
    // The server handles datagrams in order: this answer proves the two before were silent.
    second.say('DISCOVER');
    expect((await second.answer()).packet.yiaddr).toBe('127.0.1.20');
    expect(second.answers).toEqual([]);
    expect(bench.events.filter((event) => event.type === 'pool-exhausted')).toMatchObject([
      { mac: '000e08000002', size: 1 },
    ]);
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'lease-ended', why: 'released', mac: UNIT }),
    );
  });

  it('tells that a lease ran out', async () => {
    const bench = await open({ leaseSeconds: 60 });
    await (await bench.client(UNIT)).join();
    bench.clock.turn(60_000);
    await (await bench.client('000e08000002')).join();
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'lease-ended', why: 'expired', mac: UNIT }),
    );
  });

  it('survives rubbish, counts it and logs it once per sender', async () => {
    const bench = await open();
    const unit = await bench.client(UNIT);
    let seed = 7;
    const next = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed >>> 24;
    };
    for (let round = 0; round < 300; round += 1) {
      unit.sendRaw(Uint8Array.from({ length: round + 1 }, next));
      if (round % 50 === 0) await (await bench.client(UNIT)).join();
    }
    const ack = await unit.join();
    expect(ack.kind).toBe('ACK');
    const { dropped } = bench.server.stats();
    expect(dropped['too-short']).toBeGreaterThan(200);
    expect(bench.lines.filter((line) => line.msg.startsWith('Dropped'))).toHaveLength(1);
  });

  it.each([
    ['of BOOTP', 'bootp', [[53, new Uint8Array(0)]], {}],
    ['from a server', 'from-a-server', [], { op: 2 }],
    ['a group MAC', 'bad-client-mac', [], { chaddr: 'ffffffffffff' }],
    ['no MAC', 'bad-client-mac', [], { chaddr: '000000000000' }],
    ['our own MAC', 'own-mac', [], { chaddr: '02aabbccddee' }],
    ['a wished-for address of three bytes', 'bad-value', [[50, Uint8Array.of(1, 2, 3)]], {}],
    ['a server identifier of five bytes', 'bad-value', [[54, new Uint8Array(5)]], {}],
    ['a type clients never send', 'not-for-servers', [[53, Uint8Array.of(10)]], {}],
  ] as const)('answers nothing to %s', async (_, reason, options, fields) => {
    const bench = await open({ ownMac: '02aabbccddee' });
    const unit = await bench.client(UNIT);
    unit.say('DISCOVER', [...options] as [number, Uint8Array][], fields);
    await unit.join();
    expect(unit.answers).toEqual([]);
    expect(bench.server.stats().dropped).toEqual({ [reason]: 1 });
  });

  it('tells of no more newcomers than can be true, and of each that takes a lease', async () => {
    const bench = await open();
    const flood = await bench.client(UNIT);
    for (let n = 0; n < 2000; n += 1) {
      flood.say('DISCOVER', [], { chaddr: `000e09${n.toString(16).padStart(6, '0')}` });
      // In groups, each answered whole: no socket is to drop what it is about.
      if (n % 50 === 49) for (let left = 50; left > 0; left -= 1) await flood.answer();
    }
    const unit = await bench.client(UNIT);
    expect((await unit.join()).kind).toBe('ACK');
    const seen = new Set(bench.events.flatMap((e) => (e.type === 'dhcp-seen' ? e.mac : [])));
    expect(seen.size).toBe(513);
    expect(seen.has(UNIT)).toBe(true);
    expect(bench.lines.filter((line) => line.msg.includes('made-up'))).toHaveLength(1);
    expect(bench.lines.length).toBeLessThan(800);
  });

  it('sets aside what it finds in use, keeps that, and ends a look when it stops', async () => {
    const signals: AbortSignal[] = [];
    const bench = new DhcpBench({ pool: POOL }, new MemoryKeeper(), {
      inUse: async (_, signal) => {
        signals.push(signal);
        return new Map([['127.0.1.20', '02000000000a']]);
      },
    });
    benches.push(await bench.start());
    await (await bench.client(UNIT)).join();
    expect(bench.server.stats().pool.quarantined).toMatchObject([
      { address: '127.0.1.20', mac: '02000000000a', isFound: true },
    ]);
    expect(bench.server.holderOf('127.0.1.21')).toBe(UNIT);
    expect(bench.keeper.records.get('declined 127.0.1.20')).toMatchObject({ state: 'declined' });
    expect(bench.lines.map(({ msg }) => msg)).toContainEqual(
      expect.stringContaining('127.0.1.20 is in use by 02:00:00:00:00:0A without a lease'),
    );
    expect(signals[0]?.aborted).toBe(false);
    await bench.stop();
    expect(signals[0]?.aborted).toBe(true);
  });

  it('says once a minute what the system says of its sends', async () => {
    const network = loopbackNetwork();
    let fail: (error: Error) => void = () => undefined;
    const openUdp: typeof network.openUdp = (options) => {
      fail = options.onError;
      return network.openUdp(options);
    };
    const bench = new DhcpBench({ pool: POOL }, new MemoryKeeper(), {
      network: { ...network, openUdp },
    });
    benches.push(await bench.start());
    const told = () => bench.lines.filter(({ msg }) => msg.startsWith('DHCP socket')).length;
    for (let n = 0; n < 100; n += 1) fail(new Error('send ENETDOWN'));
    expect(told()).toBe(1);
    bench.clock.turn(60_000);
    fail(new Error('send ENETDOWN'));
    fail(new Error('send EPERM'));
    expect(told()).toBe(3);
  });

  it('asks nobody for other servers on loopback', async () => {
    const bench = await open();
    const log = { write: () => undefined };
    const parts = { network: loopbackNetwork(), clock: bench.clock, log, ms: 0, count: 1 };
    expect(await probeForeignServers(parts)).toEqual({ kind: 'heard', servers: [] });
  });
});
