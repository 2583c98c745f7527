/**
 * Where one event takes a unit (guide: Provisioning States; the chain's four files).
 *
 * Pure: no clock, no store, no log. The stage is the one the unit last showed: asking for a file
 * proves the file before it was opened and applied, a file served whole is the next stage entered,
 * and only a proof of the last file makes a unit VERIFIED. Condition and binding are facts of
 * their own; binding never touches the stage.
 */
import type { Evidence, Stage } from '../../contract/model.ts';
import type { EpochMs } from '../../contract/values.ts';
import {
  type Advanced,
  changed,
  cleared,
  failed,
  finalStep,
  isQuiet,
  proof,
  verified,
} from './marks.ts';
import { type ChainStep, chainSteps, type UnitRecord, untouchedSteps } from './record.ts';
import { silence } from './silence.ts';
import type { Limits, UnitEvent } from './unit-event.ts';

/** The stage a unit shows by asking for a file: everything before that file is proved. */
const stageByAsking: Record<ChainStep, Stage> = {
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
        ? verified(seen, at, 'alive', 'Quiet since its last file, and alive: heard on DHCP')
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
      return onAsked(seen, event);
    case 'served':
      return onServed(seen, event, limits);
    case 'broken-off':
      return onBrokenOff(seen, event, limits);
    case 'not-found':
      return onNotFound(seen, event.at, event.name);
    case 'template-broken':
      return failed(seen, at, 'F15', `Its profile does not build: ${event.text}`);
    case 'denied':
      return {
        record: { ...seen, attention: event.text, lastRequestAt: at },
        evidence: seen.attention === event.text ? [] : [proof(at, 'refused', event.text)],
      };
    case 'reported':
      return onReported(seen, event, limits);
    case 'alive':
      return isQuiet(seen, at, limits)
        ? verified(seen, at, 'alive', `Quiet since its last file, and alive: ${event.how}`)
        : { record: unit, evidence: [] };
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
        record: changed({ ...unit, mayGoAgain: true, attention: null }, at, 'ok', null),
        evidence: [proof(at, 'operator', 'Provision again was chosen: same key, same directory')],
      };
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
  const more = ['heard', 'not-found', 'denied', 'no-address'];
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
    return verified(leased, at, 'alive', how);
  }
  return {
    record: cleared(leased, at, ['F08', 'F09']),
    evidence: isNews ? [proof(at, 'dhcp', `Address given: ${address}`, 'DHCP ACK')] : [],
  };
}

function onAsked(unit: UnitRecord, event: UnitEvent & { type: 'asked' }): Advanced {
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
  if (step === 'disk') return { record: asked, evidence: [] };
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
  evidence.push(
    proof(at, proved === null ? 'asked' : 'proved', proved ?? `Asked for ${event.name}`),
  );

  let record: UnitRecord = { ...asked, steps };
  const stage = stageByAsking[step];
  if (record.stage !== stage) record = { ...record, stage, since: at };
  if (wasVerified && step === 'common') {
    record.attention = 'It was reset after it had been verified';
  }
  // A refusal by the unit stands until it asks for a later file or begins anew; all else is answered
  // by asking.
  const stands = record.reason?.code === 'F02' || record.reason?.code === 'F06';
  if (!(stands && isRepeat)) record = changed(record, at, 'ok', null);
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

function onServed(
  unit: UnitRecord,
  event: UnitEvent & { type: 'served' },
  limits: Limits,
): Advanced {
  const { at, step } = event;
  if (step === 'holding' || step === 'disk') return { record: unit, evidence: [] };
  const before = unit.steps[step];
  const servedCount = before.servedCount + 1;
  const steps = { ...unit.steps, [step]: { ...before, servedAt: at, servedCount } };
  const stage = stageByServing[step];
  let record: UnitRecord = { ...unit, steps, startsAt: [] };
  if (record.stage !== stage) record = { ...record, stage, since: at };
  const technical = [
    stage,
    event.took.via.toUpperCase(),
    `${event.file.bytes} bytes`,
    `${event.took.ms} ms`,
    ...(step === 'own' && !limits.isRehearsing ? ['key not rehearsed'] : []),
  ].join(' · ');
  const evidence = [proof(at, 'served', `Fetched ${event.file.name}`, technical)];
  if (servedCount >= REJECTED_AFTER) {
    const rejected = rejection(record, at, step, `took it ${servedCount} times and asks again`);
    return { record: rejected.record, evidence: [...evidence, ...rejected.evidence] };
  }
  const stands = record.reason?.code === 'F02' || record.reason?.code === 'F06';
  if (!stands) record = changed(record, at, 'ok', null);
  // Its success line can overtake the acknowledgement of the last block: two sockets, no order.
  if (step === finalStep(limits) && (before.reportedAt ?? -1) >= (before.askedAt ?? 0)) {
    const done = verified(record, at, 'syslog', `It reported success for ${event.file.name}`);
    return { record: done.record, evidence: [...evidence, ...done.evidence] };
  }
  return { record, evidence };
}

function onBrokenOff(
  unit: UnitRecord,
  event: UnitEvent & { type: 'broken-off' },
  limits: Limits,
): Advanced {
  const { at, file, percent, step } = event;
  const what = `${file.name} stopped at ${percent} %`;
  if (step === finalStep(limits) && (unit.steps[step].reportedAt ?? -1) >= event.askedAt) {
    // Only the last acknowledgement was lost: the unit itself said that it has the file.
    return verified(unit, at, 'syslog', `It reported success for ${file.name}`);
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

function onNotFound(unit: UnitRecord, at: EpochMs, name: string): Advanced {
  const asked = { ...unit, lastRequestAt: at };
  if (unit.stage !== 'MFG-RESET') {
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

function onReported(
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
    // A unit that complains of a file we could not make says nothing about the file.
    if (step === null || unit.reason?.code === 'F15') return { record, evidence };
    const back: UnitRecord =
      unit.stage === 'VERIFIED' ? { ...record, stage: stageByAsking[step], since: at } : record;
    const rejected = rejection(back, at, step, `"${text}"`);
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
  const done = verified(record, at, 'syslog', 'It reported success for its last file');
  return { record: done.record, evidence: [...evidence, ...done.evidence] };
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

/** The unit does not accept a file: wrong key when it was to open its rehearsal, else rejected. */
function rejection(unit: UnitRecord, at: EpochMs, step: ChainStep, how: string): Advanced {
  return step === 'rehearsal' || step === 'last'
    ? failed(unit, at, 'F06', `It cannot read its encrypted profile: ${how}. Provision it again`)
    : failed(unit, at, 'F02', `It rejected its profile: ${how}`);
}
