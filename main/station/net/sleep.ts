/** Whether the computer slept between two looks, or this process did not run. */
import { readFile } from 'node:fs/promises';

/** Three clocks at one moment, in milliseconds. */
export interface Moment {
  wallMs: number;
  /** `Clock.monotonicMs`: stands still in sleep on Linux and macOS, not on Windows. */
  monotonicMs: number;
  /** Since the computer was started, sleep included; null: the system does not tell. */
  bootMs: number | null;
}

/** Both are read one after the other, `/proc/uptime` in steps of 10 ms. */
const SLEPT_MS = 2000;
/** Looks are a second apart; a computer under load is late, but not by this. */
const AWAY_MS = 15_000;

/**
 * How long nobody looked at the card, beyond what a busy computer explains; 0: all is well. A clock that
 * people set is no sleep where the system counts from its start; elsewhere a leap forward counts as one,
 * which costs a look at the wire. Pure.
 */
export function sleptMs(before: Moment, now: Moment): number {
  const ran = now.monotonicMs - before.monotonicMs;
  if (before.bootMs !== null && now.bootMs !== null) {
    const slept = now.bootMs - before.bootMs - ran;
    if (slept > SLEPT_MS) return slept;
  } else {
    const leapt = now.wallMs - before.wallMs - ran;
    if (leapt > AWAY_MS) return leapt;
  }
  return ran > AWAY_MS ? ran : 0;
}

export async function readMoment(): Promise<Moment> {
  const uptime =
    process.platform === 'linux' ? await readFile('/proc/uptime', 'utf8').catch(() => '') : '';
  const seconds = Number.parseFloat(uptime);
  return {
    wallMs: Date.now(),
    monotonicMs: performance.now(),
    bootMs: Number.isFinite(seconds) ? seconds * 1000 : null,
  };
}
