import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StationEvent, UnitReport } from '../events.ts';
import type { FileRequest } from '../files/answer.ts';
import type { Requester } from '../files/resolver-parts.ts';
import { Tracker, type UnitStep } from './tracker.ts';
import { defaultLimits } from './unit-event.ts';

const UNIT = '000e08000001';
const OTHER = '000e08000002';
const leases = new Map([
  ['192.168.76.21', UNIT],
  ['192.168.76.22', OTHER],
]);

let tracker: Tracker;
let kept: UnitStep[];
let announced: string[];
let cameBack: string[];
let requester: Requester | null;
let isStoreBroken: boolean;

beforeEach(() => {
  kept = [];
  announced = [];
  cameBack = [];
  requester = { mac: UNIT, how: 'lease', isWanted: true };
  isStoreBroken = false;
  tracker = new Tracker(
    {
      clock: { now: () => 5000, monotonicMs: () => 5000 },
      limits: () => defaultLimits,
      keep: async (steps) => {
        if (isStoreBroken) throw new Error('disk full');
        kept.push(...steps);
      },
      announce: (macs) => announced.push(...macs),
      onBack: (mac) => cameBack.push(mac),
      onFault: () => undefined,
      modelOfVendorClass: () => 'SPA962',
      describe: () => ({ model: 'SPA504G', serial: 'CBT141100HR', firmware: null }),
      requesterOf: () => requester,
      hide: (text) => text,
      leaseHolder: (address) => leases.get(address) ?? null,
      stepOfUrl: (_mac, url) => (url.endsWith('last.cfg') ? 'last' : null),
      signOfLife: async () => null,
    },
    [],
  );
});

afterEach(() => tracker.settled());

const request: FileRequest = {
  via: 'http',
  path: '/spa962.cfg',
  address: '192.168.76.21',
  port: 40000,
  userAgent: null,
  at: 1000,
};
const about = { name: '/spa962.cfg', kind: 'common', mac: UNIT, sizeBytes: 9, sha256: '' } as const;
const started: StationEvent = { type: 'transfer-started', at: 1000, request, about };

function meet(mac: string): void {
  tracker.take({
    type: 'dhcp-seen',
    at: 500,
    mac,
    message: 'DISCOVER',
    vendorClass: 'LINKSYS SPA-962',
    hostName: null,
    isWanted: true,
  });
}

function syslog(address: string, report: Partial<UnitReport>): StationEvent {
  const full: UnitReport = {
    product: 'SPA962',
    mac: UNIT,
    operation: 'resync',
    phase: 'success',
    url: 'tftp://x/last.cfg',
    detail: null,
    ...report,
  };
  const text = { facility: null, severity: null, msg: 'line', raw: 'line' };
  return { type: 'syslog', at: 2000, address, mac: full.mac, ...text, report: full };
}

describe('who may speak for a unit', () => {
  it('a mere claim never touches a unit that is known by its lease', () => {
    meet(UNIT);
    const before = tracker.byMac(UNIT);
    requester = { mac: UNIT, how: 'claimed', isWanted: true };
    tracker.take(started);
    expect(tracker.byMac(UNIT)).toBe(before);
  });

  it('a claim is all there is to go by for a unit nobody knows better', () => {
    requester = { mac: UNIT, how: 'claimed', isWanted: true };
    tracker.take(started);
    expect(tracker.byMac(UNIT)).toMatchObject({ isClaimed: true, serial: 'CBT141100HR' });
  });

  it('what is no unit of ours becomes none by asking for a file', () => {
    requester = { mac: '3c5282000001', how: 'neighbour', isWanted: false };
    tracker.take(started);
    expect(tracker.all()).toEqual([]);
  });

  it("a report in another unit's name does not count", () => {
    meet(UNIT);
    tracker.take(syslog('192.168.76.22', {}));
    expect(tracker.byMac(UNIT)?.steps.last.reportedAt).toBeNull();
    tracker.take(syslog('192.168.76.21', {}));
    expect(tracker.byMac(UNIT)?.steps.last.reportedAt).toBe(2000);
  });

  it('a report without a MAC is its sender’s by lease', () => {
    meet(OTHER);
    tracker.take(syslog('192.168.76.22', { product: null, mac: null, phase: 'failure' }));
    expect(tracker.byMac(OTHER)?.lastFailureAt).toBe(2000);
  });
});

describe('a unit off the board', () => {
  beforeEach(() => {
    meet(UNIT);
    meet(OTHER);
    tracker.apply(UNIT, { type: 'taken-off', at: 1500 });
  });
  const board = () => tracker.board().map(({ mac }) => mac);
  const plainLine = (address: string): StationEvent => ({
    ...(syslog(address, {}) as StationEvent & { type: 'syslog' }),
    mac: null,
    report: null,
  });

  it('is known and not on the board', () => {
    expect(board()).toEqual([OTHER]);
    expect(tracker.byMac(UNIT)).toMatchObject({ isOffBoard: true, model: 'SPA962' });
  });

  it('comes back by any message of its own, and its lease is asked for again', () => {
    tracker.take(plainLine('192.168.76.21'));
    expect(board()).toEqual([UNIT, OTHER]);
    expect(tracker.byMac(UNIT)?.address).toBe('192.168.76.21');
    expect(cameBack).toEqual([UNIT]);
  });

  it("does not come back by another unit's message that names it", () => {
    tracker.take(syslog('192.168.76.22', {}));
    tracker.take(plainLine('192.168.76.22'));
    expect(board()).toEqual([OTHER]);
  });

  it('does not come back by its goodbye, nor by time', () => {
    const at = 2000;
    const address = '192.168.76.21';
    tracker.take({ type: 'lease-ended', at, mac: UNIT, address, why: 'released' });
    tracker.tick();
    expect(board()).toEqual([OTHER]);
    expect(cameBack).toEqual([]);
  });
});

describe('durable before announced', () => {
  it('announces a unit only when its step is stored', async () => {
    meet(UNIT);
    expect(announced).toEqual([]);
    await tracker.settled();
    expect(kept.map((step) => step.record.mac)).toEqual([UNIT]);
    expect(announced).toEqual([UNIT]);
  });

  it('keeps every piece of evidence while the store refuses', async () => {
    isStoreBroken = true;
    meet(UNIT);
    await tracker.settled();
    expect(announced).toEqual([]);
    isStoreBroken = false;
    tracker.take(started);
    await tracker.settled();
    expect(kept.at(-1)?.evidence.map((each) => each.kind)).toEqual(['dhcp', 'asked']);
    expect(announced).toEqual([UNIT]);
  });
});
