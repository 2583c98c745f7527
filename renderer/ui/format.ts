/** How the page writes numbers and times; files have ISO 8601 (UI design, section 12). */
import type { EpochMs } from '../../main/contract/values.ts';

const NARROW_SPACE = '\u202f';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:02`, local time. */
export function clockTime(at: EpochMs): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `22 Nov`, with the year when it is another one than now's. */
export function day(at: EpochMs, now: EpochMs = Date.now()): string {
  const date = new Date(at);
  const year = date.getFullYear();
  const short = `${date.getDate()} ${MONTHS[date.getMonth()]}`;
  return year === new Date(now).getFullYear() ? short : `${short} ${year}`;
}

/** `22 Nov 14:02`. */
export function dayAndTime(at: EpochMs, now: EpochMs = Date.now()): string {
  return `${day(at, now)} ${clockTime(at)}`;
}

/** `14:02` today, else `22 Nov`. */
export function shortTime(at: EpochMs, now: EpochMs = Date.now()): string {
  return new Date(at).toDateString() === new Date(now).toDateString()
    ? clockTime(at)
    : day(at, now);
}

/** `12 345`, with a narrow space. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}

/** `1 unit`, `12 units`. */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `2 816 B`, `41.2 kB`, `4.1 MB`, `1.2 GB`; powers of 1000. */
export function bytes(value: number): string {
  if (value < 10_000) return `${count(value)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let rest = value / 1000;
  let unit = 0;
  for (; rest >= 1000 && unit < units.length - 1; unit += 1) rest /= 1000;
  return `${rest.toFixed(1)} ${units[unit]}`;
}

/** `just now`, `8 s ago`, `12 min ago`, `3 h ago`, then the day. */
export function ago(at: EpochMs, now: EpochMs): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 2) return 'just now';
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 24 ? `${hours} h ago` : dayAndTime(at, now);
}
