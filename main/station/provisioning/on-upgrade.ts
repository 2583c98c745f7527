/** Where an upgrade takes a unit (guide: Upgrade Rule; device facts 12.5, 12.6). Pure. */
import type { EpochMs } from '../../contract/values.ts';
import { type Advanced, changed, cleared, failed, proof } from './marks.ts';
import { type UnitRecord, unproved, untouchedSteps } from './record.ts';
import type { Limits, UnitEvent } from './unit-event.ts';
import type { UpgradeProgress } from './upgrade-progress.ts';

/** It asked for its common file, or said its version, and is to upgrade first. */
export function onUpgradeStep(
  unit: UnitRecord,
  event: UnitEvent & { type: 'upgrade-step' },
): Advanced {
  const { at, version, to, file, before } = event;
  const old = unit.upgrade;
  const start: UpgradeProgress = {
    ...{ phase: 'asking', from: version, to, file, queuedAt: at, since: at },
    ...{ unsafeSince: null, wholeAt: null },
  };
  const fresh = atItsBeginning(unit, at, version);
  if (unit.stage === 'VERIFIED') {
    const lost = proof(at, 'lost', 'No longer verified: it asked for its first file again');
    const reset = { ...fresh, attention: 'It was reset after it had been verified' };
    const next = onUpgradeStep(reset, event);
    return { record: next.record, evidence: [lost, ...next.evidence] };
  }
  if (version === null) {
    if (old !== null) return { record: fresh, evidence: [] };
    const record = changed({ ...fresh, upgrade: start }, at, 'ok', null);
    return { record, evidence: [proof(at, 'upgrade', 'Asked for its firmware version')] };
  }
  if (old !== null && old.unsafeSince !== null) return backFromImage(fresh, old, event, version);
  if (old?.phase === 'failed') return { record: fresh, evidence: [] };
  if (before !== null) {
    const queuedAt = old?.phase === 'waiting' ? old.queuedAt : at;
    const since = old?.phase === 'waiting' ? old.since : at;
    const upgrade: UpgradeProgress = { ...start, phase: 'waiting', queuedAt, since };
    const text = `Waits for its turn to upgrade its firmware (${before} before it)`;
    const evidence =
      old?.phase === 'waiting'
        ? []
        : [proof(at, 'upgrade', `Firmware ${version}, to become ${to}: waits for its turn`)];
    // Nobody need do anything, so it is no unit that waits for a person.
    return { record: changed({ ...fresh, upgrade }, at, 'ok', null, text), evidence };
  }
  const isTold = old?.phase === 'told' && old.file === file && old.to === to;
  const queuedAt = old?.queuedAt ?? at;
  const upgrade: UpgradeProgress = isTold
    ? { ...old, from: version }
    : { ...start, phase: 'told', queuedAt };
  const record = { ...fresh, upgrade, hadUpgradeRule: true };
  const evidence = isTold ? [] : [proof(at, 'upgrade', `Told to take ${file}`)];
  // A failure of its own stands until it fetches the image again.
  const stands = isTold && unit.reason?.code === 'F12';
  return { record: stands ? record : changed(record, at, 'ok', null), evidence };
}

/** Whatever it did before counts anew: its first file is still to come. */
function atItsBeginning(unit: UnitRecord, at: EpochMs, version: string | null): UnitRecord {
  return {
    ...unit,
    ...unproved,
    stage: 'MFG-RESET',
    since: unit.stage === 'MFG-RESET' ? unit.since : at,
    steps: untouchedSteps(),
    firmware: version ?? unit.firmware,
  };
}

/** It is heard again after image bytes went out: with another version, or with the one it had. */
function backFromImage(
  unit: UnitRecord,
  old: UpgradeProgress,
  { at, to, file }: UnitEvent & { type: 'upgrade-step' },
  version: string,
): Advanced {
  if (version !== old.from && old.wholeAt !== null && file === old.file) {
    const text = `It took ${file} whole and calls itself ${version}: the image has another version than it was added with. Remove it and add it again`;
    return failedUpgrade(unit, { ...old, from: version, unsafeSince: null }, at, text);
  }
  if (version !== old.from) {
    const upgrade: UpgradeProgress = {
      ...{ phase: 'told', from: version, to, file, queuedAt: old.queuedAt, since: at },
      ...{ unsafeSince: null, wholeAt: null },
    };
    const text = `Back with firmware ${version}, on its way to ${to}`;
    const record = changed({ ...unit, upgrade }, at, 'ok', null);
    return { record, evidence: [proof(at, 'upgraded', text)] };
  }
  if (old.phase === 'failed') {
    // It lives, with what it had: it may be unplugged again.
    return { record: { ...unit, upgrade: { ...old, unsafeSince: null } }, evidence: [] };
  }
  const hasRestarted = old.wholeAt !== null && (unit.lastLeaseAt ?? 0) > old.wholeAt;
  if (!hasRestarted) return { record: unit, evidence: [] };
  const text = `It took ${old.file} whole and started again with firmware ${version}. Check that the image is for this model and has the version it was added with`;
  return failedUpgrade(unit, { ...old, unsafeSince: null }, at, text);
}

/** It has the version it is to have, or there is nothing to upgrade any more. */
export function onUpgradeOver(
  unit: UnitRecord,
  { at, version, why }: UnitEvent & { type: 'upgrade-over' },
): Advanced {
  if (unit.upgrade === null && (version === null || version === unit.firmware)) {
    return { record: unit, evidence: [] };
  }
  const firmware = version ?? unit.firmware;
  const record = { ...unit, firmware, upgrade: null };
  const isSettled = unit.upgrade !== null && unit.upgrade.phase !== 'asking';
  const evidence = isSettled ? [proof(at, 'upgraded', why)] : [];
  return { record: cleared(changed(record, at, 'ok', null), at, ['F12']), evidence };
}

/** Its version cannot be told apart from others, so nobody knows whether it is to upgrade. */
export function onUpgradeImpossible(
  unit: UnitRecord,
  { at, version, to, file, text }: UnitEvent & { type: 'upgrade-impossible' },
): Advanced {
  const upgrade: UpgradeProgress = {
    ...{ phase: 'failed', from: version, to, file, queuedAt: at, since: at },
    ...{ unsafeSince: null, wholeAt: null },
  };
  return failed({ ...unit, firmware: version, upgrade }, at, 'F12', text);
}

/** The first block of an image goes out. */
export function onImageAsked(unit: UnitRecord, at: EpochMs, name: string): Advanced {
  const { upgrade } = unit;
  if (upgrade === null) return { record: unit, evidence: [] };
  const taking: UpgradeProgress = {
    ...upgrade,
    phase: 'taking',
    since: at,
    unsafeSince: upgrade.unsafeSince ?? at,
    wholeAt: null,
  };
  return {
    record: changed({ ...unit, upgrade: taking, startsAt: [] }, at, 'ok', null),
    evidence: [proof(at, 'upgrade', `Takes ${name}: do not unplug it`)],
  };
}

/** The image is out whole; writing it and starting again is the unit's own affair. */
export function onImageServed(
  unit: UnitRecord,
  { at, file, took }: UnitEvent & { type: 'served' },
): Advanced {
  const technical = `${took.via.toUpperCase()} · ${file.bytes} bytes · ${took.ms} ms`;
  const evidence = [proof(at, 'served', `Fetched ${file.name}`, technical)];
  if (unit.upgrade === null) return { record: unit, evidence };
  const upgrade: UpgradeProgress = {
    ...unit.upgrade,
    ...{ phase: 'restarting', since: at, wholeAt: at },
  };
  return { record: { ...unit, upgrade, startsAt: [] }, evidence };
}

/** The image stopped half-way. The unit tries again by itself; it may be writing all the same. */
export function onImageBroken(
  unit: UnitRecord,
  { at, file, percent }: UnitEvent & { type: 'broken-off' },
): Advanced {
  const what = `${file.name} stopped at ${percent} %`;
  if (unit.upgrade === null) return { record: unit, evidence: [proof(at, 'broken-off', what)] };
  return failed(unit, at, 'F12', `Transfer of ${what}. It tries again by itself: do not unplug it`);
}

/** An upgrade that has not begun, or not ended, in its time; the turn is free for another. Null: it has time left. */
export function overdueUpgrade(unit: UnitRecord, now: EpochMs, limits: Limits): Advanced | null {
  const { upgrade } = unit;
  if (upgrade === null || upgrade.phase === 'failed') return null;
  const minutes = Math.round(limits.upgradeMs / 60_000);
  const isOver = (since: EpochMs) =>
    now - Math.max(since, limits.listeningSince) >= limits.upgradeMs;
  if (upgrade.unsafeSince === null) {
    if (upgrade.phase !== 'told' || !isOver(upgrade.since)) return null;
    const text = `It was told to take ${upgrade.file} and has not begun in ${minutes} min. Turn it off and on, then choose Provision again`;
    return failedUpgrade(unit, upgrade, now, text);
  }
  if (!isOver(upgrade.unsafeSince)) return null;
  const text = `Not back from its upgrade to ${upgrade.to} after ${minutes} min. Leave it plugged in and look at its lights; if nothing moves, choose Provision again, then turn it off and on`;
  return failedUpgrade(unit, upgrade, now, text);
}

function failedUpgrade(
  unit: UnitRecord,
  upgrade: UpgradeProgress,
  at: EpochMs,
  text: string,
): Advanced {
  return failed({ ...unit, upgrade: { ...upgrade, phase: 'failed', since: at } }, at, 'F12', text);
}
