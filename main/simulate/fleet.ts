/** A benchful of simulated units: plugged in all at once, watched until each is done, then summed up. */
import { secretFingerprint } from '../station/profile/unit/fingerprint.ts';
import type { Fault, Reading } from './faults.ts';
import { type FleetPlan, planFleet } from './fleet-plan.ts';
import { runForeignClient } from './foreign.ts';
import { type Pace, SOONEST_RESEND_MS, seededRandom, sleep } from './pace.ts';
import { SimulatedUnit } from './unit.ts';
import type { UnitHappening } from './unit-parts.ts';
import type { Wire } from './wire.ts';

export interface FleetOptions {
  wire: Wire;
  units: number;
  /** Names of `unitModels`, dealt out in turn. */
  models: readonly string[];
  scale: number;
  reading: Reading;
  seed: number;
  timeoutMs: number;
  /** How many units have which fault; the first units get them. `foreign` PCs come on top of `units`. */
  faults?: Partial<Record<Fault, number>>;
  /** First MAC; without it each model's own prefix and 1, 2, 3 … */
  firstMac?: string;
  /** Units stay on the wire, powered, this long after the last one is done. */
  lingerMs?: number;
  /** Ends the run early, with what was reached. */
  stop?: AbortSignal;
  soonestResendMs?: number;
  onProgress?: (line: FleetProgress) => void;
  /** Hands out the units at the start, for tests that look inside. */
  onUnits?: (units: readonly SimulatedUnit[]) => void;
}

export interface FleetProgress {
  mac: string;
  model: string;
  what: UnitHappening;
  detail: string | null;
  reachedGoal: number;
  units: number;
}

export interface Durations {
  p50: number;
  p95: number;
  max: number;
}

export interface FleetSummary {
  units: number;
  foreign: number;
  reachedGoal: number;
  /** How many units ended in which stage, from the units' own view. */
  stages: Record<string, number>;
  dhcpResends: number;
  rrqResends: number;
  ackResends: number;
  boots: number;
  /** Milliseconds from first power-on; null when no unit came so far. */
  durationsMs: { lease: Durations | null; goal: Durations | null };
  totalMs: number;
  distinct: { addresses: number; keys: number; directories: number };
  failures: { mac: string; model: string; stage: string; why: string }[];
}

/** Seconds, times the scale, until a technician who sees a unit wait turns it off and on. */
const TECHNICIAN_SECONDS = 10;
/** The technician gives up on a unit after this many power cycles. */
const MOST_POWER_CYCLES = 8;
const POWER_CUTS = 3;
/** A power cut comes within this many seconds of power-on, times the scale. */
const CUT_WITHIN_SECONDS = 15;

/**
 * Runs the whole fleet. What a unit or the station does is never an error; every jack is free at the end.
 * @throws RangeError for a wish {@link planFleet} refuses, Error when the wire cannot be had
 */
export async function runFleet(options: FleetOptions): Promise<FleetSummary> {
  const plan = planFleet(options);
  const pace: Pace = {
    scale: options.scale,
    soonestResendMs: options.soonestResendMs ?? SOONEST_RESEND_MS,
  };
  await options.wire.prepare([...plan.units.map((unit) => unit.mac), ...plan.foreign]);
  const startedAt = performance.now();
  const over = new AbortController();
  const watch = createWatch(options, plan, over.signal);
  const units = plan.units.map(
    (planned) =>
      new SimulatedUnit({
        ...planned,
        wire: options.wire,
        reading: options.reading,
        pace,
        onHappening: watch.onHappening,
      }),
  );
  options.onUnits?.(units);
  const foreign = plan.foreign.map((mac, n) =>
    runForeignClient({ mac, n, wire: options.wire, pace, power: over.signal }),
  );
  for (const unit of units) {
    unit.powerOn();
    if (unit.faults.has('power-cuts')) void cutPower(unit, pace, options.seed, over.signal);
  }
  await waitForEnd(watch.allDone, options);
  const summary = summarise(units, plan.foreign.length, startedAt);
  over.abort();
  await Promise.all([...units.map((unit) => unit.powerOff()), ...foreign, watch.idle()]);
  return summary;
}

/** Until all are done or the time is over; then the lingering, which only `stop` cuts short. */
async function waitForEnd(allDone: Promise<void>, options: FleetOptions): Promise<void> {
  const stop = options.stop ?? new AbortController().signal;
  const late = new AbortController();
  const timeIsUp = sleep(options.timeoutMs, AbortSignal.any([stop, late.signal])).catch(
    () => undefined,
  );
  await Promise.race([allDone, timeIsUp]);
  late.abort();
  if (options.lingerMs) await sleep(options.lingerMs, stop).catch(() => undefined);
}

/** Follows every unit, plays the technician, and knows when nothing more can come. */
function createWatch(options: FleetOptions, plan: FleetPlan, over: AbortSignal) {
  const open = new Set<SimulatedUnit>();
  const known = new Set<SimulatedUnit>();
  const cycles = new Map<SimulatedUnit, number>();
  const hands = new Set<Promise<void>>();
  let reachedGoal = 0;
  let finish: () => void = () => undefined;
  const allDone = new Promise<void>((done) => {
    finish = done;
  });
  const close = (unit: SimulatedUnit) => {
    open.delete(unit);
    if (known.size === plan.units.length && open.size === 0) finish();
  };
  const turnOffAndOn = async (unit: SimulatedUnit) => {
    await sleep(TECHNICIAN_SECONDS * 1000 * options.scale, over);
    await unit.powerOff();
    // The run may have ended meanwhile; then nobody would turn it off again.
    if (!over.aborted) unit.powerOn();
  };
  const onStuck = (unit: SimulatedUnit) => {
    const done = cycles.get(unit) ?? 0;
    const mayHelp = options.reading === 'power-cycle' || unit.faults.has('drops');
    if (!mayHelp || unit.faults.has('silent') || done >= MOST_POWER_CYCLES) return close(unit);
    cycles.set(unit, done + 1);
    const hand = turnOffAndOn(unit)
      .catch(() => undefined)
      .finally(() => hands.delete(hand));
    hands.add(hand);
  };
  if (plan.units.length === 0) finish();
  return {
    allDone,
    idle: async () => {
      await Promise.all(hands);
    },
    onHappening: (what: UnitHappening, unit: SimulatedUnit, detail: string | null) => {
      if (!known.has(unit)) {
        known.add(unit);
        open.add(unit);
      }
      if (what === 'goal') {
        reachedGoal += 1;
        close(unit);
      } else if (what === 'stuck' && !over.aborted) {
        onStuck(unit);
      }
      const { mac, model } = unit;
      options.onProgress?.({
        mac,
        model: model.name,
        what,
        detail,
        reachedGoal,
        units: plan.units.length,
      });
    },
  };
}

/** Pulls the plug at random moments, the same for the same seed; each time for two seconds. */
async function cutPower(
  unit: SimulatedUnit,
  pace: Pace,
  seed: number,
  over: AbortSignal,
): Promise<void> {
  const random = seededRandom(seed ^ Number.parseInt(unit.mac.slice(4), 16));
  try {
    for (let cut = 0; cut < POWER_CUTS; cut += 1) {
      await sleep(random() * CUT_WITHIN_SECONDS * 1000 * pace.scale, over);
      await unit.powerOff();
      await sleep(2000 * pace.scale, over);
      unit.powerOn();
    }
  } catch {
    // The run is over; the fleet turns the unit off.
  }
}

function summarise(
  units: readonly SimulatedUnit[],
  foreign: number,
  startedAt: number,
): FleetSummary {
  const sum = (of: (unit: SimulatedUnit) => number) =>
    units.reduce((all, unit) => all + of(unit), 0);
  const stages: Record<string, number> = {};
  for (const { stage } of units) stages[stage] = (stages[stage] ?? 0) + 1;
  const failed = units.filter((unit) => unit.stage !== 'goal');
  return {
    units: units.length,
    foreign,
    reachedGoal: units.length - failed.length,
    stages,
    dhcpResends: sum((unit) => unit.counts.dhcpResends),
    rrqResends: sum((unit) => unit.counts.rrqResends),
    ackResends: sum((unit) => unit.counts.ackResends),
    boots: sum((unit) => unit.counts.boots),
    durationsMs: {
      lease: durations(units, (unit) => unit.times.leased),
      goal: durations(units, (unit) => unit.times.goal),
    },
    totalMs: Math.round(performance.now() - startedAt),
    distinct: {
      addresses: distinct(units, (unit) => unit.address),
      keys: distinct(units, (unit) => secretFingerprint(unit.finalParameters.get('GPP_SA') ?? '')),
      directories: distinct(units, (unit) => unit.finalParameters.get('GPP_B')),
    },
    failures: failed.map((unit) => ({
      mac: unit.mac,
      model: unit.model.name,
      stage: unit.stage,
      why: [unit.lastTrouble, unit.missing[0]].filter(Boolean).join('; ') || 'still under way',
    })),
  };
}

function durations(
  units: readonly SimulatedUnit[],
  end: (unit: SimulatedUnit) => number | null,
): Durations | null {
  const taken = units
    .flatMap((unit) => {
      const at = end(unit);
      return at === null || unit.times.poweredOn === null ? [] : [at - unit.times.poweredOn];
    })
    .sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(taken[Math.max(0, Math.ceil(taken.length * share) - 1)] ?? 0);
  return taken.length === 0 ? null : { p50: at(0.5), p95: at(0.95), max: at(1) };
}

function distinct(
  units: readonly SimulatedUnit[],
  of: (unit: SimulatedUnit) => string | null | undefined,
): number {
  return new Set(units.map(of).filter((value) => value)).size;
}
