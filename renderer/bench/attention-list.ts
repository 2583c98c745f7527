/** What a person should deal with, and what to do about it. Pure. */
import { type FailureAction, failures } from '../../main/contract/failures.ts';
import type { FailureCode, Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { needsAttention, tileStateOf } from '../units/tile-state.ts';

export interface AttentionEntry {
  unit: Unit;
  tone: 'fail' | 'warn';
  code: FailureCode | null;
  /** What happened, in one sentence. */
  sentence: string;
  /** What it means or what to look at; null: nothing more is known. */
  explanation: string | null;
  /** The one main action; null: only Details. */
  action: { kind: FailureAction; verb: string } | null;
}

/** Units put aside by a person, each with what it had then: a new trouble brings it back. */
export type Aside = ReadonlyMap<Mac, string>;

export const nothingAside: Aside = new Map();

export interface AttentionLists {
  open: AttentionEntry[];
  aside: AttentionEntry[];
}

/** Everything that needs a person, newest first. */
export function attentionLists(units: Iterable<Unit>, aside: Aside): AttentionLists {
  const all = [...units].filter(needsAttention).sort((a, b) => b.since - a.since);
  const isAside = (unit: Unit): boolean => aside.get(unit.mac) === troubleOf(unit);
  return {
    open: all.filter((unit) => !isAside(unit)).map(attentionEntry),
    aside: all.filter(isAside).map(attentionEntry),
  };
}

/** A unit's trouble in one string: two troubles are the same when these are. */
export function troubleOf(unit: Unit): string {
  const { condition, reason, attention } = unit;
  return JSON.stringify([condition === 'failed', reason?.code ?? reason?.text, attention]);
}

export function putAside(aside: Aside, unit: Unit): Aside {
  return new Map(aside).set(unit.mac, troubleOf(unit));
}

export function takeBack(aside: Aside, mac: Mac): Aside {
  const next = new Map(aside);
  next.delete(mac);
  return next;
}

/** The problem after (1) or before (-1) the one a person is at, round and round; null: there is none. */
export function nextProblem(
  open: readonly AttentionEntry[],
  at: Mac | null,
  step: 1 | -1,
): Mac | null {
  const here = open.findIndex(({ unit }) => unit.mac === at);
  const next = here === -1 && step === -1 ? open.length - 1 : here + step;
  return open[(next + open.length) % open.length]?.unit.mac ?? null;
}

/** What the list says of one unit; the station's own words come before the catalogue's. */
export function attentionEntry(unit: Unit): AttentionEntry {
  const { reason, attention } = unit;
  const state = tileStateOf(unit);
  const tone = state.tone === 'fail' ? 'fail' : 'warn';
  if (state.counter !== 'attention' && attention !== null) {
    const [sentence, more] = firstSentence(attention);
    const explanation = more ?? (unit.binding === 'none' ? null : boundExplanation(unit));
    const action = { kind: 'provision-again', verb: 'Provision again' } as const;
    return { unit, tone, code: null, sentence, explanation, action };
  }
  const failure = reason?.code ? failures[reason.code] : null;
  const [sentence, more] = firstSentence(reason?.text ?? failure?.sentence ?? state.word);
  return {
    unit,
    tone,
    code: reason?.code ?? null,
    sentence,
    explanation: more ?? attention ?? failure?.technical ?? null,
    action: failure && { kind: failure.action, verb: failure.verb },
  };
}

function boundExplanation(unit: Unit): string {
  const account = unit.account === null ? 'an account' : `account ${unit.account}`;
  return `It stays bound to ${account}. Provision it again with the same keys, or release it.`;
}

/** The first sentence without its full stop, and what follows it. */
function firstSentence(text: string): [first: string, more: string | null] {
  const [, first = text, more = null] = /^(.+?)\.\s+(\p{Lu}.*)$/su.exec(text) ?? [];
  // A number keeps its sign on its line.
  return [first.replace(/\.$/, '').replace(/ %/g, '\u00a0%'), more];
}
