/** The marks a unit can be given: proved, failed, verified; shared by events and by silence. */
import type { Condition, Evidence, FailureCode } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
import { awaitsReadBack, levelOf } from '../proof/level.ts';
import type { ChainStep, UnitRecord } from './record.ts';
import type { Limits } from './unit-event.ts';

export interface Advanced {
  record: UnitRecord;
  evidence: Evidence[];
}

/** The file after which the unit belongs to the ISP: the last one, or without rehearsal its own. */
export function finalStep(limits: Limits): ChainStep {
  return limits.isRehearsing ? 'last' : 'own';
}

/**
 * The unit has its last file, and since then neither asked for anything nor reported a failure, for so
 * long that a sign of life proves it. Never where only the unit's own message counts.
 */
export function isQuiet(unit: UnitRecord, now: EpochMs, limits: Limits): boolean {
  if (levelOf(unit, limits) === 'message') return false;
  const since = quietSince(unit, limits);
  return since !== null && now - since >= quietNeeded(unit, limits);
}

/** It asked for its last file and did not get it: what it leaves with is not in order yet. */
export function isHeldBack({ condition, reason }: UnitRecord): boolean {
  return condition === 'failed' && ['F13', 'F17', 'F18', 'F19'].includes(reason?.code ?? '');
}

/** From when on the quiet counts; null while it would prove nothing, or all is proved. */
export function quietSince(unit: UnitRecord, limits: Limits): EpochMs | null {
  if (unit.stage === 'VERIFIED' || unit.lastProof !== null) return null;
  const from = wholeSince(unit, limits) ?? startedSince(unit, limits);
  if (from === null) return null;
  return Math.max(from, unit.lastRequestAt ?? 0, unit.lastFailureAt ?? 0, limits.listeningSince);
}

/** How long the quiet must last. */
export function quietNeeded(unit: UnitRecord, limits: Limits): number {
  return wholeSince(unit, limits) === null ? limits.bootQuietMs : limits.quietMs;
}

/** When its last file was out whole; null while it is not. */
function wholeSince(unit: UnitRecord, limits: Limits): EpochMs | null {
  const { askedAt, servedAt } = unit.steps[finalStep(limits)];
  // The last block's acknowledgement comes after the request, so a later request is a new one.
  return servedAt === null || (askedAt !== null && askedAt > servedAt) ? null : servedAt;
}

/**
 * The last acknowledgement of the last file was lost, or the station was not there to hear it: a unit that starts
 * and asks for nothing has it all the same, for with the file before it would ask at its start.
 */
function startedSince(unit: UnitRecord, limits: Limits): EpochMs | null {
  // Its values are looked through when it asks for its last file, and that is stored before the file goes out.
  const askedAt = unit.steps[finalStep(limits)].askedAt ?? unit.releaseCheckedAt;
  const { lastLeaseAt, lastRequestAt } = unit;
  if (askedAt === null || lastLeaseAt === null || isHeldBack(unit)) return null;
  return lastLeaseAt > Math.max(askedAt, lastRequestAt ?? 0) ? lastLeaseAt : null;
}

/** The last file is proved applied, as far as the chain goes; the read-back may still be awaited. */
export function applied(
  unit: UnitRecord,
  at: EpochMs,
  kind: string,
  detail: string,
  limits: Limits,
): Advanced {
  if (!awaitsReadBack(unit, limits)) return verified(unit, at, kind, detail);
  if (unit.lastProof !== null) return { record: unit, evidence: [] };
  const record: UnitRecord = { ...unit, lastProof: { at, kind, detail } };
  return { record, evidence: [proof(at, kind, detail)] };
}

/** Everything its level asks for is shown. */
export function verified(unit: UnitRecord, at: EpochMs, kind: string, detail: string): Advanced {
  return {
    record: changed(
      { ...unit, stage: 'VERIFIED', since: at, mayGoAgain: false, attention: null },
      at,
      'ok',
      null,
    ),
    evidence: [
      proof(at, kind, detail),
      proof(at, 'verified', 'Verified: the last file is applied'),
    ],
  };
}

/** A failure of the catalogue; evidence only when it is news. */
export function failed(unit: UnitRecord, at: EpochMs, code: FailureCode, text: string): Advanced {
  const isNews = unit.reason?.code !== code || unit.condition !== 'failed';
  return {
    record: changed(unit, at, 'failed', code, text),
    evidence: isNews ? [proof(at, 'failed', `${code} ${text}`)] : [],
  };
}

/** Back to `ok` when one of these reasons stood. */
export function cleared(unit: UnitRecord, at: EpochMs, codes: FailureCode[]): UnitRecord {
  const code = unit.reason?.code;
  return code && codes.includes(code) ? changed(unit, at, 'ok', null) : unit;
}

/** A new condition; `since` moves only when condition or code really change. */
export function changed(
  unit: UnitRecord,
  at: EpochMs,
  condition: Condition,
  code: FailureCode | null,
  text?: string,
): UnitRecord {
  const reason = text === undefined ? null : { code, text };
  const isSame = unit.condition === condition && unit.reason?.code === reason?.code;
  return { ...unit, condition, reason, since: isSame ? unit.since : at };
}

/**
 * One entry of a unit's timeline. `detail` is a plain sentence and, after a line break where there is
 * more to say, one technical line. Kinds:
 *
 * | kind | the station saw or did |
 * |---|---|
 * | `dhcp` | a start, an address given, a lease that ended |
 * | `asked` | it asked for a file that proves nothing new, or for one that is not there |
 * | `proved` | it asked for a file only the one before names: that one was opened and applied |
 * | `served` | it took a file whole |
 * | `broken-off` | a transfer stopped, and no harm came of it |
 * | `syslog` | a message of its own about a resync or upgrade |
 * | `alive`, `quiet`, `power-cycle` | what proved its last file, besides a message |
 * | `verified`, `lost` | it became verified; it is so no longer |
 * | `upgrade`, `upgraded` | a step towards its model's firmware; it says another version |
 * | `customised` | whether its maker customised it became known |
 * | `compiled` | the vendor's compiler made a file for it |
 * | `held`, `refused` | it was held at the common file; a file was refused to it |
 * | `waiting`, `failed` | a limit was reached, or a failure: its code and a sentence |
 * | `read-back` | it told its values, by its web server or a report, and they were compared |
 * | `release` | the values it leaves with were looked through |
 * | `suspected` | it did what no unit of ours does |
 * | `operator` | what a person did: bound, released, provision again, taken off the board, put back |
 * | `board` | it is back on the board by itself |
 */
export function proof(at: EpochMs, kind: string, sentence: string, technical?: string): Evidence {
  return { at, kind, detail: technical === undefined ? sentence : `${sentence}\n${technical}` };
}
