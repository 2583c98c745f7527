import { describe, expect, it } from 'vitest';
import {
  A,
  ask,
  B,
  BENCH,
  D,
  fresh,
  HOUR,
  instant,
  join,
  RESERVED,
  SETTINGS,
  START,
  say,
  take,
} from './leases.test-kit.ts';
import type { ClientRequest } from './request.ts';

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

  it('an identifier that is another’s MAC is that client, whoever comes first, and over a restart', () => {
    const clientId = `01${A}`;
    for (const [first, then] of [
      [A, B],
      [B, A],
    ] as const) {
      const leases = fresh();
      ask(leases, take(first, '192.168.76.21', { clientId }));
      const again = take(then, '192.168.76.21', { clientId });
      expect(ask(leases, again)).toBe('ack 192.168.76.21');
      const later = fresh(SETTINGS, leases.running());
      expect(ask(later, say('DISCOVER', first, { clientId }))).toBe('offer 192.168.76.21');
    }
    const leases = fresh();
    const spoofed = say('DISCOVER', A, { clientId: `01${RESERVED}` });
    expect(ask(leases, spoofed)).toBe('offer 192.168.76.20');
    expect(join(leases, RESERVED)).toBe('192.168.76.200');
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
