/** What a unit's own values prove, and what keeps it from leaving with them. Pure. */
import type { FailureCode } from '../../contract/model.ts';
import type { ReadBackView } from '../../contract/proof.ts';
import { levelOf } from '../proof/level.ts';
import { type Advanced, cleared, failed, finalStep, proof, verified } from './marks.ts';
import type { UnitRecord } from './record.ts';
import type { Limits, UnitEvent } from './unit-event.ts';

const CODES: FailureCode[] = ['F17', 'F18', 'F19'];

/** It told its values, or could not be made to. */
export function onReadBack(
  unit: UnitRecord,
  event: UnitEvent & { type: 'read-back' },
  limits: Limits,
): Advanced {
  const { at, told, isFinal } = event;
  const { phase, outcome } = told;
  const before = unit.readBacks[phase];
  // What was seen to differ stays so until it is seen to be right.
  const stands = before?.outcome === 'different' && outcome === 'not-read';
  const readBacks = stands ? unit.readBacks : { ...unit.readBacks, [phase]: told };
  const isReadBackOver = unit.isReadBackOver || (phase === 'last' && isFinal);
  const firmware = told.softwareVersion ?? unit.firmware;
  const record: UnitRecord = { ...unit, firmware, readBacks, isReadBackOver };
  const isNews = before === null || saidOf(before) !== saidOf(told);
  const evidence = isNews ? [proof(at, 'read-back', ...wordsOf(told))] : [];
  const and = (next: Advanced): Advanced => ({
    record: next.record,
    evidence: [...evidence, ...next.evidence],
  });
  if (outcome === 'equal') {
    const mended = cleared(record, at, CODES);
    const isLast = phase === 'last' && unit.steps[finalStep(limits)].servedAt !== null;
    if (!isLast || unit.stage === 'VERIFIED' || levelOf(unit, limits) === 'message') {
      return { record: mended, evidence };
    }
    return and(verified(mended, at, 'read-back', 'Its values read back as wanted'));
  }
  if (outcome === 'not-read') return and(notRead(record, event, limits));
  // Before its last file is applied it has other values, rightly.
  if (phase === 'last' && !isFinal) return { record, evidence };
  const back: UnitRecord =
    unit.stage === 'VERIFIED' ? { ...record, stage: 'SEC-PRV-2', since: at } : record;
  const code = phase === 'last' && told.namingStation.length > 0 ? 'F19' : 'F17';
  return and(failed(back, at, code, told.why ?? 'Its values are not as wanted'));
}

/** Its web server gave nothing: no harm, unless its values must be seen, or the chain's proof waited. */
function notRead(
  unit: UnitRecord,
  { at, told, isFinal }: UnitEvent & { type: 'read-back' },
  limits: Limits,
): Advanced {
  if (levelOf(unit, limits) === 'read-back' && (told.phase === 'rehearsal' || isFinal)) {
    return failed(unit, at, 'F18', `It must be read back, and was not: ${told.why ?? 'no answer'}`);
  }
  const { lastProof } = unit;
  if (told.phase === 'rehearsal' || !isFinal || lastProof === null) {
    return { record: unit, evidence: [] };
  }
  return verified(
    unit,
    at,
    lastProof.kind,
    `${lastProof.detail}; its web server no longer answers`,
  );
}

/** The values it would leave with were looked through before its last file went out. */
export function onReleaseCheck(
  unit: UnitRecord,
  event: UnitEvent & { type: 'release-check' },
): Advanced {
  const { at, problem } = event;
  if (event.part === 'firmware') {
    return problem === null
      ? { record: cleared(unit, at, ['F13']), evidence: [] }
      : failed(unit, at, problem.code, problem.text);
  }
  const { isLockedAtEnd } = event;
  if (problem !== null) {
    const checked = { ...unit, isLockedAtEnd, releaseCheckedAt: null };
    return failed(checked, at, problem.code, problem.text);
  }
  if (event.isOfChain === false) return { record: cleared(unit, at, ['F19']), evidence: [] };
  const isNews = unit.releaseCheckedAt === null;
  const checked = { ...unit, isLockedAtEnd, releaseCheckedAt: unit.releaseCheckedAt ?? at };
  const text =
    'What it leaves with was checked: the ISP’s rule, field timers, nothing of the bench';
  return {
    // With a good check before, an F18 is about what could not be read back.
    record: isNews ? cleared(checked, at, ['F18', 'F19']) : checked,
    evidence: isNews ? [proof(at, 'release', text)] : [],
  };
}

/** The same said again is no news. */
function saidOf({ outcome, why, differences }: ReadBackView): string {
  return JSON.stringify([outcome, why, differences]);
}

function wordsOf(told: ReadBackView): [string, string?] {
  const how = told.by === 'web' ? 'Read back' : 'Its report';
  const missing = told.differences.filter(({ state }) => state === 'missing').length;
  const counts = [
    `${told.sameCount} values as wanted`,
    `${told.notShownCount} units do not show`,
    ...(missing === 0 ? [] : [`${missing} this unit does not have`]),
  ].join(' · ');
  if (told.outcome === 'equal') return [`${how}: as wanted`, counts];
  if (told.outcome === 'different') return [`${how}: ${told.why ?? 'not as wanted'}`, counts];
  return [`Not read back: ${told.why ?? 'no answer'}`];
}
