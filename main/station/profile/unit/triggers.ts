import { evaluateCondition } from '../rules/condition.ts';
import { expandMacros } from '../rules/macro.ts';
import type { Wake } from './timers.ts';
import { isOn, macrosOf, type UnitState } from './unit-state.ts';

const TRIGGERS = ['Resync_Trigger_1', 'Resync_Trigger_2'] as const;
/** A unit looks at its triggers once a second; how often real ones do is not known. */
const SOONEST_SECONDS = 1;
/** As far ahead as a unit's timers count. */
const FARTHEST_SECONDS = 0xffff_ffff;

/**
 * The first moment at which a trigger starts a resync (guide: Triggers), its timers `$PRVTMR` and
 * `$UPGTMR` running on, everything else as it is now. A trigger that cannot be read starts nothing.
 *
 * A condition changes only when a timer passes a number that stands in it; so these moments are
 * tried, and no others.
 *
 * @param within looks this many seconds ahead
 */
export function triggerWake(unit: UnitState, within: number): Wake | null {
  if (!isOn(unit.parameters, 'Provision_Enable')) return null;
  let first: Wake | null = null;
  for (const by of TRIGGERS) {
    const text = unit.parameters.get(by) ?? '';
    if (text.trim() === '') continue;
    const horizon = Math.min(within, first ? first.seconds : within);
    const seconds = momentsOf(unit, text, horizon).find((moment) => holdsAt(unit, text, moment));
    if (seconds === undefined || (first && seconds >= first.seconds)) continue;
    first = { seconds, range: { min: seconds, max: seconds }, by };
  }
  return first;
}

/** The timer's wake-up, or a trigger's that comes before it; null: none by itself. */
export function soonerOf(unit: UnitState, timer: Wake | null): Wake | null {
  const trigger = triggerWake(unit, timer?.seconds ?? FARTHEST_SECONDS);
  return trigger && (!timer || trigger.seconds < timer.seconds) ? trigger : timer;
}

/** Seconds from now, in order. */
function momentsOf(unit: UnitState, text: string, within: number): number[] {
  // Numbers may come out of registers, too.
  const expanded = expandMacros(text, macrosOf(unit), { readings: unit.readings });
  const numbers = `${text} ${expanded}`.match(/\d{1,10}/g) ?? [];
  const { resync, upgrade } = unit.secondsSince;
  const moments = new Set([SOONEST_SECONDS]);
  for (const number of numbers) {
    for (const since of [resync, upgrade]) {
      for (const offset of [0, 1]) moments.add(Math.ceil(Number(number) - since) + offset);
    }
  }
  return [...moments]
    .filter((moment) => moment >= SOONEST_SECONDS && moment <= within)
    .sort((a, b) => a - b);
}

function holdsAt(unit: UnitState, text: string, seconds: number): boolean {
  const { resync, upgrade } = unit.secondsSince;
  const secondsSince = { resync: resync + seconds, upgrade: upgrade + seconds };
  const condition = evaluateCondition(text, macrosOf({ ...unit, secondsSince }), unit.readings);
  return condition.ok && condition.value;
}
