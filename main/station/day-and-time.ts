import type { EpochMs } from '../contract/values.ts';

/** As sentences say it: `22 Nov 14:02`, in this computer's time. */
export function dayAndTime(at: EpochMs): string {
  const date = new Date(at);
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day} ${timeOfDay(at)}`;
}

/** `14:02`. */
export function timeOfDay(at: EpochMs): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
