/**
 * The ladder: what a unit has shown in this pass, step by step, each with its evidence, and which step it
 * stands at. Pure: of record and limits, no clock.
 */
import type { Rung } from '../../contract/proof.ts';
import type { EpochMs } from '../../contract/values.ts';
import { finalStep } from '../provisioning/marks.ts';
import { chainSteps, type UnitRecord } from '../provisioning/record.ts';
import type { Limits } from '../provisioning/unit-event.ts';
import { isReadBack, levelOf } from './level.ts';

type Step = Omit<Rung, 'state'> & {
  /** Null: not yet. */
  result: 'done' | 'failed' | 'needless' | null;
};

const fileNames = {
  common: 'its common file',
  own: 'its own file',
  rehearsal: 'its rehearsal',
  last: 'its last file',
} as const;

/** Every step in order; of those not done the first is `now`. */
export function ladderOf(unit: UnitRecord, limits: Limits): Rung[] {
  const isVerified = unit.stage === 'VERIFIED';
  const steps = [
    leased(unit),
    ...files(unit, limits),
    message(unit, limits),
    readBack(unit, limits),
    release(unit),
    {
      ...step('verified', 'Verified'),
      ...(isVerified && done(unit.since, 'All it needs is shown')),
    },
  ];
  const now = isVerified ? -1 : steps.findIndex(({ result }) => result === null);
  return steps.map(({ result, ...rung }, index) => ({
    ...rung,
    state: result ?? (index === now ? 'now' : 'open'),
  }));
}

function step(id: Rung['id'], title: string, evidence = ''): Step {
  return { id, title, at: null, evidence, result: null };
}

function done(at: EpochMs | null, evidence: string): Pick<Step, 'at' | 'evidence' | 'result'> {
  return { at, evidence, result: 'done' };
}

function needless(evidence: string): Pick<Step, 'evidence' | 'result'> {
  return { evidence, result: 'needless' };
}

function leased(unit: UnitRecord): Step {
  const rung = step('leased', 'Address given');
  if (unit.lastLeaseAt !== null) {
    return { ...rung, ...done(unit.lastLeaseAt, `DHCP ACK, ${unit.address ?? 'since returned'}`) };
  }
  // Another server gives the addresses, or the lease is from before a restart.
  return unit.address === null
    ? rung
    : { ...rung, ...needless(`It uses ${unit.address}, not leased in this run`) };
}

function files(unit: UnitRecord, limits: Limits): Step[] {
  const { steps } = unit;
  const first = chainSteps.find((one) => steps[one].askedAt !== null);
  const asked = step('asked', 'Asked for its first file');
  const served = step('served', 'Took a file whole');
  const next = step('next-asked', 'Asked for the next file');
  const opened = step('key-opened', 'Opened a file with its own key');
  if (first !== undefined) {
    Object.assign(asked, done(steps[first].askedAt, `Asked for ${fileNames[first]}`));
  }
  const taken = chainSteps.find((one) => steps[one].servedAt !== null);
  if (taken !== undefined) {
    const text = `Last block of ${fileNames[taken]} acknowledged`;
    Object.assign(served, done(steps[taken].servedAt, text));
  }
  const own = steps.own.askedAt ?? steps.rehearsal.askedAt ?? steps.last.askedAt;
  if (own !== null) Object.assign(next, done(own, 'Only the file before names this one'));
  // Without a rehearsal its own file was looked through, which says nothing of a key.
  const lastAskedAt = limits.isRehearsing ? (steps.last.askedAt ?? unit.releaseCheckedAt) : null;
  if (lastAskedAt !== null) {
    const text = 'Asked for the file only its encrypted rehearsal names';
    Object.assign(opened, done(lastAskedAt, text));
  } else if (!limits.isRehearsing) {
    Object.assign(opened, needless('The key is not rehearsed'));
  }
  return [asked, served, next, opened];
}

function message(unit: UnitRecord, limits: Limits): Step {
  const rung = step('message', 'Its own success message');
  const final = unit.steps[finalStep(limits)];
  if (final.reportedAt !== null) {
    return { ...rung, ...done(final.reportedAt, 'Syslog: success, naming its last file') };
  }
  if (unit.lastProof !== null) {
    return { ...rung, ...needless(`Not needed: ${unit.lastProof.detail}`) };
  }
  if (levelOf(unit, limits) === 'message') return { ...rung, evidence: 'Nothing else counts here' };
  if (unit.stage === 'VERIFIED') return { ...rung, ...needless('Another proof came first') };
  const said = chainSteps.findLast((one) => unit.steps[one].reportedAt !== null);
  const evidence = said === undefined ? '' : `So far for ${fileNames[said]}`;
  return { ...rung, evidence: evidence || 'Or quiet and a sign of life, or a power cycle' };
}

function readBack(unit: UnitRecord, limits: Limits): Step {
  const rung = step('read-back', 'Values read back as wanted');
  const level = levelOf(unit, limits);
  const { rehearsal, last } = unit.readBacks;
  const told = last ?? rehearsal;
  if (told?.outcome === 'different') {
    const isOpen = told.phase === 'last' && !unit.isReadBackOver;
    if (!isOpen) return { ...rung, at: told.at, evidence: told.why ?? '', result: 'failed' };
  }
  if (last?.outcome === 'equal') {
    return { ...rung, ...done(last.at, `All ${last.sameCount} as wanted, after its last file`) };
  }
  const isBefore = rehearsal?.outcome === 'equal';
  if (isBefore && (unit.isLockedAtEnd || unit.stage === 'VERIFIED')) {
    const text = `All ${rehearsal.sameCount} as wanted, before its web server was locked`;
    const open = `All ${rehearsal.sameCount} as wanted, before its last file`;
    return { ...rung, ...done(rehearsal.at, unit.isLockedAtEnd ? text : open) };
  }
  if (!isReadBack(level)) return { ...rung, ...needless('Its web server is not asked here') };
  if (level === 'usual' && (unit.stage === 'VERIFIED' || told?.outcome === 'not-read')) {
    return { ...rung, ...needless(told?.why ?? 'Its web server did not answer') };
  }
  const evidence = isBefore ? 'As wanted before its last file; once more after it' : '';
  return { ...rung, evidence };
}

function release(unit: UnitRecord): Step {
  const rung = step('release-check', 'Nothing of the bench stays');
  const code = unit.reason?.code;
  if (unit.condition === 'failed' && ['F13', 'F18', 'F19'].includes(code ?? '')) {
    return { ...rung, at: unit.since, evidence: unit.reason?.text ?? '', result: 'failed' };
  }
  if (unit.releaseCheckedAt !== null) {
    const text = 'The ISP’s rule, field timers, no address of the station';
    return { ...rung, ...done(unit.releaseCheckedAt, text) };
  }
  return unit.stage !== 'VERIFIED'
    ? rung
    : { ...rung, ...needless('Not looked through in this pass') };
}
