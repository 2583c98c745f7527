import type { Snapshot } from '../../main/contract/contract.ts';
import type { LogLine, ScanOutcome, Seat, Unit } from '../../main/contract/model.ts';
import { sampleSettings } from '../settings/sample.test-kit.ts';

/** A unit for tests; `tail` is the last six digits of its MAC. */
export function aUnit(tail: string, about: Partial<Unit> = {}): Unit {
  return {
    mac: `000e08${tail}`,
    model: 'SPA962',
    serial: null,
    firmware: null,
    address: '192.168.76.20',
    stage: 'SP-CUST',
    condition: 'ok',
    reason: null,
    since: 1000,
    firstSeenAt: 1000,
    lastSeenAt: 1000,
    isClaimed: false,
    attention: null,
    account: null,
    binding: 'none',
    boundAt: null,
    batch: null,
    keyFingerprint: null,
    trialUntil: null,
    customisation: null,
    upgrade: null,
    ...about,
  };
}

export const emptySeat: Seat = {
  seat: 'screen',
  heldUnit: null,
  heldAccount: null,
  heldAt: null,
  lockedBy: null,
};

export function aScan(about: Partial<ScanOutcome> = {}): ScanOutcome {
  return {
    at: 5000,
    text: '000E084F1A92',
    class: 'mac',
    verdict: 'held',
    unit: '000e084f1a92',
    account: null,
    reason: null,
    ...about,
  };
}

export function aLine(id: number): LogLine {
  const nobody = { mac: null, address: null, facility: null, raw: null };
  return { id, at: id, source: 'syslog', severity: 6, msg: `line ${id}`, ...nobody };
}

export function aSnapshot(about: Partial<Snapshot> = {}): Snapshot {
  const off = { port: null, state: 'off' as const, isNeeded: false, problem: null };
  return {
    seq: 10,
    run: 'run-1',
    status: {
      state: 'running',
      problem: null,
      interface: 'eth1',
      address: '192.168.76.1',
      prefix: 23,
      ports: { dhcp: off, tftp: off, http: off, https: off, syslog: off },
      warnings: [],
      pool: null,
      isRehearsing: true,
      hasIspRule: true,
      locked: null,
      startedAt: 1,
      isPractice: false,
      lastRun: null,
    },
    units: [],
    foreign: [],
    log: [],
    scans: [],
    seat: emptySeat,
    boundToday: 0,
    transfers: [],
    settings: sampleSettings,
    ...about,
  };
}
