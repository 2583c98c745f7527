import type { EpochMs } from '../../main/contract/values.ts';

/** `9:41` until a trial ends, for `useElapsed`; `ending` when its time is up. */
export function trialLeft(until: EpochMs, now: EpochMs): string {
  const seconds = Math.ceil((until - now) / 1000);
  if (seconds <= 0) return 'ending';
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
