import { bad, good, type Read } from '../problem.ts';

/** One wait in seconds: `delay`, and up to `random` more. */
export interface Delay {
  delay: number;
  random: number;
}

/**
 * Reads Resync_Periodic, Resync_Error_Retry_Delay or Upgrade_Error_Retry_Delay (guide: Configurable
 * Schedules): seconds, or `1800+300,3600,7200+900`.
 *
 * @returns an empty list for an empty text: no such wait. `0` is a wait of 0: that means off for
 *          Resync_Periodic, and the guide contradicts itself about the others. Problem `bad-schedule`
 */
export function readSchedule(text: string): Read<Delay[]> {
  if (text.trim() === '') return good([]);
  const delays: Delay[] = [];
  for (const element of text.split(',')) {
    const [, delay, random = '0'] = /^\s*(\d{1,9})(?:\s*\+\s*(\d{1,9}))?\s*$/.exec(element) ?? [];
    if (delay === undefined) {
      return bad('bad-schedule', 'A schedule is a list of seconds, such as 1800+300,3600.');
    }
    delays.push({ delay: Number(delay), random: Number(random) });
  }
  return good(delays);
}

/**
 * The bounds, in seconds, of the wait before an attempt; the last element repeats for ever.
 * @param attempt 1 is the first wait
 * @returns null for an empty schedule: there is no next attempt
 */
export function nextDelay(
  schedule: readonly Delay[],
  attempt: number,
): { min: number; max: number } | null {
  const element = schedule[Math.max(1, attempt) - 1] ?? schedule.at(-1);
  return element ? { min: element.delay, max: element.delay + element.random } : null;
}
