import { bad, good, type Read } from '../problem.ts';
import { type Readings, standardReadings } from '../unit/readings.ts';

/** One wait in seconds: `delay`, and up to `random` more. */
export interface Delay {
  delay: number;
  random: number;
}

/** Bounds of a wait in seconds. */
export interface WaitRange {
  min: number;
  max: number;
}

const MOST_SECONDS = 0xffff_ffff;
/** How long after Resync_At a unit may still begin (guide: Resyncing at a Specific Time). */
const RESYNC_AT_MINUTES = 10;
const MINUTES_OF_DAY = 24 * 60;

/**
 * Reads Resync_Periodic, Resync_Error_Retry_Delay or Upgrade_Error_Retry_Delay (guide: Configurable
 * Schedules): seconds, or `1800+300,3600,7200+900`.
 *
 * @returns an empty list for an empty text: no such wait. `0` is a wait of 0; what that means, the
 *          readings `periodicOff` and `retryDelayZero` say. Problem `bad-schedule`, with the column
 */
export function readSchedule(text: string): Read<Delay[]> {
  if (text.trim() === '') return good([]);
  const delays: Delay[] = [];
  let at = 0;
  for (const element of text.split(',')) {
    const [, delay, random = '0'] = /^\s*(\d{1,10})(?:\s*\+\s*(\d{1,10}))?\s*$/.exec(element) ?? [];
    if (delay === undefined || Number(delay) > MOST_SECONDS || Number(random) > MOST_SECONDS) {
      const column = at + Math.max(0, element.search(/\S/)) + 1;
      const message = 'A schedule is a list of seconds, such as 1800+300,3600.';
      return bad('bad-schedule', message, { column });
    }
    delays.push({ delay: Number(delay), random: Number(random) });
    at += element.length + 1;
  }
  return good(delays);
}

/**
 * The bounds, in seconds, of the wait before an attempt; the last element repeats for ever.
 * @param attempt 1 is the first wait
 * @returns null for an empty schedule: there is no next attempt
 */
export function nextDelay(schedule: readonly Delay[], attempt: number): WaitRange | null {
  const element = schedule[Math.max(1, attempt) - 1] ?? schedule.at(-1);
  return element ? { min: element.delay, max: element.delay + element.random } : null;
}

/** The next waits of a schedule in turn, ten unless told; empty for an empty schedule. */
export function nextWaits(schedule: readonly Delay[], count = 10): WaitRange[] {
  return Array.from({ length: count }, (_, n) => nextDelay(schedule, n + 1)).flatMap((wait) =>
    wait ? [wait] : [],
  );
}

/** When in the day a unit resyncs, as `hh:mm`; `to` may be on the next day. */
export type ResyncAt = { from: string; to: string } | { enabled: false };

/**
 * Reads Resync_At (guide: Resyncing at a Specific Time): `hhmm` of 24 hours, the resync up to ten
 * minutes later. Empty switches it off.
 * @returns problem `bad-time`
 */
export function resyncAt(value: string): Read<ResyncAt> {
  const minutes = resyncAtMinutes(value);
  if (!minutes.ok) return minutes;
  if (minutes.value === null) return good({ enabled: false });
  const last = (minutes.value + RESYNC_AT_MINUTES) % MINUTES_OF_DAY;
  return good({ from: clockTime(minutes.value), to: clockTime(last) });
}

/** {@link resyncAt} as the window in seconds: `from` since midnight, `seconds` long; null when off. */
export function resyncAtWindow(value: string): { from: number; seconds: number } | null {
  const minutes = resyncAtMinutes(value);
  if (!minutes.ok || minutes.value === null) return null;
  return { from: minutes.value * 60, seconds: RESYNC_AT_MINUTES * 60 };
}

function resyncAtMinutes(value: string): Read<number | null> {
  const text = value.trim();
  if (text === '') return good(null);
  const [, hours, minutes] = /^([01]\d|2[0-3])([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined) {
    return bad('bad-time', 'A time is written hhmm, from 0000 to 2359.', { column: 1 });
  }
  return good(Number(hours) * 60 + Number(minutes));
}

function clockTime(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What a unit does after a failure. */
export type RetryPolicy = { retry: 'never' | 'immediately' | 'after-delay' };

/**
 * What an error retry delay means (guide: Triggers; Resync_Error_Retry_Delay, Upgrade_Error_Retry_Delay).
 * Empty: no timer. Of 0 the guide says both "never" and "at once" for resyncs and nothing for
 * upgrades; `retryDelayZero` decides both.
 * @param parameter one of the two
 * @param value     its value; of a list the first element is looked at
 * @returns problems `bad-schedule`, and `no-retry-delay` for another parameter
 */
export function retryPolicy(
  parameter: string,
  value: string,
  readings: Readings = standardReadings,
): Read<RetryPolicy> {
  if (!/^(?:Resync|Upgrade)_Error_Retry_Delay$/.test(parameter)) {
    return bad('no-retry-delay', 'Only the two error retry delays tell about retries.');
  }
  const schedule = readSchedule(value);
  if (!schedule.ok) return schedule;
  const first = nextDelay(schedule.value, 1);
  if (first === null) return good({ retry: 'never' });
  if (first.max > 0) return good({ retry: 'after-delay' });
  return good({ retry: readings.retryDelayZero === 'never' ? 'never' : 'immediately' });
}
