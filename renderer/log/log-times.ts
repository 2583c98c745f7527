/** Times of the log: to the millisecond, local. Pure. */
import type { EpochMs } from '../../main/contract/values.ts';
import { day } from '../ui/format.ts';
import { timeOfDay } from '../units/elapsed.ts';

/** `14:02:19.902`. */
export function exactTime(at: EpochMs): string {
  return `${timeOfDay(at)}.${String(at % 1000).padStart(3, '0')}`;
}

/** `22 Nov 2026 14:02:19.902 UTC+01:00`. */
export function fullTime(at: EpochMs): string {
  const date = new Date(at);
  const offset = -date.getTimezoneOffset();
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const zone = `UTC${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
  const date2 = day(at, Number.NaN);
  return `${date2} ${exactTime(at)} ${zone}`;
}
