/**
 * What the shell must know of the station: whether it serves, and what would be cut off by quitting.
 * The station's process tells it over its parent port; nothing else ever goes that way.
 */
import type { Change, Snapshot } from '../contract/contract.ts';
import type { Unit } from '../contract/model.ts';
import type { StationFacade } from '../station/router.ts';

export interface StationReport {
  /** Units may be served at any moment: the computer must not fall asleep. */
  isServing: boolean;
  /** Units on their way that are not verified yet. */
  unitsInWork: number;
  /** A device or an account was scanned and waits for its other half. */
  hasHalfPair: boolean;
}

/** Nothing that anybody would miss. */
export const idleReport: StationReport = { isServing: false, unitsInWork: 0, hasHalfPair: false };

/** The scanning place of every page. */
const SEAT = 'screen';
const PAUSE_MS = 500;

type Seen = Pick<Snapshot, 'status' | 'seat'> & { units: ReadonlyMap<string, Unit> };

/** Simulated units are nobody's loss, and need no computer that stays awake. */
export function reportOf({ status, seat, units }: Seen): StationReport {
  if (status.isPractice) return idleReport;
  const isServing = ['starting', 'running', 'no-link'].includes(status.state);
  const inWork = [...units.values()].filter(isInWork).length;
  return {
    isServing,
    unitsInWork: isServing ? inWork : 0,
    hasHalfPair: seat.heldUnit !== null || seat.heldAccount !== null,
  };
}

function isInWork({ stage, condition }: Unit): boolean {
  return stage !== 'VERIFIED' && (condition === 'ok' || condition === 'waiting');
}

/** What a message of the station's process says; null: it is none of ours. */
export function readReport(message: unknown): StationReport | null {
  if (typeof message !== 'object' || message === null || !('report' in message)) return null;
  const report = message.report as Partial<StationReport> | null;
  const isWhole =
    typeof report?.isServing === 'boolean' &&
    typeof report.unitsInWork === 'number' &&
    typeof report.hasHalfPair === 'boolean';
  return isWhole ? (report as StationReport) : null;
}

/**
 * Tells how the station fares, at once and whenever it is another story, until `signal` ends. Reads
 * the station as a page does: a snapshot, then its changes, and both anew when the stream ends, as it
 * does when a practice begins.
 */
export async function reportStation(
  facade: Pick<StationFacade, 'station' | 'changes'>,
  post: (message: { report: StationReport }) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = '';
  const tell = (seen: Seen): void => {
    const report = reportOf(seen);
    const text = JSON.stringify(report);
    if (text !== told) post({ report });
    told = text;
  };
  while (!signal.aborted) {
    try {
      const { changes } = facade;
      const snapshot = await facade.station.snapshot({ seat: SEAT, logLines: 1 });
      const units = new Map(snapshot.units.map((unit) => [unit.mac, unit]));
      const seen = { status: snapshot.status, seat: snapshot.seat, units };
      tell(seen);
      for await (const batch of changes.subscribe(snapshot.run, snapshot.seq, signal)) {
        for (const change of batch.changes) take(seen, change);
        tell(seen);
      }
    } catch {
      // A gap, or a station that stops or is changed for another: read anew below.
    }
    await pause(signal);
  }
}

function take(
  seen: Pick<Snapshot, 'status' | 'seat'> & { units: Map<string, Unit> },
  change: Change,
): void {
  if (change.type === 'status') seen.status = change.status;
  else if (change.type === 'unit') seen.units.set(change.unit.mac, change.unit);
  else if (change.type === 'unit-removed') seen.units.delete(change.mac);
  else if (change.type === 'seat' && change.seat.seat === SEAT) seen.seat = change.seat;
}

function pause(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, PAUSE_MS);
    signal.addEventListener('abort', done, { once: true });
  });
}
