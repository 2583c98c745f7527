import type { EpochMs } from '../../contract/values.ts';
import { dayAndTime } from '../day-and-time.ts';
import { again, type Finding, finding } from './finding.ts';

const TOLERATED_MS = 120_000;

/** Pure. */
export function isClockRight(now: EpochMs, latestKnown: EpochMs): boolean {
  return now >= latestKnown - TOLERATED_MS;
}

/**
 * Time never goes back: a clock behind the last time this station knew is wrong. Pure.
 * @param latestKnown  the latest time seen in this run or at the end of the one before
 */
export function clockFinding(now: EpochMs, latestKnown: EpochMs): Finding {
  if (isClockRight(now, latestKnown)) {
    return finding('clock', 'ok', 'Right', `${dayAndTime(now)}, after all that is on record.`);
  }
  return finding(
    'clock',
    'warn',
    'Behind',
    `It says ${dayAndTime(now)}, but ${dayAndTime(latestKnown)} is on record already: exports and logs would carry a wrong time.`,
    again('Set date and time of this computer.'),
  );
}
