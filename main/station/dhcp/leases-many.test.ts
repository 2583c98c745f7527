import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  A,
  BENCH,
  fresh,
  HOUR,
  instant,
  join,
  MINUTE,
  SETTINGS,
  START,
  say,
  take,
} from './leases.test-kit.ts';
import { Leases } from './leases.ts';
import type { ClientRequest } from './request.ts';

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
