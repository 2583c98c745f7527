/** What a unit shows by the files it asks for and takes, or does not (the chain's four files). Pure. */
import type { Evidence, Stage } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
import { type Advanced, applied, changed, failed, finalStep, isHeldBack, proof } from './marks.ts';
import { onImageAsked, onImageBroken, onImageServed } from './on-upgrade.ts';
import { type ChainStep, chainSteps, type UnitRecord, unproved, untouchedSteps } from './record.ts';
import type { Limits, UnitEvent } from './unit-event.ts';

/** The stage a unit shows by asking for a file: everything before that file is proved. */
export const stageByAsking: Record<ChainStep, Stage> = {
  common: 'MFG-RESET',
  own: 'SP-CUST',
  rehearsal: 'SEC-PRV-1',
  last: 'SEC-PRV-2',
};
const stageByServing: Record<ChainStep, Stage> = {
  common: 'SP-CUST',
  own: 'SEC-PRV-1',
  // Taken is not opened: the key is proved when the unit asks for the file only this one names.
  rehearsal: 'SEC-PRV-1',
  last: 'SEC-PRV-2',
};
const provedByAsking: Record<ChainStep, string | null> = {
  common: null,
  own: 'It applied the common profile (SP-CUST): it asked for its own file',
  rehearsal:
    'It opened and applied its own profile (SEC-PRV-1): only that file names this directory',
  last: 'It opened the rehearsal with its key (SEC-PRV-2): only that file names this one',
};
/** Served whole so often without the next file being asked for: the unit does not accept it. */
const REJECTED_AFTER = 3;

/** It asked for a file: everything before that file is proved. */
export function onAsked(
  unit: UnitRecord,
  event: UnitEvent & { type: 'asked' },
  limits: Limits,
): Advanced {
  const { at, step } = event;
  const asked: UnitRecord = {
    ...unit,
    address: event.address,
    isClaimed: event.isClaimed,
    model: event.self.model ?? unit.model,
    serial: event.self.serial ?? unit.serial,
    firmware: event.self.firmware ?? unit.firmware,
    lastRequestAt: at,
  };
  // Of a unit that is to upgrade the resolver has told all before.
  if (step === 'disk' || step === 'reflected' || step === 'firmware') {
    return { record: asked, evidence: [] };
  }
  if (step === 'image') return onImageAsked(asked, at, event.name);
  if (step === 'retail') {
    const what = `Asked for its whole profile by HTTPS: ${event.name}`;
    return { record: asked, evidence: [proof(at, 'asked', what, 'known by its certificate')] };
  }
  if (step === 'holding') return onHeld(unit, asked, event);

  const steps = { ...asked.steps };
  const position = chainSteps.indexOf(step);
  chainSteps.forEach((other, index) => {
    // An earlier file asked for again means that everything after it is to be proved anew.
    if (index > position) steps[other] = untouchedSteps()[other];
    // A later file asked for means the earlier ones were accepted.
    if (index < position) steps[other] = { ...steps[other], servedCount: 0 };
  });
  steps[step] = { ...steps[step], askedAt: at };
  const isRepeat = unit.steps[step].servedAt !== null;
  const wasVerified = unit.stage === 'VERIFIED';
  const evidence: Evidence[] = [];
  const proved = isRepeat ? null : provedByAsking[step];
  if (wasVerified) {
    evidence.push(proof(at, 'lost', `No longer verified: it asked for ${event.name} again`));
  }
  // It asks for its last file by a name only the rehearsal told it, and every few seconds: no news.
  const staysHeld = step === 'rehearsal' && isHeldBack(unit);
  if (staysHeld) steps.last = { ...steps.last, askedAt: at };
  if (!staysHeld || unit.steps.last.askedAt === null) {
    evidence.push(
      proof(at, proved === null ? 'asked' : 'proved', proved ?? `Asked for ${event.name}`),
    );
  }

  // What was read back and proved of files after this one is to be shown anew.
  const { isLockedAtEnd, releaseCheckedAt } = unit;
  const kept =
    step === 'last' || staysHeld
      ? {}
      : // Without a rehearsal its own file is the last one, and was looked through a moment ago.
        { ...unproved, ...(step === finalStep(limits) && { isLockedAtEnd, releaseCheckedAt }) };
  let record: UnitRecord = {
    ...asked,
    steps,
    ...kept,
    ...(step === 'last' && { lastProof: null, isReadBackOver: false }),
  };
  const stage = stageByAsking[staysHeld ? 'last' : step];
  if (record.stage !== stage) record = { ...record, stage, since: at };
  if (wasVerified && step === 'common') {
    record.attention = 'It was reset after it had been verified';
  }
  // A refusal by the unit stands until it asks for a later file or begins anew; all else is answered
  // by asking.
  const stands = record.reason?.code === 'F02' || record.reason?.code === 'F06';
  if (!(stands && isRepeat) && !staysHeld) record = changed(record, at, 'ok', null);
  return { record, evidence };
}

/** It asked for the common file and was given the holding profile. */
function onHeld(
  before: UnitRecord,
  asked: UnitRecord,
  event: UnitEvent & { type: 'asked' },
): Advanced {
  const { at } = event;
  const why = event.why ?? 'It is held at the common profile';
  const isNews = before.reason?.text !== why && before.attention !== why;
  const record: UnitRecord = {
    ...asked,
    // What was read back, checked and proved before it was reset proves nothing of what it is now.
    ...unproved,
    stage: 'MFG-RESET',
    since: before.stage === 'MFG-RESET' ? asked.since : at,
    steps: untouchedSteps(),
    attention: asked.isBound ? why : asked.attention,
  };
  const evidence = isNews ? [proof(at, 'held', why)] : [];
  // Told a moment ago as a failure of its own: a template that does not build is nothing to wait for.
  const isFailure = before.condition === 'failed' && before.reason?.text === why;
  return {
    record: asked.isBound || isFailure ? record : changed(record, at, 'waiting', null, why),
    evidence,
  };
}

/** It took a file whole. Taken is not applied; taken again and again is rejected. */
export function onServed(
  unit: UnitRecord,
  event: UnitEvent & { type: 'served' },
  limits: Limits,
): Advanced {
  const { at, step } = event;
  if (step === 'image') return onImageServed(unit, event);
  if (step === 'firmware') return { record: { ...unit, startsAt: [] }, evidence: [] };
  if (step === 'holding' || step === 'disk' || step === 'reflected') {
    return { record: unit, evidence: [] };
  }
  if (step === 'retail') {
    // Taken is not applied, and nothing it asks of us would show that: the stage stays what it showed.
    const technical = `HTTPS · ${event.file.bytes} bytes · ${event.took.ms} ms · not rehearsed`;
    const text = 'Fetched its whole profile: from now on it asks the ISP';
    return { record: unit, evidence: [proof(at, 'served', text, technical)] };
  }
  const before = unit.steps[step];
  const servedCount = before.servedCount + 1;
  const steps = { ...unit.steps, [step]: { ...before, servedAt: at, servedCount } };
  const staysHeld = step === 'rehearsal' && isHeldBack(unit);
  const stage = staysHeld ? unit.stage : stageByServing[step];
  let record: UnitRecord = { ...unit, steps, startsAt: [] };
  if (record.stage !== stage) record = { ...record, stage, since: at };
  const technical = [
    stage,
    event.took.via.toUpperCase(),
    `${event.file.bytes} bytes`,
    `${event.took.ms} ms`,
    ...(step === 'own' && !limits.isRehearsing ? ['key not rehearsed'] : []),
  ].join(' · ');
  const isAgain = staysHeld && servedCount > 2;
  const said = proof(at, 'served', `Fetched ${event.file.name}`, technical);
  const evidence = isAgain ? [] : [said];
  if (servedCount >= REJECTED_AFTER && !staysHeld) {
    const rejected = rejection(record, at, step, `took it ${servedCount} times and asks again`);
    return { record: rejected.record, evidence: [...evidence, ...rejected.evidence] };
  }
  // Its complaint can overtake the acknowledgement of the last block, as its success line can (below).
  if (record.reason?.code === 'F03' && (unit.lastFailureAt ?? -1) >= (before.askedAt ?? 0)) {
    const how = 'it complained of it as soon as it had it whole';
    const rejected = rejection(record, at, step, how);
    return { record: rejected.record, evidence: [...evidence, ...rejected.evidence] };
  }
  const stands = record.reason?.code === 'F02' || record.reason?.code === 'F06';
  if (!stands && !staysHeld) record = changed(record, at, 'ok', null);
  // Its success line can overtake the acknowledgement of the last block: two sockets, no order.
  if (step === finalStep(limits) && (before.reportedAt ?? -1) >= (before.askedAt ?? 0)) {
    const detail = `It reported success for ${event.file.name}`;
    const done = applied(record, at, 'syslog', detail, limits);
    return { record: done.record, evidence: [...evidence, ...done.evidence] };
  }
  return { record, evidence };
}

/** A transfer ended half-way. */
export function onBrokenOff(
  unit: UnitRecord,
  event: UnitEvent & { type: 'broken-off' },
  limits: Limits,
): Advanced {
  const { at, file, percent, step } = event;
  if (step === 'image') return onImageBroken(unit, event);
  const what = `${file.name} stopped at ${percent} %`;
  if (step === finalStep(limits) && (unit.steps[step].reportedAt ?? -1) >= event.askedAt) {
    // Only the last acknowledgement was lost: the unit itself said that it has the file.
    return applied(unit, at, 'syslog', `It reported success for ${file.name}`, limits);
  }
  // The unit has asked again since: this transfer is history.
  if ((unit.lastRequestAt ?? 0) > event.askedAt) {
    return { record: unit, evidence: [proof(at, 'broken-off', what)] };
  }
  // A client may look and leave: its own ERROR is no fault (device facts 6.6).
  if (event.why === 'aborted' || unit.stage === 'VERIFIED') {
    return { record: unit, evidence: [proof(at, 'broken-off', `${what}: ${event.why}`)] };
  }
  return failed(unit, at, 'F03', `Transfer of ${what}. Check the cable and the switch port`);
}

/** It asked for a file nobody here has: another model, another provider, a call manager's phone. */
export function onNotFound(unit: UnitRecord, at: EpochMs, name: string): Advanced {
  const asked = { ...unit, lastRequestAt: at };
  // Why there is no file for it was told a moment ago: it asks for the right one.
  const isTold =
    unit.condition === 'failed' &&
    ['F13', 'F15', 'F18', 'F19', 'F21', 'F22'].includes(unit.reason?.code ?? '');
  if (unit.stage !== 'MFG-RESET' || isTold) {
    return { record: asked, evidence: [proof(at, 'asked', `Asked for ${name}: not found`)] };
  }
  if (/(?:XMLDefault|SEP[0-9A-F]{12})\.cnf\.xml$|CTLSEP/i.test(name)) {
    return failed(
      asked,
      at,
      'F11',
      `It asks for ${name}, a call manager's file: it got no usable option 66. Factory reset it`,
    );
  }
  if (/^\/?(?:spa[^/]*|init)\.cfg$/i.test(name)) {
    return failed(asked, at, 'F01', `File not found: ${name}. Add its model in the settings`);
  }
  return failed(
    asked,
    at,
    'F07',
    `It asks for ${name}, another provider's file. Factory reset it: ****73738#, then 1`,
  );
}

/** The unit does not accept a file: wrong key when it was to open its rehearsal, else rejected. */
export function rejection(unit: UnitRecord, at: EpochMs, step: ChainStep, how: string): Advanced {
  return step === 'rehearsal' || step === 'last'
    ? failed(unit, at, 'F06', `It cannot read its encrypted profile: ${how}. Provision it again`)
    : failed(unit, at, 'F02', `It rejected its profile: ${how}${hintOf(unit, step)}`);
}

/** By TFTP a unit does not say its firmware, and the first file it cannot read is this one. */
function hintOf({ firmware }: UnitRecord, step: ChainStep): string {
  return step === 'common' && firmware === null
    ? '. Firmware before 2.0.6 reads no XML: look at its version'
    : '';
}
