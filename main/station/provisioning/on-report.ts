/** What a unit's own messages say about the files it took (guide: Syslog). Pure. */
import { type Advanced, applied, failed, finalStep, proof } from './marks.ts';
import { rejection, stageByAsking } from './on-files.ts';
import { type ChainStep, chainSteps, type UnitRecord } from './record.ts';
import type { Limits, UnitEvent } from './unit-event.ts';

/** Its own syslog line about a resync or an upgrade. */
export function onReported(
  unit: UnitRecord,
  event: UnitEvent & { type: 'reported' },
  limits: Limits,
): Advanced {
  const { at, phase, text } = event;
  if (event.operation === 'upgrade') {
    return phase === 'failure'
      ? failed(unit, at, 'F12', `Firmware upgrade failed: "${text}"`)
      : { record: unit, evidence: [proof(at, 'syslog', saidOf(event), text)] };
  }
  const evidence = [proof(at, 'syslog', saidOf(event), text)];
  if (phase === 'request') return { record: unit, evidence };
  if (phase === 'failure') {
    const record = { ...unit, lastFailureAt: at };
    if (unit.isBound && !unit.mayGoAgain) return { record, evidence };
    const step = latestAsked(unit);
    // A unit that complains of a file we could not make, or would not give it, says nothing about the file.
    if (step === null || gotNothing(unit)) return { record, evidence };
    const back: UnitRecord =
      unit.stage === 'VERIFIED' ? { ...record, stage: stageByAsking[step], since: at } : record;
    const { askedAt, servedAt } = unit.steps[step];
    // What it never had whole it cannot have rejected: its transfer was cut, as by a restart of this station.
    const isCut = (servedAt ?? -1) < (askedAt ?? 0);
    const rejected = isCut
      ? failed(back, at, 'F03', `Its transfer was cut off: "${text}". It asks again by itself`)
      : rejection(back, at, step, `"${text}"`);
    return { record: rejected.record, evidence: [...evidence, ...rejected.evidence] };
  }
  if (event.step === null) return { record: unit, evidence };
  const progress = unit.steps[event.step];
  const record = {
    ...unit,
    steps: { ...unit.steps, [event.step]: { ...progress, reportedAt: at } },
  };
  if (event.step !== finalStep(limits) || progress.servedAt === null || unit.stage === 'VERIFIED') {
    return { record, evidence };
  }
  const done = applied(record, at, 'syslog', 'It reported success for its last file', limits);
  return { record: done.record, evidence: [...evidence, ...done.evidence] };
}

/** Held, or its file was not made, or is held back: that reason stands. */
function gotNothing({ condition, reason, heldBecause }: UnitRecord): boolean {
  const codes: (string | null | undefined)[] = ['F13', 'F15', 'F18', 'F19', 'F20', 'F21', 'F22'];
  return heldBecause !== null || (condition === 'failed' && codes.includes(reason?.code));
}

/** A unit's own message in plain words; the line itself follows as the technical one. */
function saidOf({ operation, phase }: UnitEvent & { type: 'reported' }): string {
  const what = operation === 'resync' ? 'resync' : 'upgrade';
  if (phase === 'request') return `Unit says: Requesting ${what}`;
  return phase === 'success' ? `Unit says: Successful ${what}` : `Unit says: ${what} failed`;
}

function latestAsked(unit: UnitRecord): ChainStep | null {
  return chainSteps.findLast((step) => unit.steps[step].askedAt !== null) ?? null;
}
