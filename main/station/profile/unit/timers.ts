/**
 * When a unit resyncs or upgrades next, from its parameters alone (guide: Enables, Triggers,
 * Configurable Schedules); null: not by itself. Seconds, before any scale. Lines are taken to be idle,
 * so that Forced_Resync_Delay never comes into it.
 */
import {
  type Delay,
  nextDelay,
  readSchedule,
  resyncAtWindow,
  type WaitRange,
} from '../rules/schedule.ts';
import type { Readings } from './readings.ts';
import { isOn } from './unit-state.ts';

type Parameters = ReadonlyMap<string, string>;

/** What decides the end of a wait. */
export type WakeReason =
  | 'Resync_Random_Delay'
  | 'Resync_Periodic'
  | 'Resync_At'
  | 'Resync_Error_Retry_Delay'
  | 'Resync_Trigger_1'
  | 'Resync_Trigger_2'
  | 'Resync_After_Upgrade_Attempt'
  | 'Upgrade_Error_Retry_Delay'
  /** The reboot that changed parameters caused (the reading `afterUpdate`). */
  | 'reboot';

export interface Wake {
  seconds: number;
  /** What the wait could have been; `seconds` is drawn from it. */
  range: WaitRange;
  by: WakeReason;
}

/** What a wait depends on besides the parameters. */
export interface Moment {
  /** From 0 up to 1. */
  random: () => number;
  /** Of the unit's own clock: seconds since midnight. */
  secondsOfDay: number;
  readings: Readings;
}

/** Power-on, the reboot that a profile's changes cause, or the one at the end of an upgrade. */
export type Boot = 'power' | 'update' | 'upgrade';

/** These end the wait of a boot; Upgrade_Rule is looked at after their resync. */
export const endsBootWait: ReadonlySet<WakeReason> = new Set<WakeReason>([
  'Resync_Random_Delay',
  'Resync_After_Upgrade_Attempt',
  'reboot',
]);

/** How long a unit takes from a reboot to its first DHCP message. */
export const BOOT_SECONDS = 5;
/** `Resync_Random_Delay` counts in these (guide: field reference; "2 represents 40 seconds"). */
const RANDOM_DELAY_SECONDS = { '20-seconds': 20, seconds: 1 };
const FACTORY_PERIOD = '3600';
const SECONDS_OF_DAY = 86_400;

/**
 * Wait from the lease to the first resync of a boot.
 * @param hasSynced a resync has succeeded before: only then does the periodic timer run
 *                  (guide: Resync_Periodic)
 */
export function firstWake(
  { boot, hasSynced }: { boot: Boot; hasSynced: boolean },
  parameters: Parameters,
  moment: Moment,
): Wake | null {
  if (!isOn(parameters, 'Provision_Enable')) return null;
  if (boot === 'update') return afterUpdate(parameters, moment);
  if (boot === 'upgrade' && isOn(parameters, 'Resync_After_Upgrade_Attempt')) {
    return fixed(0, 'Resync_After_Upgrade_Attempt');
  }
  if (boot === 'upgrade' || !isOn(parameters, 'Resync_On_Reset')) {
    return hasSynced ? periodicWake(parameters, 0, moment) : null;
  }
  const count = Number(parameters.get('Resync_Random_Delay'));
  const unit = RANDOM_DELAY_SECONDS[moment.readings.randomDelayUnit];
  const max = Number.isFinite(count) ? Math.max(0, count) * unit : 0;
  return { seconds: moment.random() * max, range: { min: 0, max }, by: 'Resync_Random_Delay' };
}

function afterUpdate(parameters: Parameters, moment: Moment): Wake | null {
  switch (moment.readings.afterUpdate) {
    case 'at-once':
      return fixed(0, 'reboot');
    case 'timer':
      return periodicWake(parameters, 0, moment);
    case 'power-cycle':
      return null;
  }
}

/**
 * Wait to the next periodic resync; a Resync_At that is set replaces Resync_Periodic.
 * @param turn 0 after the first success in a row
 */
export function periodicWake(parameters: Parameters, turn: number, moment: Moment): Wake | null {
  if (!isOn(parameters, 'Provision_Enable')) return null;
  const window = resyncAtWindow(parameters.get('Resync_At') ?? '');
  if (window) {
    const min = (window.from - moment.secondsOfDay + SECONDS_OF_DAY) % SECONDS_OF_DAY;
    // A window that is open has had its resync; the next one is tomorrow's.
    const from = min === 0 ? SECONDS_OF_DAY : min;
    return drawn({ delay: from, random: window.seconds }, 'Resync_At', moment);
  }
  const { periodicOff } = moment.readings;
  const text = (parameters.get('Resync_Periodic') ?? '').trim();
  const schedule = text === '' && periodicOff === 'zero-only' ? FACTORY_PERIOD : text;
  const wait = elementOf(schedule, turn);
  if (wait && isZero(wait) && periodicOff !== 'empty-only') return null;
  return wait && drawn(wait, 'Resync_Periodic', moment);
}

/** @param attempt 0 after the first failure in a row */
export function retryWake(parameters: Parameters, attempt: number, moment: Moment): Wake | null {
  if (!isOn(parameters, 'Provision_Enable')) return null;
  return errorWake('Resync_Error_Retry_Delay', parameters, attempt, moment);
}

/** @param attempt 0 after the first failure in a row */
export function upgradeRetryWake(
  parameters: Parameters,
  attempt: number,
  moment: Moment,
): Wake | null {
  if (!isOn(parameters, 'Upgrade_Enable')) return null;
  return errorWake('Upgrade_Error_Retry_Delay', parameters, attempt, moment);
}

function errorWake(
  by: 'Resync_Error_Retry_Delay' | 'Upgrade_Error_Retry_Delay',
  parameters: Parameters,
  attempt: number,
  moment: Moment,
): Wake | null {
  const wait = elementOf(parameters.get(by) ?? '', attempt);
  if (wait && isZero(wait) && moment.readings.retryDelayZero === 'never') return null;
  return wait && drawn(wait, by, moment);
}

/** Null for an empty or unreadable schedule: the timer is off. */
function elementOf(text: string, attempt: number): Delay | null {
  const schedule = readSchedule(text);
  const range = schedule.ok ? nextDelay(schedule.value, attempt + 1) : null;
  return range && { delay: range.min, random: range.max - range.min };
}

function isZero({ delay, random }: Delay): boolean {
  return delay === 0 && random === 0;
}

function drawn({ delay, random }: Delay, by: WakeReason, moment: Moment): Wake {
  const seconds = delay + Math.floor(moment.random() * (random + 1));
  return { seconds, range: { min: delay, max: delay + random }, by };
}

function fixed(seconds: number, by: WakeReason): Wake {
  return { seconds, range: { min: seconds, max: seconds }, by };
}
