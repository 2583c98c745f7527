import type { Random } from './pace.ts';

/**
 * Seconds until the next attempt (guide: Configurable Schedules): `3600`, `3600+600` for up to 600
 * random seconds more, or a list of which the last element repeats.
 * @param attempt 0 for the first wait
 * @returns null when the timer is off: empty, unreadable, or 0. Of a retry delay of 0 the guide says
 *          both "never" and "at once"; never is the reading that strands a unit, so tests see it
 */
export function delaySeconds(schedule: string, attempt: number, random: Random): number | null {
  const steps = schedule.split(',').map((step) => step.trim());
  const step = steps[Math.min(attempt, steps.length - 1)] ?? '';
  const parts = /^(\d{1,9})(?:\+(\d{1,9}))?$/.exec(step);
  if (!parts) return null;
  const seconds = Number(parts[1]) + Math.floor(random() * (Number(parts[2] ?? 0) + 1));
  return seconds === 0 ? null : seconds;
}
