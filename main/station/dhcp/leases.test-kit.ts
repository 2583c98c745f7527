/** What the tests of the leases share: a small pool, four clients, and what they say. */
import { expect } from 'vitest';
import type { Instant, Lease } from './lease.ts';
import { Leases } from './leases.ts';
import type { Outcome } from './outcome.ts';
import type { ClientMessage, ClientRequest } from './request.ts';

export const BENCH = { address: '192.168.76.1', prefix: 23, isLoopback: false };
export const SETTINGS = {
  pool: { first: '192.168.76.20', last: '192.168.76.22' },
  exclusions: [],
  reservations: [{ mac: '000e0800000f', address: '192.168.76.200' }],
  leaseSeconds: 3600,
  offerSeconds: 60,
  quarantineSeconds: 600,
};
export const [A, B, C, D] = ['000e0800000a', '000e0800000b', '000e0800000c', '000e0800000d'];
export const RESERVED = '000e0800000f';
export const START = 1_700_000_000_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** The same moment on both clocks, `ms` after the start. */
export function instant(ms: number): Instant {
  return { at: START + ms, monotonicMs: ms };
}

export function say(message: ClientMessage, mac: string, fields: Partial<ClientRequest> = {}) {
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

export function fresh(settings = SETTINGS, kept: Lease[] = [], now = instant(0)): Leases {
  return new Leases(settings, BENCH, kept, now);
}

/** What came of it, short: `offer 192.168.76.20`, `ack …`, `nak`, `silence`. */
export function short(outcome: Outcome): string {
  if (outcome.kind === 'offer') return `offer ${outcome.address}`;
  if (outcome.kind === 'ack') return `ack ${outcome.lease.address}`;
  return outcome.kind;
}

export function ask(leases: Leases, request: ClientRequest, ms = 0, mayLease = true): string {
  return short(leases.decide(request, mayLease, instant(ms)).outcome);
}

export const take = (mac: string, address: string, fields: Partial<ClientRequest> = {}) =>
  say('REQUEST', mac, { serverId: BENCH.address, requested: address, ...fields });

/** DISCOVER and REQUEST; the address leased. */
export function join(leases: Leases, mac: string, ms = 0): string {
  const offered = ask(leases, say('DISCOVER', mac), ms).replace('offer ', '');
  expect(ask(leases, take(mac, offered), ms)).toBe(`ack ${offered}`);
  return offered;
}
