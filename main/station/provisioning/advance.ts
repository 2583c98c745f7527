/**
 * Where one event takes a unit (guide: Provisioning States; the chain's four files).
 *
 * Pure: no clock, no store, no log. The stage is the one the unit last showed: asking for a file
 * proves the file before it was opened and applied, a file served whole is the next stage entered,
 * and only a proof of the last file makes a unit VERIFIED. Condition and binding are facts of
 * their own; binding never touches the stage.
 */
import type { Evidence } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
import {
  type Advanced,
  applied,
  changed,
  cleared,
  failed,
  isHeldBack,
  isQuiet,
  proof,
} from './marks.ts';
import { onCustomised } from './on-customised.ts';
import { onAsked, onBrokenOff, onNotFound, onServed } from './on-files.ts';
import { onReadBack, onReleaseCheck } from './on-read-back.ts';
import { onReported } from './on-report.ts';
import { onUpgradeImpossible, onUpgradeOver, onUpgradeStep } from './on-upgrade.ts';
import { chainSteps, type UnitRecord, untouchedSteps } from './record.ts';
import { silence } from './silence.ts';
import type { Limits, UnitEvent } from './unit-event.ts';

/** Starts within three minutes, without a file served between them, that point at the power supply. */
const RESTARTS = 4;
const RESTART_WINDOW_MS = 180_000;
const NEW_START_AFTER_MS = 5_000;

/** One event, one step. The same record comes back when nothing changed. */
export function advance(unit: UnitRecord, event: UnitEvent, limits: Limits): Advanced {
  if (event.type === 'tick') return silence(unit, event.at, limits);
  if (unit.isOffBoard && bringsBack(event)) {
    const text = 'Back on the board: it was heard again';
    const { record, evidence } = advance({ ...unit, isOffBoard: false }, event, limits);
    return { record, evidence: [proof(event.at, 'board', text), ...evidence] };
  }
  if (unit.condition === 'link-lost' && isFromUnit(event)) {
    return advance(linkBack(unit, event.at), event, limits);
  }
  const at = event.at;
  const seen: UnitRecord = { ...unit, lastSeenAt: Math.max(unit.lastSeenAt, at) };
  switch (event.type) {
    case 'seen':
      return isQuiet(unit, at, limits)
        ? applied(seen, at, 'alive', 'Quiet since its last file, and alive: heard on DHCP', limits)
        : onSeen(seen, event);
    case 'leased':
      return onLeased(seen, event, limits);
    case 'lease-ended':
      return event.why === 'declined'
        ? failed(seen, at, 'F08', `Two units use ${unit.address ?? 'its address'}. Restart both`)
        : {
            record: { ...seen, address: unit.address === event.address ? null : unit.address },
            evidence: [proof(at, 'dhcp', `Its lease of ${event.address} was ${event.why}`)],
          };
    case 'no-address':
      return failed(
        seen,
        at,
        'F09',
        `No address left: all ${event.poolSize} are in use. Take finished units off the board`,
      );
    case 'asked':
      return onAsked(seen, event, limits);
    case 'served':
      return onServed(seen, event, limits);
    case 'broken-off':
      return onBrokenOff(seen, event, limits);
    case 'not-found':
      return onNotFound(seen, event.at, event.name);
    case 'template-broken':
      return failed(seen, at, 'F15', `Its profile does not build: ${event.text}`);
    case 'compiler-failed':
      return failed(seen, at, 'F21', event.text);
    case 'compiled':
      return { record: unit, evidence: [proof(at, 'compiled', event.text, event.technical)] };
    case 'too-old':
      return failed(seen, at, 'F22', event.text);
    case 'denied':
      return {
        record: { ...seen, attention: event.text, lastRequestAt: at },
        evidence: seen.attention === event.text ? [] : [proof(at, 'refused', event.text)],
      };
    case 'reported':
      return onReported(seen, event, limits);
    case 'alive':
      return isQuiet(seen, at, limits)
        ? applied(seen, at, 'alive', `Quiet since its last file, and alive: ${event.how}`, limits)
        : { record: unit, evidence: [] };
    case 'customised':
      return onCustomised(seen, event);
    case 'upgrade-step':
      return onUpgradeStep(seen, event);
    case 'upgrade-over':
      return onUpgradeOver(seen, event);
    case 'upgrade-impossible':
      return onUpgradeImpossible(seen, event);
    case 'read-back':
      return onReadBack(seen, event, limits);
    case 'release-check':
      return onReleaseCheck(unit, event);
    case 'suspected':
      return {
        record: { ...failed(seen, at, 'F20', event.text).record, heldBecause: event.text },
        evidence: unit.heldBecause === event.text ? [] : [proof(at, 'suspected', event.text)],
      };
    case 'ordered':
      return { record: unit, evidence: [proof(at, 'operator', event.text)] };
    case 'bound':
      return {
        record: { ...unit, isBound: true, mayGoAgain: false },
        evidence: [proof(at, 'operator', `Bound to account ${event.account}`)],
      };
    case 'unbound':
      return {
        record: { ...unit, isBound: false, mayGoAgain: false, attention: null },
        evidence: [proof(at, 'operator', event.why)],
      };
    case 'provision-again':
      return {
        record: changed(
          {
            ...{ ...unit, mayGoAgain: true, againAt: at, attention: null, heldBecause: null },
            // What it asked for and did not get is no proof once the reason is gone.
            ...(isHeldBack(unit) && {
              releaseCheckedAt: null,
              steps: { ...unit.steps, last: untouchedSteps().last },
            }),
            // One that failed begins anew; an image that may still be in it stays a matter of care.
            upgrade: unit.upgrade?.phase === 'failed' ? null : unit.upgrade,
            // It may have been upgraded by hand meanwhile, which by TFTP it does not say.
            firmware: unit.reason?.code === 'F22' ? null : unit.firmware,
          },
          ...([at, 'ok', null] as const),
        ),
        evidence: [proof(at, 'operator', 'Provision again was chosen: same key, same directory')],
      };
    case 'key-changed': {
      const mayGoAgain = event.mayGoAgain === null ? unit.mayGoAgain : event.mayGoAgain;
      return {
        record: { ...unit, mayGoAgain: unit.isBound && mayGoAgain },
        evidence: [proof(at, 'key', event.text)],
      };
    }
    case 'taken-off':
      if (unit.isOffBoard) return { record: unit, evidence: [] };
      return {
        record: { ...unit, isOffBoard: true, address: null },
        evidence: [proof(at, 'operator', 'Taken off the board')],
      };
    case 'put-back':
      if (!unit.isOffBoard) return { record: unit, evidence: [] };
      return {
        record: { ...unit, isOffBoard: false, address: event.address },
        evidence: [proof(at, 'operator', 'Put back on the board')],
      };
    case 'heard':
      return { record: { ...seen, address: event.address ?? unit.address }, evidence: [] };
    case 'link-lost':
      if (unit.condition === 'link-lost') return { record: unit, evidence: [] };
      return {
        record: {
          ...unit,
          condition: 'link-lost',
          reason: { code: null, text: event.why },
          since: at,
          beforeLinkLost: { condition: unit.condition, reason: unit.reason },
        },
        evidence: [],
      };
    case 'link-back':
      return { record: linkBack(unit, at), evidence: [] };
  }
}

/** Any packet of its own but a goodbye: a unit off the board is there again. */
function bringsBack(event: UnitEvent): boolean {
  const more = ['heard', 'not-found', 'denied', 'suspected', 'no-address'];
  return (isFromUnit(event) && event.type !== 'alive') || more.includes(event.type);
}

/** A packet of its own shows that a unit is on the wire. */
function isFromUnit(event: UnitEvent): boolean {
  return ['seen', 'leased', 'asked', 'served', 'reported', 'alive'].includes(event.type);
}

/** What the lost link covered up comes to light again. */
function linkBack(unit: UnitRecord, at: EpochMs): UnitRecord {
  if (unit.condition !== 'link-lost') return unit;
  const { condition, reason } = unit.beforeLinkLost ?? { condition: 'ok', reason: null };
  return { ...unit, condition, reason, since: at, beforeLinkLost: null };
}

function onSeen(unit: UnitRecord, event: UnitEvent & { type: 'seen' }): Advanced {
  const named = {
    ...unit,
    vendorClass: event.vendorClass ?? unit.vendorClass,
    model: event.model ?? unit.model,
  };
  const last = unit.startsAt.at(-1);
  if (!event.isStart || (last !== undefined && event.at - last < NEW_START_AFTER_MS)) {
    return { record: named, evidence: [] };
  }
  const startsAt = [...unit.startsAt, event.at].slice(-8);
  const recent = startsAt.filter((start) => event.at - start < RESTART_WINDOW_MS).length;
  // Power cuts are no rejections: what it took before this start is counted anew.
  const steps = { ...named.steps };
  for (const step of chainSteps) steps[step] = { ...steps[step], servedCount: 0 };
  const record = { ...named, startsAt, steps };
  // Without an answer a unit asks on and on: that is no further start to tell of.
  const isRepeat = last !== undefined && (unit.lastLeaseAt ?? 0) < last;
  const evidence = isRepeat ? [] : [startOf(record, event.at)];
  if (recent < RESTARTS || unit.stage === 'VERIFIED' || unit.isBound) return { record, evidence };
  const text = `It restarted ${recent} times in 3 min. Check its power supply`;
  return { record: changed(record, event.at, 'waiting', 'F10', text), evidence };
}

function startOf(unit: UnitRecord, at: EpochMs): Evidence {
  const what = unit.lastLeaseAt === null ? 'Plugged in' : 'Started again';
  const technical = unit.model === null ? 'DHCP DISCOVER' : `DHCP DISCOVER · ${unit.model}`;
  return proof(at, 'dhcp', `${what}: asked for an address`, technical);
}

function onLeased(
  unit: UnitRecord,
  event: UnitEvent & { type: 'leased' },
  limits: Limits,
): Advanced {
  const { at, address } = event;
  const isNews = unit.address !== address || unit.lastLeaseAt === null;
  const leased = {
    ...unit,
    address,
    isClaimed: false,
    lastLeaseAt: event.isBoot ? at : unit.lastLeaseAt,
  };
  if (isQuiet(unit, at, limits)) {
    const how = `Quiet since its last file, and alive: it leased ${address}`;
    return applied(leased, at, 'alive', how, limits);
  }
  return {
    record: cleared(leased, at, ['F08', 'F09']),
    evidence: isNews ? [proof(at, 'dhcp', `Address given: ${address}`, 'DHCP ACK')] : [],
  };
}
