/** The marks a unit can be given: proved, failed, verified; shared by events and by silence. */
import type { Condition, Evidence, FailureCode } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
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

/** The unit has its last file, and since then neither asked for anything nor reported a failure. */
export function isQuiet(unit: UnitRecord, now: EpochMs, limits: Limits): boolean {
  const since = quietSince(unit, limits);
  return since !== null && now - since >= limits.quietMs;
}

/** From when on the quiet counts; null while the last file is not out whole, or all is proved. */
export function quietSince(unit: UnitRecord, limits: Limits): EpochMs | null {
  const last = unit.steps[finalStep(limits)];
  if (last.servedAt === null || unit.stage === 'VERIFIED') return null;
  // The last block's acknowledgement comes after the request, so a later request is a new one.
  if (last.askedAt !== null && last.askedAt > last.servedAt) return null;
  return Math.max(
    last.servedAt,
    unit.lastRequestAt ?? 0,
    unit.lastFailureAt ?? 0,
    limits.listeningSince,
  );
}

/** The last file is proved applied. */
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

export function proof(at: EpochMs, kind: string, detail: string): Evidence {
  return { at, kind, detail };
}
