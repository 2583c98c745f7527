import { describe, expect, it } from 'vitest';
import type { Lease } from './lease.ts';
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
  SETTINGS,
  START,
  say,
  short,
} from './leases.test-kit.ts';

describe('a restart', () => {
  it('keeps running leases, remembered addresses and quarantines', () => {
    const leases = fresh();
    for (const mac of [A, B, C]) join(leases, mac);
    const records = new Map(leases.running().map((lease) => [lease.clientKey, lease]));
    for (const request of [
      say('RELEASE', B, { ciaddr: '192.168.76.21' }),
      say('DECLINE', C, { requested: '192.168.76.22' }),
    ]) {
      const { outcome } = leases.decide(request, true, instant(1000));
      if (outcome.kind !== 'released' && outcome.kind !== 'declined') throw new Error(outcome.kind);
      for (const key of outcome.forget) records.delete(key);
      records.set(outcome.lease.clientKey, outcome.lease);
    }
    // The monotonic clock starts anew.
    const again = fresh(SETTINGS, [...records.values()], { at: START + MINUTE, monotonicMs: 0 });
    expect(again.running().map((lease) => lease.mac)).toEqual([A]);
    expect(again.pool()).toMatchObject({ used: 2, quarantined: [{ address: '192.168.76.22' }] });
    expect(ask(again, say('DISCOVER', B))).toBe('offer 192.168.76.21');
    expect(ask(again, say('DISCOVER', D))).toBe('silence');
  });

  it('gives no address twice when records contradict each other', () => {
    const lease = (mac: string, address: string, grantedAt: number): Lease => ({
      clientKey: `mac ${mac}`,
      address,
      mac,
      clientId: null,
      grantedAt,
      expiresAt: grantedAt + HOUR,
      state: 'leased',
      vendorClass: null,
      hostName: null,
    });
    const kept = [
      lease(A, '192.168.76.20', START - 2),
      lease(B, '192.168.76.20', START - 1),
      lease(B, '192.168.76.21', START - 3),
    ];
    for (const order of [kept, kept.toReversed()]) {
      const leases = fresh(SETTINGS, order);
      expect(leases.leaseAt('192.168.76.20')?.mac).toBe(B);
      expect(new Set(leases.running().map(({ mac }) => mac)).size).toBe(leases.running().length);
    }
  });
});

describe('the clock', () => {
  it.each([
    ['an hour forward', HOUR],
    ['a day back', -24 * HOUR],
  ])('set %s ends no lease and gives none away', (_, jump) => {
    const leases = fresh();
    for (const mac of [A, B, C]) join(leases, mac);
    const jumped = { at: START + jump, monotonicMs: MINUTE };
    const { outcome, expired } = leases.decide(say('DISCOVER', D), true, jumped);
    expect([short(outcome), expired]).toEqual(['silence', []]);
  });

  it('set back between two runs keeps no lease longer than it was granted for', () => {
    const leases = fresh();
    join(leases, A);
    const again = fresh(SETTINGS, leases.running(), { at: START - 24 * HOUR, monotonicMs: 0 });
    expect(again.sweep({ at: START, monotonicMs: HOUR - 1 })).toEqual([]);
    expect(again.sweep({ at: START, monotonicMs: HOUR })).toHaveLength(1);
  });
});
