/**
 * Time since a moment, as a tile shows it: `0:07`, `23:32`, then `1 h 05`, then `2 d 3 h`.
 * A moment in the future (a clock set back) shows as `0:00`.
 */
export function elapsedText(sinceMs: number, nowMs: number): string {
  const seconds = secondsBetween(sinceMs, nowMs);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? `${hours} h ${two(minutes % 60)}`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The same where three letters must do: `25s`, `3m`, `2h`, `4d`. */
export function elapsedShort(sinceMs: number, nowMs: number): string {
  const seconds = secondsBetween(sinceMs, nowMs);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** The same to be read aloud, to the minute: `less than a minute`, `8 minutes`, `2 hours`. */
export function elapsedSpoken(sinceMs: number, nowMs: number): string {
  const minutes = Math.floor(secondsBetween(sinceMs, nowMs) / 60);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? '1 hour' : `${hours} hours`;
  return hours < 48 ? '1 day' : `${Math.floor(hours / 24)} days`;
}

/** Local time of day, `14:02:11`. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

function secondsBetween(sinceMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
