/**
 * Time since a moment, as a tile shows it: `0:07`, `23:32`, then `1 h 05`, then `2 d 3 h`.
 * A moment in the future (a clock set back) shows as `0:00`.
 */
export function elapsedText(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? `${hours} h ${two(minutes % 60)}`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Local time of day, `14:02:11`. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
