/** When a unit resyncs next, from its parameters alone; null: not by itself. Seconds, before any scale. */
import type { Reading } from './faults.ts';
import type { Random } from './pace.ts';
import { delaySeconds } from './schedule.ts';

type Parameters = ReadonlyMap<string, string>;

/** `Resync_Random_Delay` counts in these (guide: field reference; "2 represents 40 seconds"). */
const RANDOM_DELAY_UNIT_SECONDS = 20;

export interface Booted {
  /** Power-on, or the reboot that a profile's changes cause. */
  boot: 'power' | 'update';
  reading: Reading;
  /** A resync has succeeded before: only then does the periodic timer run (guide: Resync_Periodic). */
  hasSynced: boolean;
}

/** Wait from the lease to the first resync of a boot. */
export function firstWaitSeconds(
  { boot, reading, hasSynced }: Booted,
  parameters: Parameters,
  random: Random,
): number | null {
  if (!isOn(parameters, 'Provision_Enable')) return null;
  if (boot === 'update') {
    if (reading === 'at-once') return 0;
    return reading === 'timer' ? periodicSeconds(parameters, random) : null;
  }
  if (!isOn(parameters, 'Resync_On_Reset')) {
    return hasSynced ? periodicSeconds(parameters, random) : null;
  }
  const most = Number(parameters.get('Resync_Random_Delay'));
  return Number.isFinite(most) ? random() * most * RANDOM_DELAY_UNIT_SECONDS : 0;
}

export function periodicSeconds(parameters: Parameters, random: Random): number | null {
  return delayOf('Resync_Periodic', parameters, 0, random);
}

/** @param attempt 0 after the first failure in a row */
export function retrySeconds(
  parameters: Parameters,
  attempt: number,
  random: Random,
): number | null {
  return delayOf('Resync_Error_Retry_Delay', parameters, attempt, random);
}

function delayOf(
  name: string,
  parameters: Parameters,
  attempt: number,
  random: Random,
): number | null {
  if (!isOn(parameters, 'Provision_Enable')) return null;
  return delaySeconds(parameters.get(name) ?? '', attempt, random);
}

function isOn(parameters: Parameters, name: string): boolean {
  return /^(yes|1|on|true)$/i.test(parameters.get(name) ?? '');
}
