/** A PC that somebody plugged into the bench switch: it only asks for an address. */
import type { Mac } from '../contract/values.ts';
import { obtainLease } from './dhcp-lease.ts';
import { type Pace, PowerLost, seededRandom, sleep } from './pace.ts';
import type { Wire } from './wire.ts';

export interface ForeignClient {
  mac: Mac;
  n: number;
  wire: Wire;
  pace: Pace;
  /** Aborted: the PC leaves. */
  power: AbortSignal;
}

/** Asks until it is given an address (a station set to allow all) or unplugged; then holds it. */
export async function runForeignClient({
  mac,
  n,
  wire,
  pace,
  power,
}: ForeignClient): Promise<void> {
  const jack = await wire.plug(mac);
  try {
    const random = seededRandom(n + 1);
    await obtainLease(
      {
        jack,
        self: {
          mac,
          vendorClass: 'MSFT 5.0',
          hostName: `OFFICE-PC-${n + 1}`,
          asksFor: [1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252],
        },
        random,
        resendAfterMs: (attempt) =>
          Math.max(4000 * 2 ** Math.min(attempt, 4) * pace.scale, pace.soonestResendMs),
        power,
        onResend: () => undefined,
      },
      null,
    );
    await sleep(Number.POSITIVE_INFINITY, power);
  } catch (error) {
    if (!(error instanceof PowerLost)) throw error;
  } finally {
    await jack.unplug();
  }
}
