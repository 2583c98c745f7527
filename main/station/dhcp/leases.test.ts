import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant, Lease } from './lease.ts';
import { Leases } from './leases.ts';
import type { Outcome } from './outcome.ts';
import type { ClientMessage, ClientRequest } from './request.ts';

const BENCH = { address: '192.168.76.1', prefix: 23, isLoopback: false };
const SETTINGS = {
  pool: { first: '192.168.76.20', last: '192.168.76.22' },
  exclusions: [],
  reservations: [{ mac: '000e0800000f', address: '192.168.76.200' }],
  leaseSeconds: 3600,
  offerSeconds: 60,
  quarantineSeconds: 600,
};
const [A, B, C, D] = ['000e0800000a', '000e0800000b', '000e0800000c', '000e0800000d'];
const RESERVED = '000e0800000f';
const START = 1_700_000_000_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** The same moment on both clocks, `ms` after the start. */
function instant(ms: number): Instant {
  return { at: START + ms, monotonicMs: ms };
}

function say(message: ClientMessage, mac: string, fields: Partial<ClientRequest> = {}) {
  const request: ClientRequest = {
    message,
    mac,
    clientId: null,
    ciaddr: null,
    requested: null,
    leaseSeconds: null,
    serverId: null,
    vendorClass: null,
    hostName: null,
    ...fields,
  };
  return request;
}

function fresh(settings = SETTINGS, kept: Lease[] = [], now = instant(0)): Leases {
  return new Leases(settings, BENCH, kept, now);
}

/** What came of it, short: `offer 192.168.76.20`, `ack …`, `nak`, `silence`. */
function short(outcome: Outcome): string {
  if (outcome.kind === 'offer') return `offer ${outcome.address}`;
  if (outcome.kind === 'ack') return `ack ${outcome.lease.address}`;
  return outcome.kind;
}

function ask(leases: Leases, request: ClientRequest, ms = 0, mayLease = true): string {
  return short(leases.decide(request, mayLease, instant(ms)).outcome);
}

const take = (mac: string, address: string, fields: Partial<ClientRequest> = {}) =>
  say('REQUEST', mac, { serverId: BENCH.address, requested: address, ...fields });

/** DISCOVER and REQUEST; the address leased. */
function join(leases: Leases, mac: string, ms = 0): string {
  const offered = ask(leases, say('DISCOVER', mac), ms).replace('offer ', '');
  expect(ask(leases, take(mac, offered), ms)).toBe(`ack ${offered}`);
  return offered;
}

describe('each client state', () => {
  it('SELECTING: offers the lowest free address and grants it', () => {
    const leases = fresh();
    expect(ask(leases, say('DISCOVER', A))).toBe('offer 192.168.76.20');
    expect(ask(leases, say('DISCOVER', B))).toBe('offer 192.168.76.21');
    expect(ask(leases, take(A, '192.168.76.20'))).toBe('ack 192.168.76.20');
    expect(leases.leaseAt('192.168.76.20')).toMatchObject({
      mac: A,
      grantedAt: START,
      expiresAt: START + HOUR,
    });
  });

  const cases: [string, Partial<ClientRequest>, string][] = [
    ['INIT-REBOOT with its address', { requested: '192.168.76.20' }, 'ack 192.168.76.20'],
    ['INIT-REBOOT with another address', { requested: '192.168.76.22' }, 'nak'],
    ['INIT-REBOOT with another network', { requested: '10.0.0.7' }, 'nak'],
    ['RENEWING', { ciaddr: '192.168.76.20' }, 'ack 192.168.76.20'],
    ['RENEWING what another holds', { ciaddr: '192.168.76.21' }, 'nak'],
    ['REBINDING on another network', { ciaddr: '10.0.0.7' }, 'nak'],
    [
      'SELECTING what was not offered',
      { serverId: BENCH.address, requested: '192.168.76.22' },
      'nak',
    ],
    [
      'SELECTING another server',
      { serverId: '192.168.76.9', requested: '192.168.76.20' },
      'silence',
    ],
    ['no address at all', {}, 'silence'],
  ];
  it.each(cases)('a known client: %s', (_, fields, expected) => {
    const leases = fresh();
    join(leases, A);
    join(leases, B);
    expect(ask(leases, say('REQUEST', A, fields))).toBe(expected);
    expect(leases.running().map(({ mac, address }) => `${mac} ${address}`)).toEqual([
      `${A} 192.168.76.20`,
      `${B} 192.168.76.21`,
    ]);
  });

  const strangers: [string, ClientRequest, string][] = [
    ['INIT-REBOOT', say('REQUEST', D, { requested: '192.168.76.20' }), 'silence'],
    ['RENEWING a free address', say('REQUEST', D, { ciaddr: '192.168.76.22' }), 'silence'],
    ['RENEWING a held address', say('REQUEST', D, { ciaddr: '192.168.76.20' }), 'nak'],
    ['another network', say('REQUEST', D, { requested: '10.0.0.7' }), 'nak'],
    ['SELECTING a held address', take(D, '192.168.76.20'), 'nak'],
    ['RELEASE', say('RELEASE', D, { ciaddr: '192.168.76.20' }), 'silence'],
    ['DECLINE', say('DECLINE', D, { requested: '192.168.76.20' }), 'silence'],
    ['INFORM', say('INFORM', D, { ciaddr: '192.168.76.20' }), 'inform-ack'],
    [
      'RELEASE with the right identifier, another MAC',
      say('RELEASE', D, { ciaddr: '192.168.76.21', clientId: 'ff01' }),
      'silence',
    ],
    [
      'DECLINE with the right identifier, another MAC',
      say('DECLINE', D, { requested: '192.168.76.21', clientId: 'ff01' }),
      'silence',
    ],
  ];
  it.each(strangers)('a stranger changes nothing by %s', (_, request, expected) => {
    const leases = fresh();
    join(leases, A);
    ask(leases, say('DISCOVER', B, { clientId: 'ff01' }));
    ask(leases, take(B, '192.168.76.21', { clientId: 'ff01' }));
    const before = leases.running();
    expect(ask(leases, request, 1000)).toBe(expected);
    expect(leases.running()).toEqual(before);
  });

  it('a foreign client gets no answer to anything', () => {
    const leases = fresh();
    for (const request of [say('DISCOVER', A), take(A, '192.168.76.20'), say('INFORM', A)]) {
      expect(ask(leases, request, 0, false)).toBe('silence');
    }
    expect(leases.pool()).toMatchObject({ used: 0, offered: 0 });
  });

  it('a REQUEST without an offer (we were started anew) gets a free address of the pool', () => {
    expect(ask(fresh(), take(A, '192.168.76.21'))).toBe('ack 192.168.76.21');
    expect(ask(fresh(), take(A, '192.168.76.99'))).toBe('nak');
    expect(ask(fresh(), take(A, '192.168.76.1'))).toBe('nak');
  });
});

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

  it('is never longer than a setting of less than a minute', () => {
    const leases = fresh({ ...SETTINGS, leaseSeconds: 30 });
    ask(leases, take(A, '192.168.76.20', { leaseSeconds: 45 }));
    expect(leases.leaseAt('192.168.76.20')?.expiresAt).toBe(START + 30_000);
  });
});

describe('who a client is', () => {
  it('its identifier, also when it renews or reboots with another MAC', () => {
    for (const fields of [{ ciaddr: '192.168.76.20' }, { requested: '192.168.76.20' }]) {
      const leases = fresh();
      ask(leases, take(A, '192.168.76.20', { clientId: 'ff01' }));
      const again = say('REQUEST', B, { clientId: 'ff01', ...fields });
      expect(ask(leases, again)).toBe('ack 192.168.76.20');
      expect(leases.running()).toMatchObject([{ mac: B, address: '192.168.76.20' }]);
    }
  });

  it('its identifier comes before its MAC', () => {
    const leases = fresh();
    const first = ask(leases, say('DISCOVER', A, { clientId: 'ff00000001' }));
    expect(ask(leases, say('DISCOVER', B, { clientId: 'ff00000001' }))).toBe(first);
    expect(ask(leases, say('DISCOVER', A, { clientId: 'ff00000002' }))).not.toBe(first);
  });

  it('an identifier that repeats the MAC is the MAC', () => {
    const leases = fresh();
    const first = ask(leases, say('DISCOVER', A));
    expect(ask(leases, say('DISCOVER', A, { clientId: `01${A}` }))).toBe(first);
  });

  it('a reserved address goes to its MAC and to nobody else', () => {
    const leases = fresh();
    expect(ask(leases, say('DISCOVER', A, { requested: '192.168.76.200' }))).toBe(
      'offer 192.168.76.20',
    );
    expect(ask(leases, take(B, '192.168.76.200'))).toBe('nak');
    expect(join(leases, RESERVED)).toBe('192.168.76.200');
    const withId = say('DISCOVER', RESERVED, { clientId: 'ff77' });
    expect(ask(leases, withId)).toBe('offer 192.168.76.200');
  });

  it('a client moves to its new reservation, and its old address is free', () => {
    const leases = fresh({ ...SETTINGS, reservations: [] });
    join(leases, RESERVED);
    const [kept] = leases.running();
    const later = fresh(SETTINGS, kept ? [kept] : []);
    expect(ask(later, say('REQUEST', RESERVED, { ciaddr: '192.168.76.20' }))).toBe('nak');
    ask(later, say('DISCOVER', RESERVED));
    const { outcome } = later.decide(take(RESERVED, '192.168.76.200'), true, instant(0));
    expect(outcome).toMatchObject({ kind: 'ack', left: { address: '192.168.76.20' }, forget: [] });
    expect(ask(later, say('DISCOVER', A))).toBe('offer 192.168.76.20');
  });
});

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

/** What a client believes, by the answers it got: the address it may use, and until when. */
interface Believed {
  address: string | null;
  until: number;
  offered: string | null;
}

it('never lets two clients hold one address in 10,000 random steps', () => {
  const step = fc.record({
    who: fc.integer({ min: 0, max: 19 }),
    what: fc.constantFrom(
      'discover',
      'select',
      'renew',
      'reboot',
      'release',
      'decline',
      'elsewhere',
      'forge',
    ),
    waitMs: fc.constantFrom(0, 0, 0, 500, 20_000, 15 * MINUTE),
    jumpMs: fc.constantFrom(0, 0, 0, 0, HOUR, -24 * HOUR),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1000, maxLength: 1000 }), (steps) => {
      const leases = fresh({
        ...SETTINGS,
        pool: { first: '192.168.76.20', last: '192.168.76.31' },
      });
      const macs = Array.from({ length: 20 }, (_, n) => `000e08${n.toString(16).padStart(6, '0')}`);
      const believed = new Map<string, Believed>(
        macs.map((mac) => [mac, { address: null, until: 0, offered: null }]),
      );
      let monotonicMs = 0;
      let offset = START;
      for (const { who, what, waitMs, jumpMs } of steps) {
        monotonicMs += waitMs;
        offset += jumpMs;
        const mac = macs[who] ?? A;
        const client = believed.get(mac);
        if (!client) throw new Error(mac);
        if (client.until <= monotonicMs) client.address = null;
        const victim = [...believed.values()].find((other) => other !== client && other.address);
        const request = requestFor(what, mac, client, victim?.address ?? null);
        if (!request) continue;
        const { outcome } = leases.decide(request, true, { at: offset + monotonicMs, monotonicMs });
        if (outcome.kind === 'offer') client.offered = outcome.address;
        if (outcome.kind === 'ack') {
          client.address = outcome.lease.address;
          client.until = monotonicMs + HOUR;
        }
        if (outcome.kind === 'nak' && what !== 'forge') client.address = null;
        if (outcome.kind === 'released' || outcome.kind === 'declined') client.address = null;
        const live = [...believed.values()].flatMap(({ address, until }) =>
          address && until > monotonicMs ? [address] : [],
        );
        expect(new Set(live).size).toBe(live.length);
        const { used, quarantined } = leases.pool();
        const pooled = [...leases.running(), ...quarantined].filter(
          ({ address }) => address !== '192.168.76.200',
        );
        expect(used).toBe(pooled.length);
        expect(leases.running().map((lease) => lease.address)).toEqual(
          expect.arrayContaining(live),
        );
      }
    }),
    { numRuns: 10 },
  );
});

function requestFor(
  what: string,
  mac: string,
  client: Believed,
  victim: string | null,
): ClientRequest | null {
  switch (what) {
    case 'discover':
      return say('DISCOVER', mac, { requested: client.address });
    case 'select':
      return client.offered ? take(mac, client.offered) : null;
    case 'renew':
      return client.address ? say('REQUEST', mac, { ciaddr: client.address }) : null;
    case 'reboot':
      return client.address ? say('REQUEST', mac, { requested: client.address }) : null;
    case 'release':
      return client.address ? say('RELEASE', mac, { ciaddr: client.address }) : null;
    case 'decline':
      return client.address ? say('DECLINE', mac, { requested: client.address }) : null;
    case 'elsewhere':
      return say('REQUEST', mac, { serverId: '192.168.76.9', requested: '192.168.76.9' });
    default:
      return victim ? say('RELEASE', mac, { ciaddr: victim }) : null;
  }
}

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

it('serves 10,000 leases without slowing down', () => {
  const leases = new Leases(
    { ...SETTINGS, reservations: [], pool: { first: '192.168.0.1', last: '192.168.60.0' } },
    { ...BENCH, prefix: 16 },
    [],
    instant(0),
  );
  const macs = Array.from({ length: 10_000 }, (_, n) => `000e08${n.toString(16).padStart(6, '0')}`);
  const joinAll = (ms: number): number => {
    const startedMs = performance.now();
    for (const mac of macs) join(leases, mac, ms);
    return performance.now() - startedMs;
  };
  joinAll(0);
  expect(leases.pool().used).toBe(10_000);
  expect(new Set(leases.running().map((lease) => lease.address)).size).toBe(10_000);
  // Linear searches would take minutes here.
  expect(joinAll(2 * HOUR)).toBeLessThan(10_000);
});
