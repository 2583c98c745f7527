import { describe, expect, it } from 'vitest';
import {
  A,
  ask,
  B,
  C,
  D,
  fresh,
  HOUR,
  instant,
  join,
  MINUTE,
  RESERVED,
  SETTINGS,
  START,
  say,
  short,
  take,
} from './leases.test-kit.ts';
import type { Leases } from './leases.ts';

describe('the end of a lease', () => {
  it('a full pool means silence, and never the address of a running lease', () => {
    const leases = fresh();
    for (const mac of [A, B, C]) join(leases, mac);
    const { outcome } = leases.decide(say('DISCOVER', D), true, instant(HOUR - 1));
    expect(outcome).toMatchObject({ kind: 'silence', isPoolExhausted: true });
  });

  it('expired leases are told once, and reused oldest first', () => {
    const leases = fresh();
    for (const [index, mac] of [B, A, C].entries()) join(leases, mac, index * 1000);
    const { outcome, expired } = leases.decide(say('DISCOVER', D), true, instant(HOUR + 2000));
    expect(expired.map((lease) => lease.mac)).toEqual([B, A, C]);
    expect(short(outcome)).toBe('offer 192.168.76.20');
    expect(leases.sweep(instant(HOUR + 3000))).toEqual([]);
  });

  it('the same client gets its old address back, also hours later', () => {
    const leases = fresh();
    join(leases, A);
    join(leases, B);
    expect(ask(leases, say('DISCOVER', B), 5 * HOUR)).toBe('offer 192.168.76.21');
    expect(ask(leases, say('REQUEST', A, { requested: '192.168.76.20' }), 5 * HOUR)).toBe(
      'ack 192.168.76.20',
    );
  });

  it('never-used addresses come before released ones', () => {
    const leases = fresh();
    join(leases, A);
    expect(ask(leases, say('RELEASE', A, { ciaddr: '192.168.76.20' }))).toBe('released');
    expect(leases.running()).toEqual([]);
    expect([join(leases, B), join(leases, C), join(leases, D)]).toEqual([
      '192.168.76.21',
      '192.168.76.22',
      '192.168.76.20',
    ]);
    expect(ask(leases, say('DISCOVER', A))).toBe('silence');
  });

  it('a second RELEASE, or one for another server, changes nothing', () => {
    const leases = fresh();
    join(leases, A);
    const release = say('RELEASE', A, { ciaddr: '192.168.76.20' });
    expect(ask(leases, { ...release, serverId: '192.168.76.9' })).toBe('silence');
    expect(leases.running()).toHaveLength(1);
    expect(ask(leases, release)).toBe('released');
    expect(ask(leases, release)).toBe('silence');
  });

  it('a declined address is set aside, then used again', () => {
    const leases = fresh({ ...SETTINGS, pool: { first: '192.168.76.20', last: '192.168.76.20' } });
    join(leases, A);
    const { outcome } = leases.decide(
      say('DECLINE', A, { requested: '192.168.76.20' }),
      true,
      instant(0),
    );
    expect(outcome).toMatchObject({
      kind: 'declined',
      lease: { clientKey: 'declined 192.168.76.20', state: 'declined' },
      forget: [`mac ${A}`],
    });
    expect(leases.pool()).toMatchObject({ used: 1, quarantined: [{ address: '192.168.76.20' }] });
    expect(ask(leases, say('DISCOVER', A), 599_999)).toBe('silence');
    expect(ask(leases, take(A, '192.168.76.20'), 599_999)).toBe('nak');
    expect(ask(leases, say('DISCOVER', B), 600_000)).toBe('offer 192.168.76.20');
    expect(leases.decide(take(B, '192.168.76.20'), true, instant(600_000)).outcome).toMatchObject({
      kind: 'ack',
      forget: ['declined 192.168.76.20'],
    });
  });

  it('an address somebody uses without a lease is set aside, unless it is somebody’s', () => {
    const leases = fresh();
    const other = '02000000000a';
    expect(leases.upNext(9, instant(0))).toEqual([
      '192.168.76.200',
      '192.168.76.20',
      '192.168.76.21',
      '192.168.76.22',
    ]);
    join(leases, A);
    ask(leases, say('DISCOVER', B));
    expect(leases.foundInUse('192.168.76.20', other, instant(0))).toBeNull();
    expect(leases.foundInUse('192.168.76.21', other, instant(0))).toBeNull();
    expect(leases.foundInUse('192.168.76.22', other, instant(0))).toMatchObject({
      lease: { clientKey: 'declined 192.168.76.22', state: 'declined', mac: other, isFound: true },
      forget: [],
    });
    expect(ask(leases, say('DISCOVER', C))).toBe('silence');
    expect(leases.pool().quarantined).toMatchObject([{ address: '192.168.76.22', mac: other }]);
    expect(leases.upNext(9, instant(600_000))).toEqual(['192.168.76.200']);
    leases.sweep(instant(600_000));
    expect(leases.upNext(9, instant(600_000))).toContain('192.168.76.22');
    expect(ask(leases, say('DISCOVER', C), 600_000)).toMatch(/^offer/);
  });

  it('a reserved address another device uses is set aside, and its client gets one of the pool', () => {
    const leases = fresh();
    expect(leases.foundInUse('192.168.76.200', RESERVED, instant(0))).toBeNull();
    expect(leases.foundInUse('192.168.76.200', '02000000000a', instant(0))).not.toBeNull();
    expect(ask(leases, say('DISCOVER', RESERVED))).toBe('offer 192.168.76.20');
    leases.sweep(instant(600_000));
    expect(ask(leases, say('DISCOVER', RESERVED), 600_000)).toBe('offer 192.168.76.200');
  });

  it('a released address is not looked at while its client may come back to it', () => {
    const leases = fresh({ ...SETTINGS, pool: { first: '192.168.76.20', last: '192.168.76.20' } });
    join(leases, A);
    ask(leases, say('RELEASE', A, { ciaddr: '192.168.76.20' }), 1000);
    expect(leases.upNext(9, instant(600_000))).not.toContain('192.168.76.20');
    expect(leases.upNext(9, instant(602_000))).toContain('192.168.76.20');
  });

  it('taking over an address forgets the record of its former client', () => {
    const leases = fresh({ ...SETTINGS, pool: { first: '192.168.76.20', last: '192.168.76.20' } });
    join(leases, A);
    ask(leases, say('DISCOVER', B), 2 * HOUR);
    expect(leases.decide(take(B, '192.168.76.20'), true, instant(2 * HOUR)).outcome).toMatchObject({
      forget: [`mac ${A}`],
      isRenewal: false,
    });
    expect(ask(leases, say('REQUEST', A, { requested: '192.168.76.20' }), 2 * HOUR)).toBe(
      'silence',
    );
  });
});

describe('a lease that could not be kept', () => {
  it('is held for the client’s next try, then free', () => {
    const leases = fresh();
    ask(leases, say('DISCOVER', A));
    const { outcome } = leases.decide(take(A, '192.168.76.20'), true, instant(0));
    if (outcome.kind !== 'ack') throw new Error(outcome.kind);
    leases.notKept(outcome.lease, outcome.isRenewal, instant(0));
    expect(leases.running()).toEqual([]);
    expect(ask(leases, say('DISCOVER', B))).toBe('offer 192.168.76.21');
    expect(ask(leases, take(A, '192.168.76.20'), 1000)).toBe('ack 192.168.76.20');
  });
});

describe('a lease a person freed', () => {
  const freed = () => {
    const leases = fresh();
    const address = join(leases, A);
    const [record] = leases.free(A, instant(MINUTE));
    return { leases, address, record };
  };
  const holder = (leases: Leases, address: string, ms = MINUTE) =>
    leases.holderAt(address, instant(ms))?.mac ?? null;

  it('is no running one, and to be kept as freed', () => {
    const { leases, record } = freed();
    expect(leases.running()).toEqual([]);
    expect(leases.pool().used).toBe(0);
    expect(record).toMatchObject({ mac: A, state: 'freed', expiresAt: START + HOUR });
  });

  it('still names its unit, until its time is over', () => {
    const { leases, address } = freed();
    expect(holder(leases, address)).toBe(A);
    expect(holder(leases, address, HOUR + 1)).toBeNull();
  });

  it('is renewed by its unit as if nothing had been', () => {
    const { leases, address } = freed();
    expect(ask(leases, say('REQUEST', A, { ciaddr: address }), 2 * MINUTE)).toBe(`ack ${address}`);
    expect(leases.running()).toHaveLength(1);
  });

  it('names nobody after the goodbye of its unit', () => {
    const { leases, address } = freed();
    expect(ask(leases, say('RELEASE', A, { ciaddr: address }), 2 * MINUTE)).toBe('released');
    expect(holder(leases, address, 2 * MINUTE)).toBeNull();
  });

  it('gives way to whoever needs the address', () => {
    const { leases, address } = freed();
    join(leases, B, MINUTE);
    join(leases, C, MINUTE);
    expect(join(leases, D, MINUTE)).toBe(address);
    expect(holder(leases, address)).toBe(D);
    expect(leases.resume(A, instant(MINUTE))).toEqual([]);
    expect(ask(leases, say('REQUEST', A, { ciaddr: address }), 2 * MINUTE)).toBe('nak');
  });

  it('runs on to its old end when its unit is back', () => {
    const { leases, address } = freed();
    expect(leases.resume(A, instant(2 * MINUTE))).toMatchObject([{ address, state: 'leased' }]);
    expect(leases.running()).toHaveLength(1);
    expect(leases.sweep(instant(HOUR - 1))).toEqual([]);
    expect(leases.sweep(instant(HOUR))).toMatchObject([{ address }]);
  });

  it('is as free after a restart, and as well remembered', () => {
    const { address, record } = freed();
    const later = fresh(SETTINGS, record ? [record] : [], instant(2 * MINUTE));
    expect(later.pool().used).toBe(0);
    expect(holder(later, address, 2 * MINUTE)).toBe(A);
    expect(later.resume(A, instant(2 * MINUTE))).toHaveLength(1);
  });
});
