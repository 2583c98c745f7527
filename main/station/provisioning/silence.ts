/**
 * What passing time means for a unit: quiet that proves, and silence that worries.
 * The silence limits never touch verified or bound units.
 */
import type { Condition, FailureCode } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
import { levelOf } from '../proof/level.ts';
import {
  type Advanced,
  applied,
  changed,
  finalStep,
  isQuiet,
  proof,
  quietNeeded,
  quietSince,
} from './marks.ts';
import { isCustomised } from './on-customised.ts';
import { overdueUpgrade } from './on-upgrade.ts';
import { type ChainStep, chainSteps, type UnitRecord } from './record.ts';
import type { Limits } from './unit-event.ts';

/** Time has passed. The same record comes back when that changes nothing. */
export function silence(unit: UnitRecord, now: EpochMs, usual: Limits): Advanced {
  const { againAt = 0 } = unit;
  const isNew = againAt > usual.listeningSince;
  const limits = isNew ? { ...usual, listeningSince: againAt } : usual;
  const nothing = { record: unit, evidence: [] };
  if (unit.stage === 'VERIFIED' || unit.condition === 'link-lost') return nothing;
  // Its silence is what it should be.
  if (isCustomised(unit)) return nothing;
  if (unit.upgrade !== null) return duringUpgrade(unit, now, limits);
  const quiet = quietSince(unit, limits);
  if (quiet !== null) return afterLastFile(unit, quiet, now, limits);
  if (unit.isBound && !unit.mayGoAgain) return nothing;
  // A failure with a reason of its own is not explained away by silence.
  if (unit.condition === 'failed') return nothing;

  const awaited = awaitedAfter(unit, limits);
  if (awaited !== null) {
    const silentMs = now - awaited.since;
    const text = `No request after its ${awaited.name} for ${duration(silentMs)}. Turn it off and on (${awaited.turn} of ${limits.isRehearsing ? 3 : 1})`;
    return worry(unit, now, silentMs, limits.nextMs, limits, 'F05', text);
  }
  const isUnexplained = unit.reason === null || unit.reason.code === 'F04';
  if (unit.steps.common.askedAt === null && unit.lastLeaseAt !== null && isUnexplained) {
    const silentMs =
      now - Math.max(unit.lastLeaseAt, unit.lastRequestAt ?? 0, limits.listeningSince);
    return worry(unit, now, silentMs, limits.askMs, limits, 'F04', noRequestText(silentMs));
  }
  return nothing;
}

/** Whether a sign of life is all that is missing; the tracker then looks for one. */
export function wantsSignOfLife(unit: UnitRecord, now: EpochMs, limits: Limits): boolean {
  return limits.needsSignOfLife && unit.condition !== 'link-lost' && isQuiet(unit, now, limits);
}

/** Whether a waiting unit may be off the wire altogether; the tracker then looks for it. */
export function mayBeLost(unit: UnitRecord, now: EpochMs, limits: Limits): boolean {
  return (
    limits.needsSignOfLife &&
    unit.condition === 'waiting' &&
    unit.address !== null &&
    !unit.isBound &&
    now - Math.max(unit.lastSeenAt, limits.listeningSince) >= limits.lostMs
  );
}

/** An image in a unit has its own time; before that it asks again every few seconds. */
function duringUpgrade(unit: UnitRecord, now: EpochMs, limits: Limits): Advanced {
  const { upgrade } = unit;
  const overdue = overdueUpgrade(unit, now, limits);
  if (overdue !== null) return overdue;
  if (upgrade === null || upgrade.unsafeSince !== null || unit.condition === 'failed') {
    return { record: unit, evidence: [] };
  }
  const since = Math.max(
    upgrade.since,
    unit.lastRequestAt ?? 0,
    unit.lastLeaseAt ?? 0,
    limits.listeningSince,
  );
  const text = `It is to upgrade its firmware and has not asked for ${duration(now - since)}. Turn it off and on`;
  return worry(unit, now, now - since, limits.nextMs, limits, 'F05', text);
}

function afterLastFile(unit: UnitRecord, quiet: EpochMs, now: EpochMs, limits: Limits): Advanced {
  if (isQuiet(unit, now, limits) && !limits.needsSignOfLife) {
    const text = `No request for ${duration(quietNeeded(unit, limits))} after its last file`;
    return applied(unit, now, 'quiet', text, limits);
  }
  const served = unit.steps[finalStep(limits)].servedAt ?? now;
  const lease = unit.lastLeaseAt;
  const level = levelOf(unit, limits);
  const mayProve = level !== 'message' && lease !== null && lease > served;
  if (mayProve && now - Math.max(lease, quiet) >= limits.bootQuietMs) {
    const text = `It started again and asked for nothing for ${duration(limits.bootQuietMs)}`;
    return applied(unit, now, 'power-cycle', text, limits);
  }
  if (unit.isBound && !unit.mayGoAgain) return { record: unit, evidence: [] };
  const silentMs = now - quiet - quietNeeded(unit, limits);
  const text =
    level === 'message'
      ? 'No success message after its last file. Turn it off and on, then provision it again'
      : 'No sign of life after its last file. Check its cable, then turn it off and on';
  return worry(unit, now, silentMs, limits.nextMs, limits, 'F05', text);
}

/** The file the unit took whole and has not gone beyond, while nothing is under way. */
function awaitedAfter(
  unit: UnitRecord,
  limits: Limits,
): { name: string; turn: number; since: EpochMs } | null {
  const step = chainSteps.findLast((each) => unit.steps[each].askedAt !== null);
  if (step === undefined || step === finalStep(limits)) return null;
  const names: Record<ChainStep, string> = {
    common: 'common profile',
    own: 'own profile',
    rehearsal: 'rehearsal',
    last: 'last file',
  };
  const { servedAt, askedAt } = unit.steps[step];
  return {
    name: names[step],
    turn: chainSteps.indexOf(step) + 1,
    since: Math.max(servedAt ?? 0, askedAt ?? 0, unit.lastLeaseAt ?? 0, limits.listeningSince),
  };
}

/** Waiting after `afterMs` of silence, failed after `limits.failMs`; once each. */
function worry(
  unit: UnitRecord,
  now: EpochMs,
  silentMs: number,
  afterMs: number,
  limits: Limits,
  code: FailureCode,
  text: string,
): Advanced {
  if (silentMs < afterMs) return { record: unit, evidence: [] };
  const condition: Condition = silentMs >= Math.max(limits.failMs, afterMs) ? 'failed' : 'waiting';
  if (unit.condition === condition && unit.reason?.code === code) {
    return { record: unit, evidence: [] };
  }
  const isNews = unit.reason?.code !== code;
  return {
    record: changed(unit, now, condition, code, text),
    evidence: isNews || condition === 'failed' ? [proof(now, condition, `${code} ${text}`)] : [],
  };
}

function noRequestText(silentMs: number): string {
  return `Leased, nothing asked for ${duration(silentMs)}. Turn it off and on; if that does not help, factory reset it: ****73738#, then 1`;
}

/** `45 s`, `1 min 30 s`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}
