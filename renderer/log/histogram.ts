/** How many lines came when, in the last ten minutes, and how bad the worst of them was. Pure. */
import type { LogLine } from '../../main/contract/model.ts';
import type { EpochMs } from '../../main/contract/values.ts';

export const HISTOGRAM_MS = 600_000;
export const BINS = 100;
export const BIN_MS = HISTOGRAM_MS / BINS;

export interface Bin {
  from: EpochMs;
  count: number;
  tone: 'plain' | 'warn' | 'fail';
}

/** The bin that holds `now` is the last. Bins begin at whole multiples, so that bars keep their lines. */
export function binsOf(
  lines: readonly LogLine[],
  now: EpochMs,
  isWanted: (line: LogLine) => boolean,
): Bin[] {
  const first = Math.floor(now / BIN_MS) - BINS + 1;
  const bins = Array.from({ length: BINS }, (_, at): Bin => {
    return { from: (first + at) * BIN_MS, count: 0, tone: 'plain' };
  });
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line === undefined || line.at < first * BIN_MS) break;
    const bin = bins[Math.floor(line.at / BIN_MS) - first];
    if (bin === undefined || !isWanted(line)) continue;
    bin.count += 1;
    if (line.severity <= 3) bin.tone = 'fail';
    else if (line.severity === 4 && bin.tone === 'plain') bin.tone = 'warn';
  }
  return bins;
}

/** The times between two bins, in whichever order they were chosen, both included. */
export function rangeOf(a: Bin, b: Bin): { from: EpochMs; to: EpochMs } {
  return { from: Math.min(a.from, b.from), to: Math.max(a.from, b.from) + BIN_MS - 1 };
}
