/** A unit's own sense of time and chance: how fast it lives, and a repeatable source of random numbers. */

/** Thrown out of every wait of a unit whose power was cut. */
export class PowerLost extends Error {
  constructor() {
    super('power lost');
    this.name = 'PowerLost';
  }
}

/**
 * Network time-outs are scaled like everything else but never below this: the station and the wire
 * do not run faster because the unit does, and a unit that resends sooner than a real one could
 * (RFC 2131 section 4.1: 4 s minus 1 s) would count resends that say nothing.
 */
export const SOONEST_RESEND_MS = 3000;

export interface Pace {
  /** Factor on all the unit's own waiting times; 0.01 lives a hundred times faster. */
  scale: number;
  soonestResendMs: number;
}

/** Waits `ms` real milliseconds. @throws PowerLost as soon as the power goes. */
export function sleep(ms: number, power: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    if (power.aborted) return fail(new PowerLost());
    const lost = () => {
      clearTimeout(timer);
      fail(new PowerLost());
    };
    // Node's timers take at most 2^31-1 ms; a longer wait outlives every run anyway.
    const timer = setTimeout(
      () => {
        power.removeEventListener('abort', lost);
        done();
      },
      Math.min(ms, 0x7fffffff),
    );
    power.addEventListener('abort', lost, { once: true });
  });
}

/** Settles with `work`, or throws {@link PowerLost} when the power goes first. */
export function whilePowered<T>(work: Promise<T>, power: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    if (power.aborted) fail(new PowerLost());
    const lost = () => fail(new PowerLost());
    power.addEventListener('abort', lost, { once: true });
    work.then(done, fail).finally(() => power.removeEventListener('abort', lost));
  });
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
