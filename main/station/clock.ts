import type { EpochMs } from '../contract/values.ts';

/** Time, handed in, so that tests can turn it by hand. */
export interface Clock {
  /** Wall clock. */
  now(): EpochMs;
  /** Milliseconds that never run backwards; for time-outs. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
};
