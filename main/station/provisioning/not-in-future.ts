/** A clock that is set back leaves times behind that have not come yet; waits from there would not end. Pure. */
import type { EpochMs } from '../../contract/values.ts';
import { type ChainStep, chainSteps, type StepProgress, type UnitRecord } from './record.ts';

/** What came in after the clock was set, before that was noticed, is later than all from before. */
const BEFORE_IT_WAS_SET_MS = 2000;

/**
 * The times the rules count from, none of them later than `now`: those that are go back together, so that what
 * was first stays first. The same record comes back when none was.
 */
export function notInFuture(unit: UnitRecord, now: EpochMs): UnitRecord {
  let latest = now;
  mapTimes(unit, (at) => {
    latest = Math.max(latest, at);
    return at;
  });
  if (latest === now) return unit;
  const back = latest - now + BEFORE_IT_WAS_SET_MS;
  return mapTimes(unit, (at) => (at > now ? at - back : at));
}

function mapTimes(unit: UnitRecord, map: (at: EpochMs) => EpochMs): UnitRecord {
  const kept = <T extends EpochMs | null>(at: T) => (at === null ? at : (map(at) as T));
  const ofStep = (step: StepProgress): StepProgress => ({
    ...step,
    askedAt: kept(step.askedAt),
    servedAt: kept(step.servedAt),
    reportedAt: kept(step.reportedAt),
  });
  const { upgrade } = unit;
  return {
    ...unit,
    since: map(unit.since),
    firstSeenAt: map(unit.firstSeenAt),
    lastSeenAt: map(unit.lastSeenAt),
    lastRequestAt: kept(unit.lastRequestAt),
    ...(unit.againAt !== undefined && { againAt: map(unit.againAt) }),
    lastFailureAt: kept(unit.lastFailureAt),
    lastLeaseAt: kept(unit.lastLeaseAt),
    startsAt: unit.startsAt.map(map),
    releaseCheckedAt: kept(unit.releaseCheckedAt),
    lastProof: unit.lastProof && { ...unit.lastProof, at: map(unit.lastProof.at) },
    steps: Object.fromEntries(chainSteps.map((name) => [name, ofStep(unit.steps[name])])) as Record<
      ChainStep,
      StepProgress
    >,
    upgrade: upgrade && {
      ...upgrade,
      queuedAt: map(upgrade.queuedAt),
      since: map(upgrade.since),
      unsafeSince: kept(upgrade.unsafeSince),
      wholeAt: kept(upgrade.wholeAt),
    },
  };
}
