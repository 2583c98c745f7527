import { describe, expect, it } from 'vitest';
import {
  A,
  ask,
  B,
  C,
  D,
  fresh,
  instant,
  join,
  SETTINGS,
  START,
  say,
  take,
} from './leases.test-kit.ts';

describe('offers', () => {
  it('stay the same while the client repeats itself, and are held for a minute', () => {
    const leases = fresh();
    expect(ask(leases, say('DISCOVER', A))).toBe('offer 192.168.76.20');
    expect(ask(leases, say('DISCOVER', A), 3000)).toBe('offer 192.168.76.20');
    expect(leases.pool().offered).toBe(1);
    leases.sweep(instant(63_000));
    expect(leases.pool().offered).toBe(0);
  });

  it('are freed when the client chose another server', () => {
    const leases = fresh();
    ask(leases, say('DISCOVER', A));
    ask(leases, say('REQUEST', A, { serverId: '192.168.76.9', requested: '192.168.76.200' }));
    expect(leases.pool().offered).toBe(0);
    expect(ask(leases, say('DISCOVER', B))).toBe('offer 192.168.76.20');
  });

  it('fulfil a wish (option 50) only when the address is free', () => {
    const leases = fresh();
    expect(ask(leases, say('DISCOVER', A, { requested: '192.168.76.22' }))).toBe(
      'offer 192.168.76.22',
    );
    expect(ask(leases, say('DISCOVER', B, { requested: '192.168.76.22' }))).toBe(
      'offer 192.168.76.20',
    );
    expect(ask(leases, say('DISCOVER', C, { requested: '10.0.0.1' }))).toBe('offer 192.168.76.21');
  });

  it('nobody followed go to a newcomer when nothing else is free', () => {
    const leases = fresh();
    for (const mac of [A, B, C]) ask(leases, say('DISCOVER', mac));
    expect(ask(leases, say('DISCOVER', D), 9000)).toBe('silence');
    expect(ask(leases, say('DISCOVER', D), 10_000)).toBe('offer 192.168.76.20');
    expect(ask(leases, take(A, '192.168.76.20'), 10_001)).toBe('nak');
  });

  it('a flood of 1000 keeps holders renewing and lets a newcomer in within 5 s', () => {
    const leases = fresh({ ...SETTINGS, pool: { first: '192.168.76.20', last: '192.168.77.254' } });
    join(leases, A);
    for (let n = 0; n < 1000; n += 1) {
      ask(leases, say('DISCOVER', `000e09${n.toString(16).padStart(6, '0')}`), n);
    }
    expect(ask(leases, say('REQUEST', A, { ciaddr: '192.168.76.20' }), 1000)).toMatch(/^ack/);
    expect(ask(leases, say('DISCOVER', B), 4000)).toMatch(/^offer/);
  });
});

describe('a flood of DISCOVERs', () => {
  const made = (n: number) => `000e09${n.toString(16).padStart(6, '0')}`;
  const flooded = () => {
    const leases = fresh();
    join(leases, A);
    for (let n = 0; n < 10_000; n += 1) ask(leases, say('DISCOVER', made(n)), n / 10);
    return leases;
  };

  it('leaves a small pool to a newcomer at once, and to the holder what is its own', () => {
    const leases = flooded();
    expect(ask(leases, say('REQUEST', A, { ciaddr: '192.168.76.20' }), 1000)).toMatch(/^ack/);
    const offer = ask(leases, say('DISCOVER', B), 1000);
    expect(offer).toMatch(/^offer/);
    // The flood goes on: somebody made up is offered the same before the newcomer takes it.
    for (let n = 0; n < 10; n += 1) ask(leases, say('DISCOVER', made(20_000 + n)), 1001);
    expect(ask(leases, take(B, offer.replace('offer ', '')), 1002)).toMatch(/^ack/);
    expect(leases.running()).toHaveLength(2);
  });

  it('is over when it is over: then an offer is held for its client again', () => {
    const leases = flooded();
    const later = 120_000;
    leases.sweep(instant(later));
    const offers = [B, C].map((mac) => ask(leases, say('DISCOVER', mac), later));
    expect(offers.toSorted()).toEqual(['offer 192.168.76.21', 'offer 192.168.76.22']);
    expect(ask(leases, say('DISCOVER', D), later + 5000)).toBe('silence');
    expect(ask(leases, take(D, offers[0]?.replace('offer ', '') ?? ''), later + 5000)).toBe('nak');
  });
});

describe('a wished-for lease time (option 51)', () => {
  it.each([
    [null, 3600],
    [600, 600],
    [1, 60],
    [0, 60],
    [7200, 3600],
    [0xffff_ffff, 3600],
  ])('%s becomes %i s', (leaseSeconds, expected) => {
    const leases = fresh();
    const offer = leases.decide(say('DISCOVER', A, { leaseSeconds }), true, instant(0)).outcome;
    expect(offer).toMatchObject({ kind: 'offer', leaseSeconds: expected });
    ask(leases, take(A, '192.168.76.20', { leaseSeconds }));
    expect(leases.leaseAt('192.168.76.20')?.expiresAt).toBe(START + expected * 1000);
  });

  it('is granted as offered to a REQUEST that says nothing of it; a renewal may be longer', () => {
    const leases = fresh();
    const endsAt = () => leases.leaseAt('192.168.76.20')?.expiresAt;
    ask(leases, say('DISCOVER', A, { leaseSeconds: 600 }));
    ask(leases, take(A, '192.168.76.20'));
    expect(endsAt()).toBe(START + 600_000);
    ask(leases, say('REQUEST', A, { ciaddr: '192.168.76.20' }));
    expect(endsAt()).toBe(START + 3_600_000);
  });

  it('is never longer than a setting of less than a minute', () => {
    const leases = fresh({ ...SETTINGS, leaseSeconds: 30 });
    ask(leases, take(A, '192.168.76.20', { leaseSeconds: 45 }));
    expect(leases.leaseAt('192.168.76.20')?.expiresAt).toBe(START + 30_000);
  });
});
